"""Build the sample community's three git repositories: ``python -m demo.build DIR``.

The same content gives the same object ids, on every machine and at any time.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from demo import changes, plans, proposals, runtime
from demo.gitwriter import GitWriter

RFCS, ROADMAP, RUNTIME = "oas-rfcs.git", "oas-roadmap.git", "oas-runtime.git"


def build(directory: Path) -> dict[str, Path]:
    """Build the bare repositories in ``directory``; return their paths by name.

    They appear together, when all of them are whole; what was there is replaced.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory.parent) as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        _build_all(new)
        if directory.exists():
            shutil.move(directory, Path(scratch) / "old")
        shutil.move(new, directory)
    return {path.stem: path for path in sorted(directory.iterdir())}


def _build_all(directory: Path) -> None:
    with GitWriter(directory / RFCS, description="RFCs of the stack") as writer:
        changes.write(writer, proposals.changes())
    with GitWriter(directory / ROADMAP, description="The roadmap") as writer:
        changes.write(writer, plans.changes())
    with GitWriter(directory / RUNTIME, description="The runtime") as writer:
        runtime.write(writer)


def main() -> None:
    """Build where the first argument says."""
    for name, path in build(Path(sys.argv[1])).items():
        print(f"{name}: {path}")


if __name__ == "__main__":
    main()
