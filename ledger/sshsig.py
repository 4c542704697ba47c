"""Signatures that ``ssh-keygen -Y verify`` and ``git tag -v`` check. Plain Python.

The format is OpenSSH's PROTOCOL.sshsig. What is signed begins with a preamble that
no checkpoint and no other use of the key has, so that one signature can never pass
for another kind.
"""

import base64
import hashlib
from textwrap import wrap

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MAGIC = b"SSHSIG"
_ALGORITHM = b"ssh-ed25519"
_DIGEST = b"sha512"


def signature(seed: bytes, message: bytes, *, namespace: str) -> str:
    """Return the armoured signature of ``message``; the same one every time."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = _public(key.public_key().public_bytes_raw())
    scope = _string(namespace.encode()) + _string(b"") + _string(_DIGEST)
    signed = _MAGIC + scope + _string(hashlib.sha512(message).digest())
    proof = _string(_ALGORITHM) + _string(key.sign(signed))
    blob = _MAGIC + (1).to_bytes(4, "big") + _string(public) + scope + _string(proof)
    body = "\n".join(wrap(base64.b64encode(blob).decode(), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{body}\n-----END SSH SIGNATURE-----\n"


def public_line(public: bytes) -> str:
    """Return the public key as OpenSSH writes it: ``ssh-ed25519 AAAA…``."""
    return f"ssh-ed25519 {base64.b64encode(_public(public)).decode()}"


def _public(key: bytes) -> bytes:
    return _string(_ALGORITHM) + _string(key)


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
