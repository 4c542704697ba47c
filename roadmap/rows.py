"""Compare what a repository says with the rows, and write the difference."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from core import markup
from mirror.models import Repository
from roadmap import dependencies, keys, standing
from roadmap.formats.found import FoundMilestone, Issue
from roadmap.linking import RfcIndex, Tracks
from roadmap.models import Milestone
from roadmap.reading import ReadFile, Reading
from roadmap.targets import Target, read_target


class LastChange(NamedTuple):
    """The last commit that touched a file, and when."""

    oid: str
    at: datetime | None


class Rows:
    """The milestones of one repository, as they were and as they should be."""

    def __init__(
        self,
        repository: Repository,
        read: Reading,
        changes: Mapping[str, LastChange],
    ) -> None:
        self.repository = repository
        self.read = read
        self.changes = changes
        self.now = timezone.now()
        self.issues: list[tuple[str, Issue]] = []
        self.found = self.created = self.updated = self.gone = 0
        present = Milestone.objects.filter(project=repository.project_id)
        self.present = {row.key: row for row in present}
        self.rfcs = RfcIndex(repository)
        self.tracks = Tracks(repository, read)

    def write(self) -> None:
        """Create, change and mark rows; unchanged ones are not written."""
        found = self.read.milestones()
        assigned = self._assign(list(found))
        new, changed = [], []
        for place, (file, milestone) in found.items():
            key = assigned[place]
            row = self.present.get(key)
            values = self._values(file, milestone, row)
            if row is None:
                new.append(self._new(key, values))
            elif _differs(row, values):
                _set(row, values)
                changed.append(row)
        gone = self._gone(set(assigned.values()))
        Milestone.objects.bulk_create(new, batch_size=500)
        Milestone.objects.bulk_update(changed + gone, _WRITTEN, batch_size=100)
        self._check_dependencies(new)
        self.found, self.created = len(found), len(new)
        self.updated, self.gone = len(changed), len(gone)

    def note(self, path: str, code: str, message: str) -> None:
        """Remember an issue that only the whole repository shows."""
        self.issues.append((path, Issue(code, message)))

    def _new(self, key: str, values: dict[str, Any]) -> Milestone:
        project = self.repository.project_id
        return Milestone(project_id=project, key=key, **values)

    def _assign(self, wanted: list[keys.Place]) -> dict[keys.Place, str]:
        mine, others = {}, set()
        for key, row in self.present.items():
            if row.repository_id == self.repository.pk:
                mine[key] = row.path
            elif row.gone_at is None:
                others.add(key)
        assigned = keys.assign(wanted, mine, others)
        for place, key in assigned.items():
            if key != place.id:
                message = f"The id “{place.id}” is another milestone's too. "
                message += f"This one is kept as “{key}”."
                self.note(place.path, "duplicate-id", message)
        return assigned

    def _values(
        self, file: ReadFile, found: FoundMilestone, row: Milestone | None
    ) -> dict[str, Any]:
        target = self._target(file, found)
        change = self.changes.get(file.path)
        if change is None:
            change = LastChange(*(_commit_of(row) if row else ("", None)))
        same_text = row is not None and row.summary == found.summary
        html = row.summary_html if row and same_text else _rendered(found.summary)
        rules = [rule.as_json() for rule in found.rules]
        kept = row.proof if row and row.rules == rules else ""
        proof = (kept or standing.OPEN) if rules else ""
        return {
            "repository_id": self.repository.pk,
            "track_id": self.tracks.find(found.track),
            "path": file.path,
            "format": file.format,
            "title": found.title,
            "summary": found.summary,
            "summary_html": html,
            "owner": found.owner,
            "champion": found.champion,
            "target": found.target,
            "target_kind": target.kind,
            "target_date": target.due,
            "confidence": found.confidence,
            "status": found.status,
            "said": found.state,
            "rules": rules,
            "proof": proof,
            "state": standing.state_of(found.state, proof),
            "criteria": list(found.criteria),
            "dependencies": list(found.dependencies),
            "needs": list(found.needs),
            "links": [{"title": title, "url": url} for title, url in found.links],
            "asks": [asdict(ask) for ask in found.asks],
            "more": [{"name": name, "value": value} for name, value in found.more],
            "tracking": found.tracking,
            "rfc_reference": found.rfc,
            "rfc_id": self._rfc(file, found),
            "commit_oid": change.oid,
            "blob_oid": file.blob_oid,
            "committed_at": change.at,
            "gone_at": None,
        }

    def _target(self, file: ReadFile, found: FoundMilestone) -> Target:
        target = read_target(found.target, self.tracks.releases)
        if target.problem == "no-such-date":
            message = f"The target “{found.target}” is a date that does not exist."
            self.note(file.path, target.problem, message)
        elif target.problem:
            message = f"The target “{found.target}” is no quarter, day or release."
            self.note(file.path, target.problem, message)
        return target

    def _rfc(self, file: ReadFile, found: FoundMilestone) -> int | None:
        rfc = self.rfcs.find(found.rfc)
        if found.rfc and rfc is None and file.format == "althing":
            message = f"The project has no RFC “{found.rfc}”."
            self.note(file.path, "unknown-rfc", message)
        return rfc

    def _gone(self, kept: set[str]) -> list[Milestone]:
        gone = [
            row
            for key, row in self.present.items()
            if row.repository_id == self.repository.pk
            and row.gone_at is None
            and key not in kept
        ]
        for row in gone:
            row.gone_at = self.now
        return gone

    def _check_dependencies(self, new: list[Milestone]) -> None:
        rows = self.present | {row.key: row for row in new}
        needs = {k: row.dependencies for k, row in rows.items() if row.gone_at is None}
        mine = {k for k in needs if rows[k].repository_id == self.repository.pk}
        for key, needed in dependencies.unknown(needs):
            if key in mine:
                message = f"“{key}” depends on “{needed}”, which is no milestone."
                self.note(rows[key].path, "unknown-dependency", message)
        for group in dependencies.cycles(needs):
            for key in group:
                if key in mine:
                    listed = ", ".join(f"“{k}”" for k in group)
                    message = f"These milestones wait for one another: {listed}."
                    self.note(rows[key].path, "dependency-cycle", message)


_WRITTEN = [
    field.attname
    for field in Milestone._meta.concrete_fields
    if field.attname not in {"id", "project_id", "key"}
]


def _differs(row: Milestone, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _set(row: Milestone, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _commit_of(row: Milestone) -> tuple[str, datetime | None]:
    return row.commit_oid, row.committed_at


def _rendered(summary: str) -> str:
    return markup.render_comment(summary) if summary else ""
