"""Find the track and the RFC that a milestone file names."""

from pathlib import PurePosixPath

from django.db import transaction

from mirror.models import Problem, Project, Repository
from rfcs.models import Rfc
from roadmap.formats.fields import keyed
from roadmap.formats.found import FoundTrack
from roadmap.models import Milestone, Track
from roadmap.reading import Reading

AFTER_THE_DECLARED = 1_000


class Tracks:
    """The tracks of a project, and the days of its releases.

    A track that milestones name but no track file describes is made with its slug
    for a title, after the described ones. Tracks are never taken away.
    """

    def __init__(self, repository: Repository, read: Reading) -> None:
        self.releases = read.releases()
        known = Track.objects.filter(project=repository.project_id)
        rows = {track.slug: track for track in known}
        described = [t for file in read.files for t in file.found.tracks]
        wanted = {track.slug: track for track in described}
        named = {keyed(m.track).lower() for f in read.files for m in f.found.milestones}
        for slug in sorted(named - {""} - set(rows) - set(wanted)):
            wanted[slug] = FoundTrack(slug, _title(slug), "", AFTER_THE_DECLARED)
        for slug, track in wanted.items():
            row = rows.setdefault(slug, Track(project=repository.project, slug=slug))
            row.title, row.description = track.title, track.description
            row.position = track.position
        Track.objects.bulk_update(
            [rows[slug] for slug in wanted if rows[slug].pk],
            ["title", "description", "position"],
        )
        Track.objects.bulk_create(row for row in rows.values() if not row.pk)
        self._keys = {slug: row.pk for slug, row in rows.items()}

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, name: str) -> int | None:
        """Return the key of the track of this name, if it names one."""
        return self._keys.get(keyed(name).lower())


class RfcIndex:
    """The RFCs of a project, by number, slug, path and folder: one query."""

    def __init__(self, repository: Repository) -> None:
        self._found: dict[str, int] = {}
        rows = Rfc.objects.filter(project=repository.project_id).order_by("pk")
        names = rows.values_list("pk", "number", "slug", "path", "repository_id")
        for pk, number, slug, path, home in names:
            folder = str(PurePosixPath(path).parent)
            places = [path] if folder == "." else [path, folder]
            own = places if home == repository.pk else []
            for name in (*own, slug, number, number.lstrip("0"), *places):
                if name:
                    self._found.setdefault(name, pk)

    def find(self, reference: str) -> int | None:
        """Return the key of the RFC that a milestone file refers to."""
        word = reference.strip()
        for name in (word, word.upper().removeprefix("RFC").strip(" -#"), word.lower()):
            if name in self._found:
                return self._found[name]
        digits = word.upper().removeprefix("RFC").strip(" -#").lstrip("0")
        return self._found.get(digits)


@transaction.atomic
def link_waiting(project: Project) -> int:
    """Link milestones to RFCs that came after them; return how many."""
    waiting = Milestone.objects.filter(project=project, rfc=None)
    rows = list(
        waiting.exclude(rfc_reference="").select_related("repository").order_by("pk")
    )
    indices: dict[int, RfcIndex] = {}
    linked = []
    for row in rows:
        if row.repository_id not in indices:
            indices[row.repository_id] = RfcIndex(row.repository)
        row.rfc_id = indices[row.repository_id].find(row.rfc_reference)
        if row.rfc_id is not None:
            linked.append(row)
    Milestone.objects.bulk_update(linked, ["rfc"], batch_size=200)
    Problem.objects.filter(
        repository__in=indices, code="unknown-rfc", path__in=[m.path for m in linked]
    ).delete()
    return len(linked)


def _title(slug: str) -> str:
    return slug.replace("-", " ").replace("_", " ").capitalize()
