"""A bare mirror on this machine's disk: made, tidied, swept and weighed."""

import contextlib
import shutil
from pathlib import Path

from mirror.complaints import failure
from mirror.listening import listen
from mirror.process import Child, environment, output

PROPOSALS_REF = "refs/mirror/proposals"
_MOST_PACKS = 30


def is_shallow(path: Path) -> bool:
    """Whether the mirror's history is cut off somewhere, as its remote's was."""
    return (path / "shallow").exists()


def proposal_tips(path: Path) -> dict[str, str]:
    """Return the proposals that the mirror holds: the remote's name, and the commit.

    What is not text is left out: no forge names a proposal so.
    """
    listing = "--format=%(objectname) %(refname)"
    lines = output(path, "for-each-ref", listing, f"{PROPOSALS_REF}/").splitlines()
    pairs = (line.partition(" ")[::2] for line in lines)
    inside = len(PROPOSALS_REF) + 1
    return {f"refs/{name[inside:]}": oid for oid, name in pairs if "\ufffd" not in name}


def make_bare(path: Path) -> None:
    """Make an empty bare repository at ``path``, if there is none."""
    if (path / "HEAD").exists() and (path / "objects").exists():
        return
    path.mkdir(parents=True, exist_ok=True)
    child = Child(
        ["init", "--quiet", "--bare", "--template=", "--", str(path)],
        environment=environment(),
        seconds=20,
    )
    said, _ = listen(child, None)
    if child.end() != 0:
        raise failure(said)


def tidy(path: Path) -> None:
    """Join small packs once there are many, keeping every object."""
    if len(list(path.glob("objects/pack/*.pack"))) > _MOST_PACKS:
        output(path, "repack", "--geometric=2", "-d", "-q")
        output(path, "commit-graph", "write", "--reachable", "--no-progress")


def sweep(path: Path) -> None:
    """Take away what a killed fetch left: half packs and locks."""
    for pattern in ("objects/pack/tmp_*", "objects/tmp_*", "objects/incoming-*"):
        for left in path.glob(pattern):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
    for pattern in ("*.lock", "refs/**/*.lock"):
        for left in path.glob(pattern):
            left.unlink(missing_ok=True)


def use(path: Path) -> int:
    """Return how many bytes the objects of a mirror take."""
    total = 0
    for file in (path / "objects").rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_size
    return total
