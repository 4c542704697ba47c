"""Tiles: where they lie, how they grow, and that they give the tree back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import merkle, tiles
from ledger.tiles import Tile, TileInvalid
from tests.ledger import vectors

PATHS = vectors.load().get("tile_paths", {"ok": [], "refuse": []})
OK = [
    ["tile/0/000", 0, 0, 0],
    ["tile/3/x001/x234/067.p/8", 3, 1234067, 8],
    ["tile/entries/x123/456", -1, 123456, 0],
    *PATHS["ok"],
]
REFUSED = [f"tile/{path}" for path in PATHS["refuse"]]
REFUSED += ["tile/0/000.p/0", "tile/0/000.p/08", "tile/00/000", "tile/0/x000/001"]
REFUSED += [
    "tile/0/000.p/256",
    "tile/0/0000",
    "tile/0/\u0660\u0660\u0660",
    "tile/0/000\n",
    "tile/0",
]
REFUSED += ["tile/64/000", "tile/0/x001/x002/x003/x004/x005/x006/007", "/tile/0/000"]
LEAVES = [merkle.leaf_hash(i.to_bytes(4, "big")) for i in range(70_000)]


@pytest.mark.parametrize(("path", "level", "number", "width"), OK)
def test_paths_read_back(path, level, number, width):
    tile = Tile(level, number, width or 256)
    assert tile.path == path
    assert tiles.parse_path(path) == tile


@pytest.mark.parametrize("path", REFUSED)
def test_a_tile_has_one_path(path):
    with pytest.raises(TileInvalid):
        tiles.parse_path(path)


@given(st.integers(-1, 63), st.integers(0, 10**18 - 1), st.integers(1, 256))
def test_every_tile_reads_back(level, number, width):
    tile = Tile(level, number, width)
    assert tiles.parse_path(tile.path) == tile


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, []),
        (256, [(-1, 1, 0), (0, 1, 0), (1, 0, 1)]),
        (70_000, [(-1, 273, 112), (0, 273, 112), (1, 1, 17), (2, 0, 1)]),
    ],
)
def test_which_tiles_a_tree_has(size, expected):
    found = list(tiles.tiles_of(size))
    for level, full, partial in expected:
        widths = [tile.width for tile in found if tile.level == level]
        assert widths.count(256) == full
        assert [width for width in widths if width < 256] == [partial][: bool(partial)]
    assert len(found) == sum(full + bool(part) for _, full, part in expected)


def _grown(batches):
    edge, stored, size = [], {}, 0
    for batch in batches:
        growth = tiles.grow(edge, size, LEAVES[size : size + batch])
        stored |= {(level, number): data for level, number, data in growth.full}
        edge, size = growth.edge, size + batch
    for level, data in enumerate(edge):
        if data:
            stored[level, (size >> 8 * level) >> 8] = data
    return edge, stored, size


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 700), max_size=8))
def test_batches_of_any_size_give_the_same_tiles(batches):
    edge, stored, size = _grown(batches)
    once = _grown([size])
    assert stored == once[1]
    assert tiles.root_of_edge(edge) == merkle.root_of(LEAVES[:size])
    widths = {(t.level, t.number): t.width for t in tiles.tiles_of(size)}
    assert {place: len(data) // 32 for place, data in stored.items()} == {
        place: width for place, width in widths.items() if place[0] >= 0
    }


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 70_000), st.data())
def test_proofs_from_tiles_verify(size, data):
    _, stored, _ = _grown([70_000])
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))

    def subtree(start, end):
        return tiles.subtree(start, end, lambda level, n: stored[level, n])

    root, old_root = subtree(0, size), subtree(0, old)
    proof = merkle.inclusion_proof(index, size, subtree)
    merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
    proof = merkle.consistency_proof(old, size, subtree)
    merkle.verify_consistency(old, size, proof, old_root, root)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_535, 65_536, 65_537])
def test_the_root_at_the_edges_of_tiles(size):
    edge, _, _ = _grown([size])
    assert tiles.root_of_edge(edge) == merkle.root_of(LEAVES[:size])


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_bundles_read_back(entries):
    data = tiles.write_bundle(entries)
    assert tiles.read_bundle(data, len(entries)) == entries
    with pytest.raises(TileInvalid):
        tiles.read_bundle(data + b"\x00", len(entries))
    with pytest.raises(TileInvalid):
        tiles.read_bundle(data, len(entries) + 1)


@vectors.needed
def test_the_tiles_and_bundles_of_a_published_log_are_reproduced():
    entries = [e.encode() for e in vectors.load()["golden_log"]["entries"]]
    log = vectors.VECTORS / "tessera-log"
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    compared = 0
    for size in range(1, 16):
        for tile in tiles.tiles_of(size):
            made = (
                tiles.write_bundle(entries[:size])
                if tile.level == tiles.ENTRIES
                else b"".join(leaves[:size])
            )
            assert (log / tile.path).read_bytes() == made
            compared += 1
    assert compared == 30
