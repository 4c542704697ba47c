"""The one door to pygit2: read objects of a bare mirror, never trusting them.

Sizes are asked for before bytes are read, trees are walked within a budget, and
every failure is an ``Unreadable`` with a sentence. Nothing is ever checked out.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pygit2
from django.conf import settings

from mirror.errors import NoSuchFile, NotMirrored, TooLarge, Unreadable
from mirror.objects import (
    TREE_MODE,
    Blob,
    Commit,
    Tag,
    TreeEntry,
    Walked,
    decode,
    is_well_named,
    moment,
    parse_commit,
    parse_tree,
)

__all__ = ["Blob", "Commit", "GitRepository", "Tag", "TreeEntry"]

MAX_COMMIT_BYTES = 64_000_000
MAX_TREE_BYTES = 32_000_000
_TAGS = "refs/tags/"
_KINDS = {kind.name.lower(): kind for kind in pygit2.enums.ObjectType}
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class GitRepository:
    """A bare repository on this machine's disk, for reading."""

    def __init__(self, path: Path, handle: pygit2.Repository) -> None:
        self.path = path
        self._odb = handle.odb
        self._handle = handle

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the bare repository at ``path``; raises ``NotMirrored``."""
        flags = pygit2.enums.RepositoryOpenFlag
        try:
            handle = pygit2.Repository(str(path), flags.BARE | flags.NO_SEARCH)
        except pygit2.GitError:
            raise NotMirrored("The repository has not been fetched yet.") from None
        return cls(path, handle)

    def has(self, oid: str) -> bool:
        """Whether the object is in the mirror."""
        try:
            return bool(self._odb.exists(oid))
        except (ValueError, pygit2.GitError):
            return False

    def resolve(self, name: str) -> str:
        """Return the commit that a full reference name or a commit id stands for."""
        try:
            if name.startswith("refs/"):
                reference = self._handle.lookup_reference(name).resolve()
                name = str(reference.target)
        except (KeyError, ValueError, pygit2.GitError):
            raise Unreadable(f"There is no reference {name[:200]!r}.") from None
        return self.commit(name).oid

    def commit(self, oid: str) -> Commit:
        """Read a commit."""
        return parse_commit(oid, self._read(oid, "commit", MAX_COMMIT_BYTES))

    def walk_tree(
        self, commit_oid: str, *, max_entries: int | None = None
    ) -> Iterator[TreeEntry]:
        """Yield every file, link and submodule, in the tree's order.

        Names that cannot be a file's (``..``, a slash inside) are passed over.
        So are paths longer than ``MIRROR_MAX_PATH``. Raises ``TooLarge`` beyond
        ``max_entries`` (``MIRROR_MAX_TREE_ENTRIES``) or ``MIRROR_MAX_TREE_DEPTH``.
        """
        seen = 0
        longest, deepest = settings.MIRROR_MAX_PATH, settings.MIRROR_MAX_TREE_DEPTH
        if max_entries is None:
            max_entries = settings.MIRROR_MAX_TREE_ENTRIES
        root = self.commit(commit_oid).tree_oid
        stack = [iter(self._entries(root, ""))]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
                continue
            seen += 1
            if seen > max_entries:
                raise TooLarge(f"The tree holds more than {max_entries:,} entries.")
            if entry.mode != TREE_MODE:
                if len(entry.path) <= longest:
                    yield entry
            elif len(stack) >= deepest:
                raise TooLarge(f"The tree is more than {deepest} levels deep.")
            else:
                stack.append(iter(self._entries(entry.oid, entry.path + "/")))

    def blob(self, oid: str, *, max_bytes: int | None = None) -> Blob:
        """Read a file's bytes; raises ``TooLarge`` before reading too many."""
        limit = settings.MIRROR_MAX_BLOB_BYTES if max_bytes is None else max_bytes
        return Blob(oid, self._read(oid, "blob", limit))

    def holds_blob(self, oid: str, *, at_most: int) -> bool:
        """Whether the object is a file of no more bytes; it is not read."""
        try:
            kind, size = self._odb.read_header(oid)
        except (KeyError, ValueError, pygit2.GitError):
            return False
        return bool(kind == _KINDS["blob"] and size <= at_most)

    def read(self, commit_oid: str, path: str, *, max_bytes: int | None = None) -> Blob:
        """Read a regular file of a commit; raises ``NoSuchFile``."""
        entry = self.entry(commit_oid, path)
        if entry is None or not entry.is_file:
            raise NoSuchFile(f"There is no file {path[:200]!r} in {commit_oid[:12]}.")
        return self.blob(entry.oid, max_bytes=max_bytes)

    def entry(self, commit_oid: str, path: str) -> TreeEntry | None:
        """Return what lies at ``path``, or None."""
        oid, mode = self.commit(commit_oid).tree_oid, TREE_MODE
        for step in path.split("/"):
            if mode != TREE_MODE:
                return None
            found = [e for e in self._entries(oid, "") if e.path == step]
            if not found:
                return None
            oid, mode = found[0].oid, found[0].mode
        return TreeEntry(path, mode, oid)

    def folder(self, commit_oid: str, path: str) -> list[TreeEntry]:
        """Return what lies directly in a folder of a commit; "" is the root."""
        if not path:
            return list(self._entries(self.commit(commit_oid).tree_oid, ""))
        entry = self.entry(commit_oid, path)
        if entry is None or entry.mode != TREE_MODE:
            return []
        return list(self._entries(entry.oid, f"{path}/"))

    def children(self, tree_oid: str, under: str = "") -> Iterator[TreeEntry]:
        """Yield what one folder holds, paths beginning with ``under``."""
        return self._entries(tree_oid, under)

    def tags(self) -> list[Tag]:
        """Return the tags that stand for commits, by the commits' time and name."""
        found = []
        for name in self._handle.references:
            if name.startswith(_TAGS) and (tag := self._tag(name)):
                found.append(tag)
        return sorted(found, key=lambda tag: (tag.at or _LONG_AGO, tag.name))

    def _tag(self, name: str) -> Tag | None:
        try:
            target = self._handle.lookup_reference(name).peel(pygit2.Commit)
            at = moment(target.commit_time)
        except (KeyError, ValueError, pygit2.GitError):
            return None  # a tag of a tree or a file, or a damaged one
        return Tag(name.removeprefix(_TAGS), str(target.id), at)

    def reaches(self, tip: str, oid: str) -> bool:
        """Whether the commit ``tip`` is ``oid`` or descends from it."""
        try:
            return tip == oid or bool(self._handle.descendant_of(tip, oid))
        except (KeyError, ValueError, pygit2.GitError):
            return False

    def walk(
        self, tips: Iterable[str], *, hidden: Iterable[str] = ()
    ) -> Iterator[Walked]:
        """Yield the commits that ``tips`` reach and ``hidden`` do not.

        Messages are given as bytes, the last 64 KiB of each.
        """
        walker = self._handle.walk(None)
        for oid in tips:
            walker.push(oid)
        for oid in hidden:
            if self.has(oid):
                walker.hide(oid)
        try:
            for commit in walker:
                yield Walked(
                    str(commit.id),
                    tuple(map(str, commit.parent_ids)),
                    moment(commit.commit_time),
                    commit.raw_message[-65_536:],
                )
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise Unreadable(f"The history is damaged: {error}.") from None

    def _entries(self, oid: str, under: str) -> Iterator[TreeEntry]:
        raw = self._read(oid, "tree", MAX_TREE_BYTES)
        return (
            TreeEntry(under + decode(name), mode, child)
            for mode, name, child in parse_tree(raw)
            if is_well_named(name)
        )

    def _read(self, oid: str, kind: str, limit: int) -> bytes:
        try:
            found, size = self._odb.read_header(oid)
            if found != _KINDS[kind]:
                raise Unreadable(f"The object {oid[:12]} is no {kind}.")
            if size > limit:
                raise TooLarge(
                    f"The {kind} {oid[:12]} has {size:,} bytes; at most {limit:,} "
                    "are read."
                )
            return bytes(self._odb.read(oid)[1])
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise Unreadable(
                f"The {kind} {oid[:12]} is absent or damaged: {error}."
            ) from None
