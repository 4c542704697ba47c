"""Canonical bytes: the one serialisation that is hashed and signed.

A restricted profile of RFC 8785 (JCS): ASCII member names, NFC strings, integers
within 2**53 - 1, no floats. In that profile sorted compact JSON equals JCS, which
the tests hold against an independent library.
"""

import hashlib
import json
import unicodedata
from typing import Any

MAX_INTEGER = 2**53 - 1


class NotCanonical(ValueError):
    """A value lies outside the canonical profile; the message names the place."""


def canonical_bytes(value: Any) -> bytes:
    """Return the canonical UTF-8 bytes of ``value``.

    Raises ``NotCanonical`` for floats, large integers, non-ASCII member names,
    strings that are not NFC and anything that JSON does not know.
    """
    _require_profile(value, "$")
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def canonical_hash(value: Any) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical bytes of ``value``."""
    return sha256_hex(canonical_bytes(value))


def _require_profile(value: Any, place: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical(f"{place}: integer beyond 2**53 - 1")
        return
    if isinstance(value, str):
        _require_text(value, place)
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"{place}: member name {key!r} is not ASCII text")
            _require_profile(item, f"{place}.{key}")
        return
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _require_profile(item, f"{place}[{index}]")
        return
    raise NotCanonical(f"{place}: {type(value).__name__} has no canonical form")


def _require_text(value: str, place: str) -> None:
    if not unicodedata.is_normalized("NFC", value):
        raise NotCanonical(f"{place}: text is not in Unicode normal form C")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotCanonical(f"{place}: text holds a lone surrogate") from None
