"""Which paths commits changed, as git's own tree comparison says it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mirror.errors import Unreadable
from mirror.objects import PathDiff
from mirror.process import LITTLE_MEMORY_KIB, reading, tokens

MAX_PATHS = 250_000
MAX_FAILURES = 5


@dataclass(frozen=True, slots=True)
class CommitDiff:
    """The paths that a commit changed; ``complete`` is false beyond the budget."""

    oid: str
    paths: list[PathDiff]
    complete: bool = True


def commit_diffs(
    path: Path, commits: Sequence[str], *, renames: bool = False
) -> Iterator[CommitDiff]:
    """Yield what each commit changed, in the order given; unchanged ones are left out.

    A commit is ``"oid"``, compared with its only parent, or ``"oid parent"``. One
    that changes more than 250,000 paths, or so many that git runs out of its
    memory, comes with what could be read of it and ``complete=False``.
    """
    rest, failures = list(commits), 0
    while rest:
        done, broken = 0, ""
        try:
            for diff in _run(path, rest, renames=renames):
                done += 1
                if diff.paths or not diff.complete:
                    yield diff
                if not diff.complete:
                    break
        except Unreadable:
            failures += 1
            if failures > MAX_FAILURES or done >= len(rest):
                raise
            broken = rest[done].partition(" ")[0]
            done += 1
        if broken:
            yield CommitDiff(broken, [], complete=False)
        rest = rest[done:]


def _run(path: Path, commits: Sequence[str], *, renames: bool) -> Iterator[CommitDiff]:
    """Yield every commit, also unchanged ones: so it is known where git gave up."""
    how = ("-M", "-l1000") if renames else ("--no-renames",)
    options = ("-r", "--root", "--always", "--raw", "-z", "--no-abbrev", *how)
    command = ("diff-tree", "--stdin", "--no-ext-diff", "--no-textconv", *options)
    memory = LITTLE_MEMORY_KIB
    with reading(path, *command, lines=commits, memory_kib=memory) as stream:
        words = tokens(stream)
        oid, paths = "", list[PathDiff]()
        for word in words:
            if not word.startswith(b":"):
                if oid:
                    yield CommitDiff(oid, paths)
                oid, paths = word.strip().decode("ascii"), []
                continue
            paths.append(_path_diff(word, words))
            if len(paths) >= MAX_PATHS:
                yield CommitDiff(oid, paths, complete=False)
                return
        if oid:
            yield CommitDiff(oid, paths)


def _path_diff(word: bytes, words: Iterator[bytes]) -> PathDiff:
    """Read ``:mode mode oid oid status`` and the one or two paths that follow it."""
    old_mode, new_mode, _, new_oid, status = word[1:].split(b" ")
    old_path = next(words)
    new_path = next(words) if status[:1] in b"RC" else old_path
    return PathDiff(
        status=status[:1].decode("ascii"),
        similarity=int(status[1:] or 0),
        old_mode=int(old_mode, 8),
        new_mode=int(new_mode, 8),
        new_oid=new_oid.decode("ascii"),
        raw_old_path=old_path,
        raw_path=new_path,
    )
