"""Receipts (c2sp.org/tlog-proof@v1): one entry's place, proved offline."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger import checkpoint, merkle, note
from ledger.checkpoint import CheckpointInvalid, TreeHead

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63


class ReceiptInvalid(ValueError):
    """The receipt is malformed or does not prove the entry."""


@dataclass(frozen=True)
class Receipt:
    """An entry's index, the path to the root, and the checkpoint that signs it."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes


def write(receipt: Receipt) -> bytes:
    """Return the receipt's text."""
    lines = [HEADER, f"index {receipt.index}", *map(note.encode_base64, receipt.proof)]
    return "\n".join(lines).encode() + b"\n\n" + receipt.checkpoint


def parse(data: bytes) -> Receipt:
    """Read a receipt; raise ``ReceiptInvalid`` naming what is wrong."""
    head, found, signed = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise ReceiptInvalid("the receipt is not ASCII before its checkpoint") from None
    if not found or lines[0] != HEADER or len(lines) < 2:
        raise ReceiptInvalid(f"a receipt begins with {HEADER}")
    if not lines[1].startswith("index ") or len(lines) > 2 + MAX_HASHES:
        raise ReceiptInvalid("the second line is the index, then at most 63 hashes")
    try:
        index = checkpoint.parse_size(lines[1].removeprefix("index "))
        proof = tuple(note.decode_base64(line) for line in lines[2:])
    except (CheckpointInvalid, note.NoteInvalid) as error:
        raise ReceiptInvalid(str(error)) from None
    if any(len(value) != merkle.HASH_SIZE for value in proof):
        raise ReceiptInvalid("a hash is not 32 bytes long")
    return Receipt(index, proof, signed)


def verify(data: bytes, entry: bytes, verifiers: Sequence[note.Verifier]) -> TreeHead:
    """Return the signed head that holds ``entry`` at the receipt's index."""
    receipt = parse(data)
    try:
        head = checkpoint.open_checkpoint(receipt.checkpoint, verifiers)
        merkle.verify_inclusion(
            merkle.leaf_hash(entry), receipt.index, head.size, receipt.proof, head.root
        )
    except (CheckpointInvalid, merkle.ProofInvalid) as error:
        raise ReceiptInvalid(str(error)) from None
    return head
