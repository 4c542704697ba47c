"""What every roadmap format yields. Plain Python: no database, no git."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Issue:
    """Something in a file that is not as it should be; nothing is lost by it."""

    code: str
    message: str
    line: int | None = None


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
