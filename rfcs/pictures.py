"""Which image some bytes are. Plain Python.

The bytes decide, never a name or what somebody says of them; what is none of these
kinds is not shown as an image.
"""

import re

SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
SVG = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,300}\?>|<!--(?:(?!-->).){0,2000}-->"
    rb"|<!DOCTYPE\s[^>\[]{0,500}>|\s)*<svg[\s>]",
    re.DOTALL,
)


def media_type(data: bytes) -> str:
    """Return the media type of an image, or ``""`` for what is none.

    An SVG that declares entities is none: it may grow without bound when it is read.
    """
    for sign, name in SIGNS:
        if data.startswith(sign):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    if SVG.match(data[:20_000]) and b"<!ENTITY" not in data:
        return "image/svg+xml"
    return ""
