"""Does a repository hold what a rule asks for? Pure: git in, findings out.

The oldest matching tag that shows it counts, so the same repository gives the same
answer whenever it is asked. What a tree or a file answered is remembered by its id:
tags share most of theirs.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mirror.objects import (
    FILE_MODES,
    LINK_MODE,
    TREE_MODE,
    Blob,
    Commit,
    Tag,
    TreeEntry,
    Walked,
)
from roadmap import rules
from roadmap.evidence.patterns import ANY_FOLDERS, is_pattern, matches
from roadmap.rules import Rule

MAX_ENTRIES = 250_000
MAX_DEPTH = 64
MAX_FILE_BYTES = 1_000_000
MAX_TRAILERS = 50
MOST_TREES = 60_000
Place = tuple[int, str]
_TRAILER = re.compile(rb"(?im)^milestone:[ \t]*(\S[^\r\n]{0,299})$")


class Git(Protocol):
    """What the engine asks of a repository."""

    def commit(self, oid: str) -> Commit:
        """Read a commit."""

    def children(self, tree_oid: str, under: str = "") -> Iterator[TreeEntry]:
        """Yield what a folder holds."""

    def blob(self, oid: str, *, max_bytes: int | None = None) -> Blob:
        """Read a file."""

    def reaches(self, tip: str, oid: str) -> bool:
        """Whether a commit is in the history of another."""


class TooMuch(Exception):
    """A pattern looked at more entries than is allowed."""


@dataclass(frozen=True)
class Trailer:
    """A commit that says "Milestone: value", and the first tag that holds it."""

    value: str
    oid: str
    at: datetime | None
    tag: str
    tag_oid: str


@dataclass(frozen=True)
class Finding:
    """Where the evidence is: a commit, the tag that shows it, a path and a line."""

    commit: str
    at: datetime | None
    tag: str = ""
    tag_oid: str = ""
    path: str = ""
    line: int | None = None


@dataclass
class Engine:
    """One repository as it is mirrored now."""

    git: Git
    head: str
    tags: Sequence[Tag]
    trailers: Sequence[Trailer] = ()
    _trees: "_Trees" = field(init=False)
    _absent: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    _roots: dict[str, str] = field(default_factory=dict)
    _lines: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read no folder yet."""
        self._trees = _Trees(self.git)

    def look(self, rule: Rule, tags: Iterable[Tag] | None = None) -> Finding | None:
        """Return the evidence for a rule among ``tags`` (all of them by default).

        Raises ``TooMuch``, and what git raises for damaged objects.
        """
        if rule.at == rules.HEAD:
            found = self._at(rule, self.head) if self.head else None
            if found is None:
                return None
            at = self.git.commit(self.head).committer.at
            return Finding(self.head, at, path=found[0], line=found[1])
        candidates = self.tags if tags is None else tags
        wanted = rule.pattern if rule.kind == rules.TAG else rule.at
        matching = [tag for tag in candidates if matches(tag.name, wanted)]
        if rule.kind == rules.COMMIT:
            return self._commit(rule, matching)
        for tag in matching:
            if rule.kind == rules.TAG:
                return Finding(tag.oid, tag.at, tag.name, tag.oid)
            if found := self._at(rule, tag.oid):
                return Finding(
                    tag.oid, tag.at, tag.name, tag.oid, path=found[0], line=found[1]
                )
        return None

    def missing(self, rule: Rule, finding: Finding) -> str:
        """Return why the evidence no longer stands; nothing if it does."""
        if rule.at == rules.HEAD:
            if not self.git.reaches(self.head, finding.commit):
                return "history-rewritten"
            return "" if self._at(rule, self.head) else "no-longer-there"
        present = {tag.name: tag.oid for tag in self.tags}
        if finding.tag not in present:
            return "tag-gone"
        return "" if present[finding.tag] == finding.tag_oid else "tag-moved"

    def _commit(self, rule: Rule, matching: Sequence[Tag]) -> Finding | None:
        named = {tag.name for tag in matching}
        for trailer in self.trailers:
            if trailer.value != rule.pattern:
                continue
            if trailer.tag in named:
                return Finding(trailer.oid, trailer.at, trailer.tag, trailer.tag_oid)
            for tag in matching:
                if self.git.reaches(tag.oid, trailer.oid):
                    return Finding(trailer.oid, trailer.at, tag.name, tag.oid)
        return None

    def _at(self, rule: Rule, commit: str) -> tuple[str, int | None] | None:
        """Return path and line where the rule holds in a commit's tree."""
        if commit not in self._roots:
            self._roots[commit] = self.git.commit(commit).tree_oid
        root = self._roots[commit]
        if rule.kind == rules.LINE:
            number = self._line(rule, root)
            return (rule.pattern, number) if number else None
        steps = tuple(rule.pattern.split("/"))
        path = _Search(self._trees, self._absent).first(root, "", steps, 0)
        return (path, None) if path else None

    def _line(self, rule: Rule, root: str) -> int | None:
        entry = self._trees.entry(root, rule.pattern)
        if entry is None or entry[0] not in FILE_MODES:
            return None
        known = (entry[1], rule.line)
        if known not in self._lines:
            data = self.git.blob(entry[1], max_bytes=MAX_FILE_BYTES).data
            text = data.decode("utf-8", errors="replace")
            numbers = (
                number
                for number, line in enumerate(text.splitlines(), start=1)
                if matches(line.strip(), rule.line)
            )
            self._lines[known] = next(numbers, None)
        return self._lines[known]


@dataclass
class _Trees:
    """Folders by their id, each read once; tags share most of theirs."""

    git: Git
    read: dict[str, dict[str, Place]] = field(default_factory=dict)

    def folder(self, oid: str) -> dict[str, Place]:
        """Return mode and id of what the folder holds, by name."""
        found = self.read.get(oid)
        if found is None:
            if len(self.read) >= MOST_TREES:
                self.read.clear()
            found = {e.path: (e.mode, e.oid) for e in self.git.children(oid)}
            self.read[oid] = found
        return found

    def entry(self, root: str, path: str) -> Place | None:
        """Return what lies at a path."""
        mode, oid = TREE_MODE, root
        for step in path.split("/"):
            found = self.folder(oid).get(step) if mode == TREE_MODE else None
            if found is None:
                return None
            mode, oid = found
        return mode, oid


@dataclass
class _Search:
    """Walk trees for the first path that a pattern names, within a budget."""

    trees: _Trees
    absent: set[tuple[str, tuple[str, ...]]]
    seen: int = 0

    def first(self, tree: str, under: str, steps: tuple[str, ...], deep: int) -> str:
        """Return the first path below ``under`` that the steps name, or nothing."""
        if (tree, steps) in self.absent or deep > MAX_DEPTH:
            return ""
        found = self._first(tree, under, steps, deep)
        if not found:
            self.absent.add((tree, steps))
        return found

    def _first(self, tree: str, under: str, steps: tuple[str, ...], deep: int) -> str:
        step, rest = steps[0], steps[1:]
        if (
            step == ANY_FOLDERS
            and rest
            and (found := self.first(tree, under, rest, deep))
        ):
            return found
        folder = self.trees.folder(tree)
        if not is_pattern(step):
            place = folder.get(step)
            return self._entry(under + step, place, steps, deep) if place else ""
        for name, place in folder.items():
            self.seen += 1
            if self.seen > MAX_ENTRIES:
                raise TooMuch
            if step != ANY_FOLDERS and not matches(name, step):
                continue
            if found := self._entry(under + name, place, steps, deep):
                return found
        return ""

    def _entry(self, path: str, place: Place, steps: tuple[str, ...], deep: int) -> str:
        mode, oid = place
        is_folder = mode == TREE_MODE
        rest = steps if steps[0] == ANY_FOLDERS else steps[1:]
        if is_folder and rest:
            return self.first(oid, path + "/", rest, deep + 1)
        if len(steps) > 1:
            return ""
        return path if is_folder or mode in FILE_MODES or mode == LINK_MODE else ""


def trailers_of(
    walked: Iterable[Walked], new: Sequence[Tag], known: Collection[str] = ()
) -> list[Trailer]:
    """Return the commits with a trailer, each with the first tag that holds it.

    ``walked`` are the commits that only the ``new`` tags reach, in any order.
    """
    parents: dict[str, tuple[str, ...]] = {}
    saying: dict[str, tuple[datetime | None, list[str]]] = {}
    for commit in walked:
        parents[commit.oid] = commit.parents
        if values := _values(commit.message):
            saying[commit.oid] = (commit.at, values)
    seen = set(known)
    found = []
    for tag in new:
        for oid in _reached(tag.oid, parents, seen):
            at, values = saying.get(oid, (None, []))
            found += [Trailer(value, oid, at, tag.name, tag.oid) for value in values]
    return found


def _reached(
    tip: str, parents: Mapping[str, tuple[str, ...]], seen: set[str]
) -> Iterator[str]:
    """Yield the commits of ``tip`` that were not seen yet, and mark them."""
    waiting = [tip]
    while waiting:
        oid = waiting.pop()
        if oid not in seen and oid in parents:
            seen.add(oid)
            yield oid
            waiting.extend(parents[oid])


def _values(message: bytes) -> list[str]:
    """Return the values of "Milestone:" in the last paragraph, each once."""
    if b"ilestone:" not in message and b"ILESTONE:" not in message:
        return []
    text = message.replace(b"\r\n", b"\n").rstrip()
    last = text[text.rfind(b"\n\n") + 2 :] if b"\n\n" in text else b""
    values = (v.decode("utf-8", "replace").strip() for v in _TRAILER.findall(last))
    return list(dict.fromkeys(v for v in values if v))[:MAX_TRAILERS]
