"""The log as plain files, laid out as c2sp.org/tlog-tiles says.

Written from committed rows only. A file that may never change is compared, not
overwritten; ``checkpoint`` comes last, so that a reader always finds what it signs.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ledger import checkpoint, files, keys, log, tiles, tree
from ledger.checkpoint import CheckpointInvalid
from ledger.errors import ExportRefused, NoSuchEntry
from ledger.merkle import EMPTY_ROOT
from ledger.models import Checkpoint
from ledger.note import Verifier
from ledger.sources import SIZES
from ledger.tiles import ENTRIES, HEIGHT, WIDTH, Tile

_SHIPPED = Path(__file__).with_name("exported")


@dataclass
class Exported:
    """What an export wrote."""

    size: int
    root: str
    written: int = 0
    _directories: set[Path] = field(default_factory=set, repr=False)

    def keep(self, path: Path, data: bytes) -> None:
        """Write a file that never changes; refuse if it already holds other bytes."""
        try:
            present = path.read_bytes()
        except FileNotFoundError:
            self.replace(path, data)
            return
        if present != data:
            raise ExportRefused(
                f"{path} holds other bytes than the log. It is left as it is: find out "
                "which of the two was changed."
            )

    def replace(self, path: Path, data: bytes) -> None:
        """Write a file anew unless it holds these bytes already."""
        if path.exists() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, data)
        self._directories.add(path.parent)
        self.written += 1

    def sync(self) -> None:
        """Make the names of the written files durable."""
        for directory in self._directories:
            files.sync_directory(directory)
        self._directories.clear()


def export(directory: Path) -> Exported:
    """Write or extend the files of the log in ``directory``.

    Doing it again writes nothing. Raises ``ExportRefused`` where the directory
    holds another history.
    """
    newest = log.newest_checkpoint()
    if newest is None:
        raise NoSuchEntry("Nothing is logged yet, so there is nothing to export.")
    verifier = keys.load().verifier
    directory.mkdir(parents=True, exist_ok=True)
    with _locked(directory):
        old = _published_size(directory, newest, verifier)
        done = Exported(newest.size, bytes(newest.root).hex())
        kept = list(
            Checkpoint.objects.filter(size__gte=old, size__lte=newest.size)
            .order_by("size")
            .values_list("size", flat=True)
        )
        for tile in _tiles(old, newest.size, kept):
            done.keep(directory / tile.path, tree.tile_bytes(tile))
        _write_kept(directory, done, kept)
        _write_companions(directory, done, newest, verifier)
        done.sync()
        done.replace(directory / "checkpoint", bytes(newest.note))
        done.sync()
        _drop_outgrown(directory, old, newest.size)
    return done


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Let one export at a time into the directory."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _published_size(directory: Path, newest: Checkpoint, verifier: Verifier) -> int:
    """Return the size that is already published, once it is proved to be ours."""
    path = directory / "checkpoint"
    if not path.exists():
        return 0
    try:
        head = checkpoint.open_checkpoint(path.read_bytes(), [verifier])
    except CheckpointInvalid as error:
        raise ExportRefused(f"{path} is not this log's: {error}.") from None
    if head.size > newest.size:
        raise ExportRefused(
            f"{path} has {head.size} entries, the database {newest.size}: the database "
            "was rolled back. Nothing was changed."
        )
    ours = tree.root_at(head.size) if head.size else EMPTY_ROOT
    if head.root != ours:
        raise ExportRefused(f"{path} signs another history than the database holds.")
    return head.size


def _tiles(old: int, new: int, kept: list[int]) -> Iterator[Tile]:
    """Yield the tiles that the tree of ``new`` has beyond that of ``old``.

    Partial ones for every kept checkpoint whose tile is not full yet.
    """
    for level in range(ENTRIES, tiles.levels(new)):
        shift = HEIGHT * max(level, 0)
        first = (old >> shift) // WIDTH
        for tile in tiles.tiles_at(level, new, start=first):
            if tile.width == WIDTH:
                yield tile
                continue
            counts = {size >> shift for size in kept if size >> shift}
            yield from sorted(
                Tile(level, tile.number, count % WIDTH)
                for count in counts
                if count // WIDTH == tile.number and count % WIDTH
            )


def _write_kept(directory: Path, done: Exported, sizes: list[int]) -> None:
    for start in range(0, len(sizes), 500):
        rows = Checkpoint.objects.filter(size__in=sizes[start : start + 500])
        for row in rows:
            done.keep(directory / "checkpoints" / str(row.size), bytes(row.note))


def _write_companions(
    directory: Path, done: Exported, newest: Checkpoint, verifier: Verifier
) -> None:
    """Write what helps people; no verifier reads it."""
    readme = (_SHIPPED / "README.md").read_text()
    readme = readme.replace("{vkey}", verifier.vkey).replace("{origin}", verifier.name)
    done.replace(directory / "README.md", readme.encode())
    done.replace(directory / "verify.py", (_SHIPPED / "verify.py").read_bytes())
    done.replace(directory / "keys.txt", f"{verifier.vkey} from 0\n".encode())
    done.replace(directory / SIZES, sizes_text(newest.size))


def sizes_text(up_to: int) -> bytes:
    """Return the sizes of all kept checkpoints, one a line."""
    sizes = Checkpoint.objects.filter(size__lte=up_to).order_by("size")
    return "".join(f"{n}\n" for n in sizes.values_list("size", flat=True)).encode()


def _drop_outgrown(directory: Path, old: int, new: int) -> None:
    """Remove partial tiles that the full tile has replaced."""
    for level in range(ENTRIES, tiles.levels(old)):
        number = (old >> (HEIGHT * max(level, 0))) // WIDTH
        full = directory / Tile(level, number).path
        if full.exists():
            shutil.rmtree(full.with_name(f"{full.name}.p"), ignore_errors=True)
