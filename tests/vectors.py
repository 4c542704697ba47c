"""Where test vectors lie that are kept outside the repository, where present."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED_VECTORS = next(
    (
        folder / "shared" / "vectors"
        for folder in ROOT.parents
        if (folder / "shared" / "vectors").is_dir()
    ),
    ROOT / "tests" / "vectors",
)
