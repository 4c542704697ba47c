"""Checkpoints (c2sp.org/tlog-checkpoint): a tree head as a signed note."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger import merkle, note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
MAX_SIZE = 2**63 - 1


class CheckpointInvalid(ValueError):
    """The text is not a checkpoint."""


@dataclass(frozen=True)
class TreeHead:
    """What a checkpoint says: the log's origin, its size and its root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed; there are no extension lines."""
        return f"{self.origin}\n{self.size}\n{note.encode_base64(self.root)}\n"


def parse(text: str) -> TreeHead:
    """Read the three lines; raise ``CheckpointInvalid`` naming the wrong one."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise CheckpointInvalid("a checkpoint has three lines")
    if not lines[0]:
        raise CheckpointInvalid("the origin is empty")
    size = parse_size(lines[1])
    try:
        root = note.decode_base64(lines[2])
    except note.NoteInvalid as error:
        raise CheckpointInvalid(f"the root: {error}") from None
    if len(root) != merkle.HASH_SIZE:
        raise CheckpointInvalid("the root is not 32 bytes long")
    return TreeHead(lines[0], size, root)


def parse_size(text: str) -> int:
    """Read a size or index: decimal digits without sign or leading zero."""
    if not _SIZE.fullmatch(text) or int(text) > MAX_SIZE:
        raise CheckpointInvalid(f"{text[:40]!r} is not a size")
    return int(text)


def sign(head: TreeHead, signers: Sequence[note.Signer]) -> bytes:
    """Return the checkpoint note of ``head``."""
    return note.sign(head.text, signers)


def open_checkpoint(
    data: bytes, verifiers: Sequence[note.Verifier], *, origin: str | None = None
) -> TreeHead:
    """Return the head that a known key signed for ``origin``.

    ``origin`` defaults to the first key's name. Raises ``CheckpointInvalid``.
    """
    try:
        head = parse(note.open_note(data, verifiers))
    except note.NoteInvalid as error:
        raise CheckpointInvalid(str(error)) from None
    wanted = verifiers[0].name if origin is None else origin
    if head.origin != wanted:
        raise CheckpointInvalid(f"the origin is {head.origin!r}, not {wanted!r}")
    return head
