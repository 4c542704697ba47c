"""What every roadmap format yields. Plain Python: no database, no git."""

from collections.abc import Callable
from dataclasses import dataclass, field

from roadmap.rules import Rule


@dataclass(frozen=True)
class Issue:
    """Something in a file that is not as it should be; nothing is lost by it."""

    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Ask:
    """What is asked of a team: how much (small, medium, large), for what, of whom."""

    team: str
    level: str = ""
    what: str = ""
    champion: str = ""


@dataclass(frozen=True)
class FoundMilestone:
    """One milestone as its file says it, words kept as they were written."""

    key: str
    title: str
    track: str = ""
    owner: str = ""
    champion: str = ""
    target: str = ""
    confidence: str = ""
    status: str = ""
    state: str = "unknown"
    summary: str = ""
    criteria: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    rfc: str = ""
    tracking: str = ""
    """The address where the work is followed; it stays when a plan goes on."""
    asks: tuple[Ask, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    """What else the file says, word for word."""
    rules: tuple[Rule, ...] = ()
    """What must be found in git before the milestone counts as done."""


@dataclass(frozen=True)
class FoundTrack:
    """A theme that milestones are grouped by, in its place among the others."""

    slug: str
    title: str
    description: str = ""
    position: int = 0


@dataclass(frozen=True)
class FoundFile:
    """All that one file holds."""

    milestones: tuple[FoundMilestone, ...] = ()
    tracks: tuple[FoundTrack, ...] = ()
    releases: dict[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Format:
    """A way to write milestones down: which paths it claims and how it reads them."""

    name: str
    claims: Callable[[str], bool]
    read: Callable[[str, bytes], FoundFile]
