"""How the documents of a repository are to be read: format, paths, mapping, folders.

A project can describe its own style in ``.althing/format.yaml`` at the head of this
or another of its repositories, or a maintainer in the browser, which comes first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.utils import timezone

from contributors.models import User
from core import jobs
from core.canonical import sha256_hex
from core.errors import AlthingError, InvalidInput
from core.results import require
from governance import permissions
from mirror import changes, problems, repositories
from mirror.git import GitRepository
from mirror.models import Repository
from rfcs import lifecycle, trees
from rfcs.formats import mapped, naming
from rfcs.formats import mapping as mappings
from rfcs.formats.homes import Homes
from rfcs.formats.mapping import BadMapping, Mapping
from rfcs.formats.registry import Selection
from rfcs.lifecycle import State
from rfcs.models import Style
from rfcs.trees import Found

READER = 8
"""Grows with every change that should read all documents again."""
FILE = ".althing/format.yaml"
SOURCE = "format"
PREVIEWED, COUNTED = 12, 300
STATED = ("number", "title", "status", "authors", "created")


@dataclass(frozen=True)
class Reading:
    """What is looked at, and a digest of everything that decides it."""

    selection: Selection
    read_as: str
    was_read_as: str = ""
    complaints: tuple[problems.Found, ...] = ()

    @property
    def is_as_before(self) -> bool:
        """Whether the last import read the repository in the same way."""
        return self.read_as == self.was_read_as


def reading_of(repository: Repository, git: GitRepository) -> Reading:
    """Return how the repository is to be read now.

    Raises ``InvalidInput`` for a format that does not exist.
    """
    style = Style.objects.filter(repository=repository).first() or Style()
    text = style.mapping.strip() or _found_mapping(repository, git)
    parts = [str(READER), repository.format, repository.paths, text]
    read_as = sha256_hex("\0".join(parts).encode())
    mapping, complaints = _parsed(text)
    selection = Selection.of(repository.format, repository.paths, mapping)
    return Reading(selection, read_as, style.read_as, complaints)


def selection_of(repository: Repository, git: GitRepository) -> Selection:
    """Return what is looked at, with the folders of the tree as it is now."""
    return within(reading_of(repository, git).selection, repository, git)


def within(
    selection: Selection, repository: Repository, git: GitRepository
) -> Selection:
    """Return the selection for the repository's tree at its head."""
    if not repository.head_oid:
        return selection
    return _of_tree(selection, git, repository.head_oid)


def must_read_all(
    repository: Repository, git: GitRepository, reading: Reading, now: Selection
) -> bool:
    """Whether documents are to be read anew that have not changed.

    So when the style changed, or when a folder became one of proposals, or none.
    """
    if not reading.is_as_before or not git.has(repository.imported_oid):
        return True
    earlier = _texts(git, repository.imported_oid)
    before, after = Homes.of(earlier), now.homes
    if _of_tree(now, git, repository.imported_oid).has_index != now.has_index:
        return True
    still = earlier.keys() & _texts(git, repository.head_oid).keys()
    return before != after and any(
        (before.holds(path), before.admits(path))
        != (after.holds(path), after.admits(path))
        for path in still
    )


def remember(repository: Repository, reading: Reading) -> None:
    """Keep how an import has read the repository."""
    Style.objects.update_or_create(
        repository=repository, defaults={"read_as": reading.read_as}
    )
    problems.replace(repository, SOURCE, reading.complaints)


@transaction.atomic
def change(
    repository: Repository, *, by: User, format: str, paths: str, mapping: str
) -> None:
    """Set format, paths and mapping; all documents are read again at once."""
    require(permissions.can_maintain(by, repository.project))
    Selection.of(format, paths, parse(mapping))
    repository = Repository.objects.select_for_update().get(pk=repository.pk)
    repository.format, repository.paths = format, paths
    repository.save(update_fields=["format", "paths"])
    Style.objects.update_or_create(
        repository=repository,
        defaults={"mapping": mapping, "changed_by": by, "changed_at": timezone.now()},
    )
    jobs.enqueue("mirror.sync", key=str(repository.pk), repository=repository.pk)


def parse(text: str) -> Mapping | None:
    """Read a mapping; raises ``InvalidInput`` with what is wrong."""
    if not text.strip():
        return None
    try:
        return mappings.parse(text)
    except BadMapping as error:
        raise InvalidInput(str(error)) from None


@dataclass(frozen=True)
class Preview:
    """What a style would find: at most so many documents are counted."""

    found: tuple[Found, ...] = ()

    @property
    def first(self) -> list[tuple[Found, State]]:
        """The first documents, the mapping's own before others, with their states."""
        ordered = sorted(self.found, key=lambda each: each.format.name != mapped.NAME)
        return [(each, _state(each)) for each in ordered[:PREVIEWED]]

    @property
    def mapped(self) -> int:
        """How many documents the mapping itself reads."""
        return sum(each.format.name == mapped.NAME for each in self.found)

    @property
    def is_cut(self) -> bool:
        """Whether there are more documents than are counted."""
        return len(self.found) == COUNTED

    @property
    def stated(self) -> dict[str, int]:
        """In how many documents each field is found, and a state that is known."""
        read = [each.parsed.metadata for each in self.found]
        counts = {name: sum(bool(getattr(m, name)) for m in read) for name in STATED}
        return counts | {"state": sum(_state(each).is_known for each in self.found)}


def _state(found: Found) -> State:
    said = found.parsed.metadata
    return lifecycle.derive(found.process, found.parsed.word or said.status, said.stage)


def preview(
    repository: Repository, *, format: str, paths: str, mapping: str
) -> Preview:
    """Return the documents of the mirror as such a style would read them."""
    selection = Selection.of(format, paths, parse(mapping))
    if not repository.head_oid:
        return Preview()
    git = repositories.open_git(repository)
    selection = _of_tree(selection, git, repository.head_oid)
    oids = changes.matching_files(git, repository.head_oid, selection.reads)

    def read(path: str) -> bytes:
        return git.blob(oids[path]).data

    return Preview(tuple(islice(_readable(selection, oids, read), COUNTED)))


def _readable(
    selection: Selection, oids: dict[str, str], read: trees.Read
) -> Iterator[Found]:
    try:
        yield from trees.documents(selection, oids, read, whole=False)
    except AlthingError:  # a blob that is too large ends the preview
        return


def _texts(git: GitRepository, commit_oid: str) -> dict[str, str]:
    return changes.matching_files(git, commit_oid, naming.is_text)


def _of_tree(selection: Selection, git: GitRepository, commit_oid: str) -> Selection:
    """Return the selection that knows the folders and indexes of a commit."""
    oids = _texts(git, commit_oid)

    def read(path: str) -> bytes:
        try:
            return git.blob(oids[path]).data
        except AlthingError:
            return b""  # what cannot be read holds no rows

    return selection.within(oids).indexed(oids, read)


def _found_mapping(repository: Repository, git: GitRepository) -> str:
    """Return the mapping that one of the project's repositories holds."""
    if text := _file(git, repository.head_oid):
        return text
    others = Repository.objects.filter(
        project=repository.project_id, retired_at=None
    ).exclude(pk=repository.pk)
    for other in others.exclude(head_oid="").order_by("pk")[:10]:
        try:
            text = _file(repositories.open_git(other), other.head_oid)
        except AlthingError:
            continue
        if text:
            return text
    return ""


def _file(git: GitRepository, commit_oid: str) -> str:
    if not commit_oid:
        return ""
    try:
        blob = git.read(commit_oid, FILE, max_bytes=mappings.MAX_BYTES)
    except AlthingError:
        return ""
    return blob.data.decode("utf-8", "replace").replace("\0", "\ufffd")


def _parsed(text: str) -> tuple[Mapping | None, tuple[problems.Found, ...]]:
    """Return the mapping, or what is wrong with it."""
    try:
        return parse(text), ()
    except InvalidInput as error:
        return None, (problems.Found("mapping-unreadable", error.message, FILE),)
