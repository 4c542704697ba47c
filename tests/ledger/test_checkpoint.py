"""Checkpoints: exact bytes out, strict reading in."""

import pytest

from ledger import checkpoint, merkle, note
from ledger.checkpoint import CheckpointInvalid, TreeHead
from ledger.note import Signer, Verifier
from tests.ledger import vectors

SIGNER = Signer("example.org/log", bytes(range(32)))
HEAD = TreeHead("example.org/log", 7, merkle.leaf_hash(b"root"))
REFUSED = vectors.load().get("checkpoint_refuse", {}).get("texts", [])
ROOT = note.encode_base64(HEAD.root)


def test_a_checkpoint_reads_back_as_it_was_written():
    data = checkpoint.sign(HEAD, [SIGNER])
    assert checkpoint.open_checkpoint(data, [SIGNER.verifier]) == HEAD
    assert data.startswith(b"example.org/log\n7\n")


@pytest.mark.parametrize(
    "text",
    [
        *REFUSED,
        f"o\n07\n{ROOT}\n",
        f"o\n+7\n{ROOT}\n",
        f"o\n1_0\n{ROOT}\n",
        f"o\n 7\n{ROOT}\n",
        f"o\n\u0667\n{ROOT}\n",
        f"o\n{2**63}\n{ROOT}\n",
        f"o\n7\n{ROOT[:-1]}\n",
        f"o\n7\n{ROOT[:-4]}\n",
        f"o\n7\n{ROOT}\nextension\n",
        f"\n7\n{ROOT}\n",
        f"o\n7\n{ROOT}",
        f"o\u2028\n7\n{ROOT}\n\n",
    ],
)
def test_other_texts_are_refused(text):
    with pytest.raises(CheckpointInvalid):
        checkpoint.parse(text)


def test_another_log_of_the_same_key_is_refused():
    foreign = TreeHead("example.org/other", 7, HEAD.root)
    data = checkpoint.sign(foreign, [SIGNER])
    with pytest.raises(CheckpointInvalid, match=r"example\.org/other"):
        checkpoint.open_checkpoint(data, [SIGNER.verifier])


@vectors.needed
def test_every_checkpoint_of_a_published_log_is_reproduced():
    golden = vectors.load()["golden_log"]
    signer = Signer.parse(golden["skey"])
    assert signer.verifier == Verifier.parse(golden["vkey"])
    leaves = [merkle.leaf_hash(entry.encode()) for entry in golden["entries"]]
    for size, expected in enumerate(golden["checkpoints_0_to_15"]):
        head = TreeHead(signer.name, size, merkle.root_of(leaves[:size]))
        assert checkpoint.sign(head, [signer]).decode() == expected
