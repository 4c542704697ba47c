"""Tiles and bundles (c2sp.org/tlog-tiles): 256 hashes or entries a file.

Plain Python. Level 0 holds leaf hashes, level L + 1 the roots of full tiles of
level L, and the pseudo-level ``ENTRIES`` the entries themselves.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ledger import merkle
from ledger.merkle import HASH_SIZE

WIDTH = 256
HEIGHT = 8
ENTRIES = -1
MAX_LEVEL = 63
MAX_INDEX = 2**63 - 1
_MAX_GROUPS = 6

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)"
    r"/(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)

ReadTile = Callable[[int, int], bytes]


class TileInvalid(ValueError):
    """A path or the bytes of a tile or bundle are malformed."""


@dataclass(frozen=True, order=True)
class Tile:
    """Which tile: ``width`` is 256 for a full one, less for a partial one."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The one canonical path of the tile."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        groups = [f"{self.number % 1000:03d}"]
        rest = self.number // 1000
        while rest:
            groups.append(f"x{rest % 1000:03d}")
            rest //= 1000
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def parse_path(path: str) -> Tile:
    """Read a tile's path; raise ``TileInvalid`` unless it is the canonical one."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise TileInvalid(f"{path[:80]!r} is not the path of a tile")
    level = ENTRIES if match["level"] == "entries" else int(match["level"])
    number = int(match["number"].replace("x", "").replace("/", ""))
    width = int(match["width"] or WIDTH)
    tile = Tile(level, number, width)
    if level > MAX_LEVEL or width > WIDTH or tile.path != path:
        raise TileInvalid(f"{path[:80]!r} is not the path of a tile")
    return tile


def tiles_at(level: int, size: int, *, start: int = 0) -> Iterator[Tile]:
    """Yield the tiles of one level of the tree of ``size``, from number ``start``."""
    count = size if level == ENTRIES else size >> (HEIGHT * level)
    for number in range(start, count // WIDTH):
        yield Tile(level, number)
    if count % WIDTH and count // WIDTH >= start:
        yield Tile(level, count // WIDTH, count % WIDTH)


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every tile and bundle of the tree of ``size``."""
    yield from tiles_at(ENTRIES, size)
    for level in range(levels(size)):
        yield from tiles_at(level, size)


def levels(size: int) -> int:
    """Return how many levels of hash tiles a tree of ``size`` has."""
    count = 0
    while size:
        size >>= HEIGHT
        count += 1
    return count


@dataclass(frozen=True)
class Growth:
    """What appending leaves changed: tiles now full, and the new right edge."""

    full: list[tuple[int, int, bytes]]
    edge: list[bytes]


def grow(edge: Sequence[bytes], size: int, leaves: Sequence[bytes]) -> Growth:
    """Append leaf hashes to the tree of ``size`` whose partial tiles are ``edge``.

    ``edge[level]`` holds the bytes of the level's last, not yet full, tile.
    """
    partial = [bytearray(tile) for tile in edge]
    full: list[tuple[int, int, bytes]] = []
    carried = b"".join(leaves)
    level, count = 0, size
    while carried:
        if level == len(partial):
            partial.append(bytearray())
        partial[level] += carried
        first = count // WIDTH
        done = len(partial[level]) // (WIDTH * HASH_SIZE)
        chunks = [
            bytes(partial[level][i * WIDTH * HASH_SIZE : (i + 1) * WIDTH * HASH_SIZE])
            for i in range(done)
        ]
        full += [(level, first + i, chunk) for i, chunk in enumerate(chunks)]
        del partial[level][: done * WIDTH * HASH_SIZE]
        carried = b"".join(merkle.root_of(hashes(chunk)) for chunk in chunks)
        level, count = level + 1, count >> HEIGHT
    return Growth(full, [bytes(tile) for tile in partial])


def root_of_edge(edge: Sequence[bytes]) -> bytes:
    """Return the root of the tree whose partial tiles are ``edge``."""
    right: bytes | None = None
    for tile in edge:
        row = hashes(tile)
        # Perfect runs, largest left, then folded from the right onto what lies
        # lower: every lower level's leaves stand to the right of this level's.
        while row:
            run = len(row) & -len(row)
            left = merkle.root_of(row[-run:])
            right = left if right is None else merkle.node_hash(left, right)
            del row[-run:]
    return merkle.EMPTY_ROOT if right is None else right


def subtree(start: int, end: int, read: ReadTile) -> bytes:
    """Return the hash of leaves ``start`` to ``end`` from stored tiles.

    ``start`` must be a multiple of the smallest power of two that covers them,
    as it always is in RFC 6962's recursion.
    """
    width = end - start
    if width & (width - 1):
        middle = start + merkle.split_point(width)
        return merkle.node_hash(
            subtree(start, middle, read), subtree(middle, end, read)
        )
    level = (width.bit_length() - 1) // HEIGHT
    first = start >> (HEIGHT * level)
    run = width >> (HEIGHT * level)
    row = hashes(read(level, first // WIDTH))[first % WIDTH : first % WIDTH + run]
    if len(row) != run:
        raise TileInvalid(f"tile {level}/{first // WIDTH} is too short")
    return merkle.root_of(row)


def hashes(tile: bytes) -> list[bytes]:
    """Split a tile's bytes into its hashes."""
    if len(tile) % HASH_SIZE:
        raise TileInvalid("a tile's length is not a multiple of 32")
    return [tile[i : i + HASH_SIZE] for i in range(0, len(tile), HASH_SIZE)]


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Return the bundle of ``entries``: each after its 16-bit length."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes, count: int) -> list[bytes]:
    """Return the ``count`` entries of a bundle; raise ``TileInvalid`` otherwise."""
    entries, position = [], 0
    while position < len(data):
        end = position + 2 + int.from_bytes(data[position : position + 2], "big")
        if position + 2 > len(data) or end > len(data):
            raise TileInvalid("the bundle is cut off")
        entries.append(data[position + 2 : end])
        position = end
    if len(entries) != count:
        raise TileInvalid(f"the bundle holds {len(entries)} entries, not {count}")
    return entries
