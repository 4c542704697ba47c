"""Receipts: one file that proves one entry, offline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import checkpoint, merkle, receipt
from ledger.checkpoint import TreeHead
from ledger.note import Signer, Verifier
from ledger.receipt import Receipt, ReceiptInvalid
from tests.ledger import vectors

SIGNER = Signer("example.org/log", bytes(range(32)))
ENTRIES = [f"entry {i}".encode() for i in range(11)]


def made(index=7):
    leaves = [merkle.leaf_hash(entry) for entry in ENTRIES]

    def subtree(start, end):
        return merkle.root_of(leaves[start:end])

    head = TreeHead(SIGNER.name, 11, merkle.root_of(leaves))
    proof = tuple(merkle.inclusion_proof(index, 11, subtree))
    return receipt.write(Receipt(index, proof, checkpoint.sign(head, [SIGNER])))


def test_a_receipt_proves_its_entry_and_no_other():
    data = made()
    assert receipt.verify(data, ENTRIES[7], [SIGNER.verifier]).size == 11
    assert receipt.write(receipt.parse(data)) == data
    with pytest.raises(ReceiptInvalid):
        receipt.verify(data, ENTRIES[6], [SIGNER.verifier])


@given(st.integers(0, len(made()) - 1), st.integers(0, 7))
def test_no_bit_of_a_receipt_can_be_changed(place, bit):
    data = bytearray(made())
    data[place] ^= 1 << bit
    with pytest.raises(ReceiptInvalid):
        receipt.verify(bytes(data), ENTRIES[7], [SIGNER.verifier])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"index 7", b"index 07"),
        (b"index 7", b"index +7"),
        (b"index 7\n", b""),
        (b"index 7\n", b"index 7\nAAAA\n"),
        (b"\n\n", b"\n"),
        (b"index 7", "index \u0667".encode()),
    ],
)
def test_malformed_receipts_are_refused(old, new):
    with pytest.raises(ReceiptInvalid):
        receipt.verify(made().replace(old, new), ENTRIES[7], [SIGNER.verifier])


@vectors.needed
def test_a_receipt_of_a_published_log_verifies():
    golden = vectors.load()["golden_log"]
    data = golden["tlog_proof_index_7_computed_here"].encode()
    verifier = Verifier.parse(golden["vkey"])
    assert receipt.verify(data, golden["entries"][7].encode(), [verifier]).size == 15
    assert receipt.write(receipt.parse(data)) == data
