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

from mirror.objects import LINK_MODE, TREE_MODE, Blob, Commit, Tag, TreeEntry, Walked
from roadmap import rules
from roadmap.evidence.patterns import ANY_FOLDERS, is_pattern, matches
from roadmap.rules import Rule

MAX_ENTRIES = 250_000
MAX_DEPTH = 64
MAX_FILE_BYTES = 1_000_000
MAX_TRAILERS = 50
_TRAILER = re.compile(rb"(?im)^milestone:[ \t]*(\S[^\r\n]{0,299})$")


class Git(Protocol):
    """What the engine asks of a repository."""

    def commit(self, oid: str) -> Commit:
        """Read a commit."""

    def children(self, tree_oid: str, under: str = "") -> Iterator[TreeEntry]:
        """Yield what a folder holds."""

    def entry(self, commit_oid: str, path: str) -> TreeEntry | None:
        """Return what lies at a path."""

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
    _absent: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    _lines: dict[tuple[str, str], int | None] = field(default_factory=dict)

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
        if rule.kind == rules.LINE:
            number = self._line(rule, commit)
            return (rule.pattern, number) if number else None
        if not is_pattern(rule.pattern):
            entry = self.git.entry(commit, rule.pattern)
            return (entry.path, None) if entry else None
        steps = tuple(rule.pattern.split("/"))
        search = _Search(self.git, self._absent)
        path = search.first(self.git.commit(commit).tree_oid, "", steps, 0)
        return (path, None) if path else None

    def _line(self, rule: Rule, commit: str) -> int | None:
        entry = self.git.entry(commit, rule.pattern)
        if entry is None or not entry.is_file:
            return None
        known = (entry.oid, rule.line)
        if known not in self._lines:
            data = self.git.blob(entry.oid, max_bytes=MAX_FILE_BYTES).data
            text = data.decode("utf-8", errors="replace")
            numbers = (
                number
                for number, line in enumerate(text.splitlines(), start=1)
                if matches(line.strip(), rule.line)
            )
            self._lines[known] = next(numbers, None)
        return self._lines[known]


@dataclass
class _Search:
    """Walk trees for the first path that a pattern names, within a budget."""

    git: Git
    absent: set[tuple[str, tuple[str, ...]]]
    seen: int = 0

    def first(self, tree: str, under: str, steps: tuple[str, ...], deep: int) -> str:
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
        for entry in self.git.children(tree, under):
            self.seen += 1
            if self.seen > MAX_ENTRIES:
                raise TooMuch
            if found := self._entry(entry, step, steps, deep):
                return found
        return ""

    def _entry(
        self, entry: TreeEntry, step: str, steps: tuple[str, ...], deep: int
    ) -> str:
        is_folder = entry.mode == TREE_MODE
        if step == ANY_FOLDERS:
            if is_folder:
                return self.first(entry.oid, entry.path + "/", steps, deep + 1)
            return entry.path if len(steps) == 1 else ""
        if not matches(entry.path.rpartition("/")[2], step):
            return ""
        if len(steps) == 1:
            return entry.path if is_folder or _is_content(entry) else ""
        if is_folder:
            return self.first(entry.oid, entry.path + "/", steps[1:], deep + 1)
        return ""


def _is_content(entry: TreeEntry) -> bool:
    return entry.is_file or entry.mode == LINK_MODE


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
