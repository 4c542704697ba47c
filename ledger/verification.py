"""Verify a whole log against a public key. Plain Python: no database.

Every entry is hashed into every tile, every tile into the root of every kept
checkpoint. ``VerificationFailed`` names the file or entry that does not fit.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from core.canonical import NotCanonical, canonical_bytes
from ledger import checkpoint, merkle, tiles
from ledger.checkpoint import CheckpointInvalid, TreeHead
from ledger.note import NoteInvalid, Verifier
from ledger.tiles import ENTRIES, HEIGHT, WIDTH, Tile, TileInvalid


class VerificationFailed(ValueError):
    """The log is not what its key signed; ``place`` names the file or entry."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class Source(Protocol):
    """Where the files of a log are read from."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, or ``None`` where there is none."""

    def kept(self) -> list[str]:
        """Return the names of the kept checkpoints."""

    def tile_paths(self) -> list[str]:
        """Return the paths of all tiles that can be listed."""


CheckEntry = Callable[[int, bytes], None]


@dataclass(frozen=True)
class Report:
    """What was verified."""

    origin: str
    size: int
    root: str
    checkpoints: int
    tiles: int
    published: int


@dataclass
class EntryRules:
    """What every entry of this protocol keeps to, whatever its kind."""

    verifier: Verifier
    _time: str = ""
    _seen: set[str] = field(default_factory=set)

    def check(self, index: int, data: bytes) -> None:
        """Raise ``VerificationFailed`` unless the entry keeps the rules."""
        place = f"entry {index}"
        try:
            entry = json.loads(data)
            canonical = isinstance(entry, dict) and canonical_bytes(entry) == data
        except (ValueError, NotCanonical, RecursionError):
            canonical = False
        if not canonical:
            raise VerificationFailed(place, "it is not canonical JSON")
        if not isinstance(entry.get("time"), str) or entry.get("v") != 1:
            raise VerificationFailed(place, "it lacks its time or version")
        if entry["time"] < self._time:
            raise VerificationFailed(place, "its time is before that of the last one")
        if not isinstance(entry.get("id"), str) or entry["id"] in self._seen:
            raise VerificationFailed(place, "its id is missing or used before")
        self._require_opening(index, entry)
        self._time = entry["time"]
        self._seen.add(entry["id"])

    def _require_opening(self, index: int, entry: dict[str, Any]) -> None:
        if (entry.get("kind") == "log.open") != (index == 0):
            raise VerificationFailed(f"entry {index}", "the log opens with entry 0")
        wanted = {"origin": self.verifier.name, "vkey": self.verifier.vkey}
        if index == 0 and entry.get("body") != wanted:
            raise VerificationFailed("entry 0", "it opens the log of another key")


def verify(source: Source, vkey: str) -> Report:
    """Verify all of a log of this protocol; raise ``VerificationFailed``."""
    try:
        verifier = Verifier.parse(vkey)
    except NoteInvalid as error:
        raise VerificationFailed("the public key", str(error)) from None
    return verify_tree(source, verifier, EntryRules(verifier).check)


def verify_tree(source: Source, verifier: Verifier, check_entry: CheckEntry) -> Report:
    """Verify entries, tiles and checkpoints of any log of c2sp.org/tlog-tiles."""
    published = _open(source, "checkpoint", verifier)
    heads = {published.size: published}
    names = source.kept()
    for name in names:
        head = _open(source, f"checkpoints/{name}", verifier)
        if str(head.size) != name:
            raise VerificationFailed(
                f"checkpoints/{name}", f"it is the checkpoint of size {head.size}"
            )
        if heads.setdefault(head.size, head) != head:
            raise VerificationFailed(
                f"checkpoints/{name}", "TWO ROOTS are signed for this one size"
            )
    walk = _Walk(source, check_entry, heads)
    newest = heads[max(heads)]
    walk.run(newest.size)
    return Report(
        origin=newest.origin,
        size=newest.size,
        root=newest.root.hex(),
        checkpoints=len(names),
        tiles=walk.compared,
        published=published.size,
    )


def _open(source: Source, path: str, verifier: Verifier) -> TreeHead:
    data = source.read(path)
    if data is None:
        raise VerificationFailed(path, "it is missing")
    try:
        return checkpoint.open_checkpoint(data, [verifier])
    except CheckpointInvalid as error:
        raise VerificationFailed(path, str(error)) from None


class _Walk:
    """One pass over the entries, which rebuilds the tree beside its files."""

    def __init__(
        self, source: Source, check_entry: CheckEntry, heads: dict[int, TreeHead]
    ) -> None:
        self.source = source
        self.check_entry = check_entry
        self.heads = heads
        self.edge: list[bytes] = []
        self.size = 0
        self.compared = 0
        self.listed: dict[tuple[int, int], set[int]] = defaultdict(set)
        for path in source.tile_paths():
            try:
                tile = tiles.parse_path(path)
            except TileInvalid as error:
                raise VerificationFailed(path, str(error)) from None
            self.listed[tile.level, tile.number].add(tile.width)

    def run(self, size: int) -> None:
        """Rebuild the tree up to ``size`` and compare all on the way."""
        self._require_root()
        for tile in tiles.tiles_at(ENTRIES, size):
            entries = self._read_entries(tile)
            for index, data in enumerate(entries, self.size):
                self.check_entry(index, data)
            for part in self._parts(entries):
                self._append(part)
        for level, data in enumerate(self.edge):
            number = (self.size >> (HEIGHT * level)) // WIDTH
            self._compare(level, number, data)

    def _read_entries(self, tile: Tile) -> list[bytes]:
        data, found = self._read(tile)
        try:
            entries = tiles.read_bundle(data, found.width)[: tile.width]
        except TileInvalid as error:
            raise VerificationFailed(found.path, str(error)) from None
        for width in self._widths(tile.level, tile.number, len(entries)):
            part = Tile(ENTRIES, tile.number, width)
            if self.source.read(part.path) != tiles.write_bundle(entries[:width]):
                raise VerificationFailed(part.path, f"it differs from {found.path}")
            self.compared += 1
        self.compared += 1
        return entries

    def _read(self, tile: Tile) -> tuple[bytes, Tile]:
        """Return a tile's bytes; a partial one may have given way to the full one."""
        for candidate in (tile, Tile(tile.level, tile.number)):
            data = self.source.read(candidate.path)
            if data is not None:
                return data, candidate
        raise VerificationFailed(tile.path, "it is missing")

    def _parts(self, entries: list[bytes]) -> Iterator[list[bytes]]:
        """Cut entries where a checkpoint was signed."""
        start = 0
        for stop in range(1, len(entries) + 1):
            if self.size + stop - start in self.heads or stop == len(entries):
                yield entries[start:stop]
                start = stop

    def _append(self, entries: list[bytes]) -> None:
        leaves = [merkle.leaf_hash(entry) for entry in entries]
        growth = tiles.grow(self.edge, self.size, leaves)
        self.edge, self.size = growth.edge, self.size + len(leaves)
        for level, number, data in growth.full:
            self._compare(level, number, data)
        self._require_root()

    def _require_root(self) -> None:
        head = self.heads.get(self.size)
        if head is not None and tiles.root_of_edge(self.edge) != head.root:
            raise VerificationFailed(
                f"the checkpoint of size {self.size}",
                "its root is not that of the entries before it",
            )

    def _compare(self, level: int, number: int, data: bytes) -> None:
        """Compare a tile's files, full or partial, with what they should hold."""
        width = len(data) // merkle.HASH_SIZE
        if not width:
            return
        stored, found = self._read(Tile(level, number, width))
        if stored[: len(data)] != data or len(stored) != found.width * merkle.HASH_SIZE:
            raise VerificationFailed(found.path, "it differs from the entries' hashes")
        self.compared += 1
        for smaller in self._widths(level, number, width):
            part = Tile(level, number, smaller)
            if self.source.read(part.path) != data[: smaller * merkle.HASH_SIZE]:
                raise VerificationFailed(
                    part.path, "it differs from the entries' hashes"
                )
            self.compared += 1

    def _widths(self, level: int, number: int, width: int) -> list[int]:
        return sorted(w for w in self.listed[level, number] if w < width)
