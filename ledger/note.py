"""Signed notes (c2sp.org/signed-note) with Ed25519 keys. Plain Python.

A note is text that ends in a newline, an empty line, and signature lines
``— <name> <base64 of key id and signature>``.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
MAX_BYTES = 1_000_000
MAX_SIGNATURES = 100
_PRIVATE = "PRIVATE+KEY+"
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteInvalid(ValueError):
    """The note or key is malformed, or a signature does not verify."""


def decode_base64(text: str) -> bytes:
    """Decode standard base64; only the one canonical spelling is accepted."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteInvalid(f"{text[:60]!r} is not base64") from None
    if encode_base64(data) != text:
        raise NoteInvalid(f"{text[:60]!r} is not canonical base64")
    return data


def encode_base64(data: bytes) -> str:
    """Encode in standard base64 with padding."""
    return base64.b64encode(data).decode()


def key_id(name: str, key: bytes) -> bytes:
    """Return the four bytes that name a key in signature lines."""
    return hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]


@dataclass(frozen=True)
class Verifier:
    """A public key and the name it signs under."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read ``name+key id+base64``; raise ``NoteInvalid`` if it is not one."""
        name, key = _parse_key(vkey)
        return cls(name, key)

    @property
    def key_id(self) -> bytes:
        """The first four bytes of its signatures."""
        return key_id(self.name, ED25519 + self.public)

    @property
    def vkey(self) -> str:
        """The key as people pass it on."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(ED25519 + self.public)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``text``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(
                signature, text.encode()
            )
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, repr=False)
class Signer:
    """A private key and the name it signs under; its repr does not show it."""

    name: str
    seed: bytes

    @classmethod
    def parse(cls, skey: str) -> "Signer":
        """Read ``PRIVATE+KEY+name+key id+base64``."""
        if not skey.startswith(_PRIVATE):
            raise NoteInvalid("the text is not a private key")
        # The key id is made of the public key, so it is compared afterwards.
        name, seed, named_id = _split_key(skey.removeprefix(_PRIVATE))
        signer = cls(name, seed)
        if signer.verifier.key_id != named_id:
            raise NoteInvalid("the private key's id does not belong to it")
        return signer

    def __repr__(self) -> str:
        return f"Signer({self.verifier.vkey})"

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, public.public_bytes_raw())

    @property
    def skey(self) -> str:
        """The key as it is kept in its file."""
        key = encode_base64(ED25519 + self.seed)
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{key}"

    def signature_line(self, text: str) -> str:
        """Sign ``text``; Ed25519 makes the same signature every time."""
        _require_text(text)
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        value = encode_base64(self.verifier.key_id + signature)
        return f"— {self.name} {value}\n"


def sign(text: str, signers: Sequence[Signer]) -> bytes:
    """Return ``text`` as a note signed by each of ``signers``."""
    lines = "".join(signer.signature_line(text) for signer in signers)
    return f"{text}\n{lines}".encode()


def open_note(note: bytes, verifiers: Sequence[Verifier]) -> str:
    """Return the text that at least one of ``verifiers`` signed.

    Signatures of unknown keys are passed over; a false one of a known key makes
    the note invalid even beside a good one.
    """
    text, signatures = split(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    verified = False
    for name, value in signatures:
        verifier = known.get((name, value[:4]))
        if verifier is None:
            continue
        if not verifier.verifies(text, value[4:]):
            raise NoteInvalid(f"the signature of {name} does not verify")
        verified = True
    if not verified:
        raise NoteInvalid("no signature of a known key")
    return text


def split(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text and the (name, key id and signature) lines, unverified."""
    if len(note) > MAX_BYTES:
        raise NoteInvalid("the note is too large")
    try:
        content = note.decode()
    except UnicodeDecodeError:
        raise NoteInvalid("the note is not UTF-8") from None
    if _CONTROL.search(content):
        raise NoteInvalid("the note holds a control character")
    cut = content.rfind("\n\n")
    if cut < 0 or not content.endswith("\n"):
        raise NoteInvalid("the note has no signature lines")
    lines = content[cut + 2 : -1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteInvalid(f"the note has more than {MAX_SIGNATURES} signatures")
    return content[: cut + 1], [_parse_line(line) for line in lines]


def _parse_line(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not is_name(parts[1]):
        raise NoteInvalid(f"{line[:60]!r} is not a signature line")
    value = decode_base64(parts[2])
    if len(value) < 5:
        raise NoteInvalid("a signature is too short")
    return parts[1], value


def is_name(name: str) -> bool:
    """Whether ``name`` may name a key: not empty, no space, no plus sign."""
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


def _require_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteInvalid("a note's text ends in a newline and has no controls")


def _split_key(text: str) -> tuple[str, bytes, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]) or not _KEY_ID.fullmatch(parts[1]):
        raise NoteInvalid("the key is not of the form name+id+base64")
    try:
        key = decode_base64(parts[2])
    except NoteInvalid:
        # The text may be a secret: it is not shown.
        raise NoteInvalid("the key is not canonical base64") from None
    if len(key) != 33 or key[:1] != ED25519:
        raise NoteInvalid("the key is not an Ed25519 key")
    return parts[0], key[1:], bytes.fromhex(parts[1])


def _parse_key(vkey: str) -> tuple[str, bytes]:
    name, key, named_id = _split_key(vkey)
    if key_id(name, ED25519 + key) != named_id:
        raise NoteInvalid("the key's id does not belong to it")
    return name, key
