"""Files that survive a power cut: written whole, synced, then given their name."""

import os
import tempfile
from pathlib import Path


def replace(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write ``data`` to ``path`` so that a crash leaves the old or the new file."""
    write(path, data, mode=mode)
    sync_directory(path.parent)


def write(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write ``data`` to ``path`` likewise; the caller syncs the directory."""
    _temporary(path, data, mode).replace(path)


def create(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a new file; raise ``FileExistsError`` if the name is taken."""
    temporary = _temporary(path, data, mode)
    try:
        os.link(temporary, path)
    finally:
        temporary.unlink()
    sync_directory(path.parent)


def _temporary(path: Path, data: bytes, mode: int) -> Path:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
