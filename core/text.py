"""Text that people typed, made fit to be kept and hashed."""

import unicodedata


def clean(text: str) -> str:
    """Return ``text`` in normal form C, without NULs and surrounding white space.

    Line ends become ``\\n``; halves of surrogate pairs, which have no bytes, "?".
    """
    encodable = text.encode("utf-8", "replace").decode()
    lines = encodable.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).strip()


def for_xml(text: str) -> str:
    """Return ``text`` with a mark for each sign that XML 1.0 has no place for."""
    return "".join(
        c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd"
        for c in text
    )
