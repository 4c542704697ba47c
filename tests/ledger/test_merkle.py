"""Trees and proofs agree with RFC 6962 and with what others computed."""

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import merkle
from tests.ledger import vectors

RFC_LEAVES = ["", "00", "10", "2021", "3031", "40414243"]
RFC_LEAVES += ["5051525354555657", "606162636465666768696a6b6c6d6e6f"]
RFC_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# SHA-256 over every root, inclusion proof and consistency proof of all trees up to
# a size, as golang.org/x/mod computes them; leaf i is i in two bytes.
ACCUMULATED = {
    8: (
        "988dfe10a9a2c19640445b15df9d3c6d51360aa97531d79a426328fd1f834d74",
        "4b21af4d2e40ac66c4bc1ca78cdb50235ecf26b7a59849705e9786a7cefc25ef",
        "ff8a7afc77fd5869c8e6fdfd374c86dac00acdcc836a01a1a9c2e786990a3705",
    ),
    130: (
        "9e3e35c81aa3962c4c64bcf8c53be02c9c83341d7208ba60db4ffa263987c6b9",
        "0c74f600e51217f6a254d3680a7fc57f9ad80cb59846c2302ab1d35a05b13e6a",
        "411a317832035157b541b2c56b573426b67e2234c4b5597fbe71705bb0d1054b",
    ),
    300: (
        "2d899ec0a03e78c3c35e1584e228cf605daa3e2f1aa34d6a1d39f01855f8df87",
        "8c8274dcd7a073e5f35427d33d1a0b4d019bd50c800e8e35825c215c9cfd7006",
        "0c5f8f91c8a76196c1936315c40f72668a5a97aaa1c09ae93230d9338f02e3f0",
    ),
}


def trees(count):
    leaves = [merkle.leaf_hash(i.to_bytes(2, "big")) for i in range(count)]
    known = {}

    def subtree(start, end):
        if (start, end) not in known:
            if end - start == 1:
                known[start, end] = leaves[start]
            else:
                middle = start + merkle.split_point(end - start)
                known[start, end] = merkle.node_hash(
                    subtree(start, middle), subtree(middle, end)
                )
        return known[start, end]

    return leaves, subtree


def test_the_roots_of_rfc_6962():
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in RFC_LEAVES]
    roots = [merkle.root_of(leaves[:size]).hex() for size in range(9)]
    assert roots == RFC_ROOTS


def test_leaf_and_node_hashes_are_of_different_domains():
    leaf, node = merkle.leaf_hash(b"L123456"), merkle.node_hash(b"N123", b"N456")
    assert leaf.hex().startswith("395aa064aa4c29f7010acfe3f25db948")
    assert node.hex().startswith("aa217fe888e47007fa15edab33c2b492")


@pytest.mark.parametrize("largest", ACCUMULATED)
def test_every_root_and_proof_equals_the_reference(largest):
    roots, inclusion, consistency = (hashlib.sha256() for _ in range(3))
    leaves, subtree = trees(largest)

    def line(*values):
        shown = [v.hex() if isinstance(v, bytes) else str(v) for v in values]
        return " ".join(shown).encode() + b"\n"

    for size in range(largest + 1):
        roots.update(line(size, merkle.root_of(leaves[:size])))
        for i in range(size):
            proof = merkle.inclusion_proof(i, size, subtree)
            inclusion.update(line(i, size, *proof))
        for old in range(1, size + 1):
            proof = merkle.consistency_proof(old, size, subtree)
            consistency.update(line(old, size, *proof))
    made = tuple(h.hexdigest() for h in (roots, inclusion, consistency))
    assert made == ACCUMULATED[largest]


def test_every_proof_up_to_size_40_verifies_and_no_flipped_hash_does():
    leaves, subtree = trees(40)
    roots = [merkle.root_of(leaves[:size]) for size in range(41)]

    def flipped(proof):
        for place in range(len(proof)):
            bad = list(proof)
            bad[place] = bytes([bad[place][0] ^ 1]) + bad[place][1:]
            yield bad
        yield [*proof, leaves[0]]
        if proof:
            yield proof[:-1]

    for size in range(1, 41):
        for i in range(size):
            given_ = (leaves[i], i, size)
            proof = merkle.inclusion_proof(i, size, subtree)
            merkle.verify_inclusion(*given_, proof, roots[size])
            for bad in flipped(proof):
                with pytest.raises(merkle.ProofInvalid):
                    merkle.verify_inclusion(*given_, bad, roots[size])
        for old in range(1, size + 1):
            proof = merkle.consistency_proof(old, size, subtree)
            merkle.verify_consistency(old, size, proof, roots[old], roots[size])
            for bad in flipped(proof):
                with pytest.raises(merkle.ProofInvalid):
                    merkle.verify_consistency(old, size, bad, roots[old], roots[size])


@given(st.integers(1, 400), st.data())
def test_a_proof_proves_one_place_only(size, data):
    leaves, subtree = trees(size)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index or size < 2))
    proof = merkle.inclusion_proof(index, size, subtree)
    root = merkle.root_of(leaves)
    merkle.verify_inclusion(leaves[index], index, size, proof, root)
    if other != index:
        with pytest.raises(merkle.ProofInvalid):
            merkle.verify_inclusion(leaves[index], other, size, proof, root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index, size):
    _, subtree = trees(4)
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_proof(index, size, subtree)


def probes(kind):
    if vectors.VECTORS is None:
        return []
    return sorted((vectors.VECTORS / "merkle-proof-vectors" / kind).rglob("*.json"))


def _b64(value):
    """Decode; some roots there are words, which ours, taking hashes only, hashes."""
    data = base64.b64decode(value or "")
    return data if len(data) == 32 or not data else hashlib.sha256(data).digest()


@pytest.mark.parametrize("path", probes("inclusion"), ids=lambda p: p.stem)
def test_published_inclusion_probes(path):
    probe = json.loads(path.read_text())
    proof = [_b64(value) for value in probe["proof"] or []]

    def check():
        merkle.verify_inclusion(
            _b64(probe["leafHash"]),
            probe["leafIdx"],
            probe["treeSize"],
            proof,
            _b64(probe["root"]),
        )

    _require(probe, check)


@pytest.mark.parametrize("path", probes("consistency"), ids=lambda p: p.stem)
def test_published_consistency_probes(path):
    probe = json.loads(path.read_text())
    proof = [_b64(value) for value in probe["proof"] or []]

    def check():
        roots = (_b64(probe["root1"]), _b64(probe["root2"]))
        merkle.verify_consistency(probe["size1"], probe["size2"], proof, *roots)

    _require(probe, check)


def _require(probe, check):
    if probe["wantErr"]:
        with pytest.raises(merkle.ProofInvalid):
            check()
    else:
        check()
