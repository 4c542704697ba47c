"""A change that is going to be a commit: what the content files are turned into."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.gitwriter import GitWriter
from demo.people import PEOPLE

LANDING = timedelta(hours=3)


@dataclass(frozen=True)
class Change:
    """Who changes which files when, and who lands it, if somebody else does."""

    at: datetime
    by: str
    subject: str
    files: Mapping[str, str | None]
    why: str = ""
    trailers: Mapping[str, tuple[str, ...]] | None = None
    landed: str = ""

    @property
    def landed_at(self) -> datetime:
        """When it reached the main branch."""
        return self.at + LANDING if self.landed else self.at

    def message(self) -> str:
        """The commit message: subject, reason, trailers."""
        parts = [self.subject, self.why.strip(), self._trailers()]
        return "\n\n".join(part for part in parts if part)

    def _trailers(self) -> str:
        lines = [
            f"{token}: {PEOPLE[key].address}"
            for token, keys in (self.trailers or {}).items()
            for key in keys
        ]
        lines += [
            f"Signed-off-by: {PEOPLE[key].address}"
            for key in (self.by, self.landed)
            if key
        ]
        return "\n".join(lines)


def moment(value: Any) -> datetime:
    """Return a time of a content file as an aware one; content is written in UTC."""
    stamp = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def take_change(
    row: dict[str, Any], files: Mapping[str, str | None], *, subject: str = ""
) -> Change:
    """Take what tells of a commit out of ``row``; other members stay in it."""
    trailers = {token: tuple(keys) for token, keys in row.pop("trailers", {}).items()}
    return Change(
        at=moment(row.pop("at")),
        by=row.pop("by"),
        subject=row.pop("subject", subject),
        files=files,
        why=row.pop("why", ""),
        trailers=trailers,
        landed=row.pop("landed", ""),
    )


def write(writer: GitWriter, changes: Iterable[Change]) -> None:
    """Commit the changes in the order in which they landed."""
    for change in sorted(changes, key=lambda c: (c.landed_at, c.subject)):
        writer.commit(
            author=PEOPLE[change.by],
            at=change.at,
            committer=PEOPLE[change.landed or change.by],
            committed_at=change.landed_at,
            message=change.message(),
            changes=change.files,
        )
