"""What a ballot can be put on, told to this room by the rooms above it.

Plain Python: a kind of subject is registered with two functions, one that says
how the subject stands now and one that hears, in the decision's transaction, what
was decided. ``governance`` knows nothing else of RFCs, milestones or editions.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from governance.automatic import Candidate
from governance.errors import UnknownSubject


@dataclass(frozen=True)
class Subject:
    """A text at an exact revision, as it stands now.

    ``project`` is the slug; ``text_hash`` the SHA-256 of the text's exact bytes;
    ``closed`` says in a sentence why nothing can be voted on it, or is empty.
    """

    kind: str
    key: str
    revision: str
    title: str
    url: str
    project: str = ""
    text_hash: str = ""
    closed: str = ""


@dataclass(frozen=True)
class Outcome:
    """What the subject's room is told when a decision is made."""

    key: str
    revision: str
    project: str
    number: int
    disposition: str
    decided_at: datetime
    decided_by: str = ""


@dataclass(frozen=True)
class Hooks:
    """What a kind of subject can do, and what each disposition will do, in words.

    ``at`` gives a subject at an earlier revision, ``undone`` hears that a decision
    was set aside, ``candidates`` lists a project's texts for rules that open ballots;
    a kind that leaves one out cannot be asked for it.
    """

    current: Callable[[str], Subject]
    decided: Callable[[Outcome], None]
    effects: Mapping[str, str] = field(default_factory=dict)
    at: Callable[[str, str], Subject] | None = None
    undone: Callable[[Outcome], None] | None = None
    candidates: Callable[[str], Iterable[Candidate]] | None = None


_hooks: dict[str, Hooks] = {}


def register(kind: str, hooks: Hooks) -> None:
    """Make subjects of ``kind`` known; a later registration replaces it."""
    _hooks[kind] = hooks


def kinds() -> list[str]:
    """Return the kinds that can be voted on."""
    return sorted(_hooks)


def hooks_of(kind: str) -> Hooks:
    """Return the hooks of ``kind``, or refuse."""
    try:
        return _hooks[kind]
    except KeyError:
        raise UnknownSubject(f"Nothing of the kind “{kind}” can be voted on.") from None


def current(kind: str, key: str) -> Subject:
    """Return the subject as it stands now; refuse an unknown one."""
    return hooks_of(kind).current(key)


def pinned(reference: str) -> Subject:
    """Return the text that ``"rfc:12"`` or ``"rfc:12@<revision>"`` names."""
    kind, _, rest = reference.partition(":")
    key, _, revision = rest.partition("@")
    hooks = hooks_of(kind)
    if not revision:
        return hooks.current(key)
    if hooks.at is None:
        raise UnknownSubject(f"Earlier revisions of the kind “{kind}” are not kept.")
    return hooks.at(key, revision)
