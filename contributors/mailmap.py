"""Read a .mailmap: which names and addresses stand for which. Plain Python.

The file says how its project would like names and addresses to be shown
(gitmailmap(5)). It is written by whoever lands a change, so it is a claim about
people and never proof; ``contributors.contributions`` says how far it is believed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


def address_key(email: str) -> str:
    """Return the form in which addresses are compared: lower case, nothing else.

    git compares the whole address without regard to case; dots and plus signs are
    left alone, since only the receiving host knows what they mean.
    """
    return email.strip().lower()


@dataclass(frozen=True)
class Entry:
    """One line: a commit's address, perhaps under one name only, made proper."""

    commit_email: str
    commit_name: str | None
    proper_name: str | None
    proper_email: str | None


@dataclass(frozen=True)
class Person:
    """A name and an address, as shown."""

    name: str
    email: str


@dataclass
class _Lines:
    """What the file says of one address: under any name, and under given names."""

    name: str | None = None
    email: str | None = None
    named: dict[str, Entry] = field(default_factory=dict)


class Mailmap:
    """The whole file, asked one name and address at a time."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_email: dict[str, _Lines] = {}
        for entry in entries:
            self._learn(entry)

    def _learn(self, entry: Entry) -> None:
        """A later line wins where it speaks; one with a commit's name replaces."""
        lines = self._by_email.setdefault(address_key(entry.commit_email), _Lines())
        if entry.commit_name is not None:
            lines.named[entry.commit_name.lower()] = entry
            return
        lines.name = entry.proper_name or lines.name
        lines.email = entry.proper_email or lines.email

    def resolve(self, name: str, email: str) -> Person:
        """Return how the file shows ``name`` with ``email``."""
        lines = self._by_email.get(address_key(email))
        if lines is None:
            return Person(name, email)
        named = lines.named.get(name.lower())
        if named is not None:
            return Person(named.proper_name or name, named.proper_email or email)
        return Person(lines.name or name, lines.email or email)

    def joins(self, seen: Iterable[tuple[str, str]]) -> dict[str, Person]:
        """Return, for each address seen, the one other person it stands for.

        An address that stands for several people, depending on the name beside it,
        is shared: it belongs to nobody and is left out.
        """
        found: dict[str, dict[str, Person]] = {}
        for name, email in seen:
            if (address := address_key(email)) in self._by_email:
                person = self.resolve(name, email)
                found.setdefault(address, {})[address_key(person.email)] = person
        return {
            address: next(iter(people.values()))
            for address, people in found.items()
            if len(people) == 1 and address not in people
        }


def parse(text: str) -> Mailmap:
    """Read the text of a .mailmap; a line in none of its four forms says nothing."""
    return Mailmap(_entries(text))


def _entries(text: str) -> Iterator[Entry]:
    for line in text.split("\n"):
        if line.startswith("#"):
            continue
        first_name, first_email, rest = _person(line)
        if not first_email:
            continue
        second_name, second_email, _ = _person(rest)
        if second_email is not None:
            yield Entry(second_email, second_name, first_name, first_email)
        elif first_name is not None:
            yield Entry(first_email, None, first_name, None)


def _person(text: str) -> tuple[str | None, str | None, str]:
    """Split ``Name <address> rest``; the address is None where there is none."""
    name, opening, after = text.partition("<")
    email, closing, rest = after.partition(">")
    if not opening or not closing:
        return None, None, ""
    return name.strip() or None, email.strip(), rest
