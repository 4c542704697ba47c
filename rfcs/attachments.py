"""Files of the repository beside a document, as they were at one of its revisions.

Texts show images and link to their neighbours by path; here such a path is found in
the tree of the revision's own commit, never outside it.
"""

import posixpath
from dataclasses import dataclass

from core.errors import InvalidInput
from mirror import repositories
from mirror.git import GitRepository, TreeEntry
from mirror.objects import TREE_MODE
from rfcs import pictures
from rfcs.models import Revision, Rfc

MAX_IMAGE = 5_000_000
MAX_TEXT = 500_000
MOST_NAMES = 500
LONGEST = 600
COVERS = ("README.md", "readme.md", "index.md", "README.rst", "index.rst", "kep.yaml")
ENDINGS = (".md", ".rst", ".txt")


class NoSuchAttachment(InvalidInput):
    """The commit has nothing there that could be shown."""

    status = 404
    code = "no-such-attachment"


@dataclass(frozen=True)
class Place:
    """What a path leads to: an entry of the tree, or a folder with these names."""

    git: GitRepository
    path: str
    entry: TreeEntry | None = None
    names: tuple[str, ...] = ()

    @property
    def oid(self) -> str:
        """The file's blob; empty for a folder."""
        return self.entry.oid if self.entry else ""

    @property
    def folder(self) -> str:
        """The folder it lies in; empty at the root."""
        return posixpath.dirname(self.path)


@dataclass(frozen=True)
class Content:
    """The bytes of a file: an image of this type, or else its words."""

    data: bytes
    media_type: str = ""
    words: str = ""


def find(revision: Revision, at: str) -> Place:
    """Return what ``at`` names, beside the document or, with ``/``, from the root."""
    path = _path(revision, at)
    git = repositories.open_git(revision.rfc.repository)
    for name in (path, *_other_names(path)):
        entry = git.entry(revision.commit_oid, name)
        if entry is None:
            continue
        if entry.is_file:
            return Place(git, name, entry)
        names = git.folder(revision.commit_oid, name)
        if names:
            return Place(git, name, names=tuple(map(_name, names[:MOST_NAMES])))
        raise NoSuchAttachment(
            f"“{name}” is a link or a module, which is not followed."
        )
    raise NoSuchAttachment(f"This revision's commit has no file “{path[:200]}”.")


def read(place: Place) -> Content:
    """Read a file; raises ``TooLarge`` beyond the size that is shown."""
    data = place.git.blob(place.oid, max_bytes=MAX_IMAGE).data
    media_type = pictures.media_type(data)
    if media_type:
        return Content(data, media_type)
    if b"\x00" in data[:8_000]:
        raise NoSuchAttachment(
            f"“{place.path}” is no text and no image of a known kind."
        )
    if len(data) > MAX_TEXT:
        raise NoSuchAttachment(
            f"“{place.path}” has {len(data):,} bytes; at most {MAX_TEXT:,} are shown."
        )
    return Content(data, words=data.decode("utf-8", "replace"))


def document_at(revision: Revision, place: Place) -> str:
    """Return the page of the document that a place holds, at that revision of it."""
    paths = [place.path] if place.entry else [f"{place.path}/{n}" for n in COVERS]
    rows = Rfc.objects.filter(repository=revision.rfc.repository_id, path__in=paths)
    rfc = rows.select_related("project").order_by("gone_at", "pk").first()
    if rfc is not None:
        page = rfc.get_absolute_url()
        if not place.oid or rfc.current_revision_id is None:
            return page
        then = rfc.revisions.filter(blob_oid=place.oid).order_by("index").last()
        if then is None or then.pk == rfc.current_revision_id:
            return page
        return f"{page}{then.index}/"
    if not place.oid:
        return ""
    moved = Revision.objects.filter(
        rfc__repository=revision.rfc.repository_id,
        path=place.path,
        blob_oid=place.oid,
    )
    found = moved.select_related("rfc__project").order_by("pk").last()
    return found.get_absolute_url() if found else ""


def _path(revision: Revision, at: str) -> str:
    at = at[:LONGEST].replace("\\", "/")
    folder = "" if at.startswith("/") else posixpath.dirname(revision.path)
    path = posixpath.normpath(posixpath.join(folder, at.lstrip("/")))
    if path in (".", "") or path.startswith("..") or "\x00" in path:
        raise NoSuchAttachment("The link leads out of the repository, or to no file.")
    return path


def _name(entry: TreeEntry) -> str:
    """Return what a folder's page calls an entry: folders end in a stroke."""
    name = posixpath.basename(entry.path)
    return f"{name}/" if entry.mode == TREE_MODE else name


def _other_names(path: str) -> list[str]:
    """Return what sites make of a name: without its ending, or ending in .html."""
    stem = path.removesuffix(".html")
    return [f"{stem}{ending}" for ending in ENDINGS]
