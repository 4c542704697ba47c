"""The tree as the database holds it: its head, its tiles, and proofs from them."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q

from ledger import merkle, tiles
from ledger.errors import NoSuchEntry
from ledger.merkle import HASH_SIZE
from ledger.models import Entry, Head, Tile
from ledger.tiles import HEIGHT, WIDTH


def head() -> Head:
    """Return the current head; that of the empty tree where nothing is logged."""
    return Head.objects.filter(pk=1).first() or Head(
        pk=1, size=0, root=merkle.EMPTY_ROOT
    )


def reader(size: int, *places: int) -> Callable[[int, int], bytes]:
    """Return a function that reads a tile's hashes, each tile once.

    The tiles above each of ``places`` and on the edge of ``size``, which a proof
    needs, are fetched together.
    """
    wanted = {
        (level, place >> HEIGHT * (level + 1))
        for level in range(tiles.levels(size))
        for place in (size, *places)
    }
    known = {
        (row.level, row.number): bytes(row.hashes)
        for row in Tile.objects.filter(
            reduce(or_, (Q(level=lv, number=n) for lv, n in wanted), Q(pk=None))
        )
    }

    def read(level: int, number: int) -> bytes:
        if (level, number) not in known:
            row = Tile.objects.filter(level=level, number=number).first()
            if row is None:
                raise NoSuchEntry(f"There is no tile {level}/{number}.")
            known[level, number] = bytes(row.hashes)
        return known[level, number]

    return read


def edge(size: int) -> list[bytes]:
    """Return the partial tiles on the right of the tree of ``size``."""
    read = reader(size)
    row = []
    for level in range(tiles.levels(size)):
        count = size >> (HEIGHT * level)
        width = count % WIDTH * HASH_SIZE
        row.append(read(level, count // WIDTH)[:width] if width else b"")
    return row


def root_at(size: int) -> bytes:
    """Return the root that the tree had at ``size``."""
    return tiles.root_of_edge(edge(size))


def inclusion_proof(index: int, size: int) -> list[bytes]:
    """Return the audit path of entry ``index`` in the tree of ``size``."""
    current = head().size
    if not 0 <= index < size <= current:
        raise NoSuchEntry(f"There is no entry {index} in a log of size {size}.")
    read = reader(size, index)
    return merkle.inclusion_proof(
        index, size, lambda start, end: tiles.subtree(start, end, read)
    )


def consistency_proof(old: int, new: int) -> list[bytes]:
    """Return the proof that the log of ``new`` extends that of ``old``."""
    current = head().size
    if not 1 <= old <= new <= current:
        raise NoSuchEntry(f"The log has no sizes {old} and {new} to compare.")
    read = reader(new, old - 1, old)
    return merkle.consistency_proof(
        old, new, lambda start, end: tiles.subtree(start, end, read)
    )


def tile_bytes(tile: tiles.Tile) -> bytes:
    """Return the bytes of a tile or bundle; raise ``NoSuchEntry`` beyond the log."""
    missing = NoSuchEntry(f"The log has no {tile.path} yet.")
    if tile.level == tiles.ENTRIES:
        start = tile.number * WIDTH
        if start + tile.width > tiles.MAX_INDEX:
            raise missing
        wanted = range(start, start + tile.width)
        rows = Entry.objects.filter(index__gte=wanted.start, index__lt=wanted.stop)
        found = [
            bytes(row) for row in rows.order_by("index").values_list("data", flat=True)
        ]
        if len(found) != tile.width:
            raise missing
        return tiles.write_bundle(found)
    if tile.number > tiles.MAX_INDEX:
        raise missing
    row = Tile.objects.filter(level=tile.level, number=tile.number).first()
    data = bytes(row.hashes)[: tile.width * HASH_SIZE] if row else b""
    if len(data) != tile.width * HASH_SIZE:
        raise missing
    return data
