"""Where the other files of a roadmap repository stand. Plain Python.

Beside milestones and tracks, such a repository declares matrices, designations with
their criteria, and audits; each kind has its folder and its file name.
"""

from pathlib import PurePosixPath

MATRIX, DESIGNATION, AUDITS = "matrix", "designation", "audits"
_FOLDERS = {"matrices": MATRIX, "designations": DESIGNATION, "audits": AUDITS}
_STEMS = {"matrix": MATRIX, "designation": DESIGNATION, "audits": AUDITS}
_SUFFIXES = {".yaml", ".yml"}


def kind_of(path: str) -> str:
    """Return what the file at ``path`` declares, or nothing."""
    where = PurePosixPath(path)
    if where.suffix not in _SUFFIXES or any(p.startswith(".") for p in where.parts):
        return ""
    if where.parts[:-1] and where.parts[-2] in _FOLDERS:
        return _FOLDERS[where.parts[-2]]
    return _STEMS.get(where.stem, "")
