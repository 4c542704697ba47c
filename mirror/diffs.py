"""Which paths commits changed, as git's own tree comparison says it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mirror.objects import PathDiff
from mirror.process import reading, tokens

MAX_PATHS = 250_000


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

    A commit is ``"oid"``, compared with its only parent (merges yield nothing), or
    ``"oid parent"``. One that changes more than 250,000 paths comes with as many
    and ``complete=False``.
    """
    rest = list(commits)
    while rest:
        last = ""
        for diff in _run(path, rest, renames=renames):
            yield diff
            if not diff.complete:
                last = diff.oid
                break
        if not last:
            return
        names = [commit.partition(" ")[0] for commit in rest]
        rest = rest[names.index(last) + 1 :]


def _run(path: Path, commits: Sequence[str], *, renames: bool) -> Iterator[CommitDiff]:
    how = ("-M", "-l1000") if renames else ("--no-renames",)
    options = ("-r", "--root", "--raw", "-z", "--no-abbrev", *how)
    command = ("diff-tree", "--stdin", "--no-ext-diff", "--no-textconv", *options)
    with reading(path, *command, lines=commits) as stream:
        words = tokens(stream)
        oid, paths = "", list[PathDiff]()
        for word in words:
            if not word.startswith(b":"):
                if paths:
                    yield CommitDiff(oid, paths)
                oid, paths = word.strip().decode("ascii"), []
                continue
            paths.append(_path_diff(word, words))
            if len(paths) >= MAX_PATHS:
                yield CommitDiff(oid, paths, complete=False)
                return
        if paths:
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
