"""What one commit is worth, to whom, and why some are worth nothing. Plain Python.

A change that landed is worth a pot of points that its authors share; people named
as helpers get small fixed points. Lines, paths and the dates that an author typed
never matter, and neither does the style of merging.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from contributors.machines import is_machine

POT = 60  # divides by one to six
CO_AUTHORS = 5
REVIEWERS = 3
LANDING = 5


class Help(NamedTuple):
    """A kind of help: its name in the record and its points."""

    kind: str
    points: int


CO_AUTHORSHIP = frozenset({"co-authored-by", "co-developed-by"})
HELP = {
    "reviewed-by": Help("reviewed", 15),
    "tested-by": Help("tested", 10),
    "acked-by": Help("acked", 5),
    "reported-by": Help("reported", 5),
    "suggested-by": Help("reported", 5),
    "helped-by": Help("reported", 5),
    "mentored-by": Help("reported", 5),
}


class Person(NamedTuple):
    """A name and an address, as a commit gives them."""

    name: str
    email: str


class Trailer(NamedTuple):
    """A line of credit at the end of a message: its token and the person."""

    token: str
    person: Person


class Role(NamedTuple):
    """What one person did in a commit; ``not_counted`` says why it earns nothing."""

    person: Person
    kind: str
    points: int
    not_counted: str = ""


@dataclass(frozen=True)
class Change:
    """The facts of a commit that decide what it is worth.

    ``mergers`` wrote and committed the merge that landed it, where one did.
    ``reason`` is why it does not count as a whole, where that is known already.
    """

    author: Person
    committer: Person
    trailers: tuple[Trailer, ...] = ()
    reason: str = ""
    mergers: tuple[Person, ...] = ()


PersonKey = Callable[[Person], object]


def roles(change: Change, key: PersonKey) -> list[Role]:
    """Return who did what in ``change``, each person in their highest role once.

    ``key`` tells when two names and addresses are the same person. A commit that
    does not count yields its author alone, with the reason.
    """
    reason = change.reason or ("bot" if is_machine(*change.author) else "")
    if reason:
        return [Role(change.author, "authored", 0, reason)]
    seen = {key(change.author)}
    helpers = _people(change, CO_AUTHORSHIP, key, seen)
    sharing = helpers[:CO_AUTHORS]
    share = POT // (1 + len(sharing))
    found = [Role(change.author, "authored", share)]
    found += [Role(person, "co-authored", share) for person in sharing]
    found += [
        Role(person, "co-authored", 0, "one-of-too-many")
        for person in helpers[CO_AUTHORS:]
    ]
    by_another = any(key(p) not in seen for p in (change.committer, *change.mergers))
    found += _help(change, key, seen, landed_by_another=by_another)
    if key(change.committer) not in seen and not is_machine(*change.committer):
        found.append(Role(change.committer, "landed", LANDING))
    return found


def _help(
    change: Change, key: PersonKey, seen: set[object], *, landed_by_another: bool
) -> list[Role]:
    """Return the helpers' roles; authors cannot credit whom they like by themselves."""
    found: list[Role] = []
    for token, (kind, points) in HELP.items():
        for person in _people(change, {token}, key, seen):
            reason = "" if landed_by_another else "landed-by-its-author"
            if kind == "reviewed" and len(found) >= REVIEWERS:
                reason = reason or "one-of-too-many"
            found.append(Role(person, kind, 0 if reason else points, reason))
    return found


def _people(
    change: Change, tokens: Iterable[str], key: PersonKey, seen: set[object]
) -> list[Person]:
    """Return the people named by ``tokens`` who have no role yet, and mark them."""
    found = []
    for token, person in change.trailers:
        if token not in tokens or is_machine(*person) or not person.email:
            continue
        if (who := key(person)) not in seen:
            seen.add(who)
            found.append(person)
    return found
