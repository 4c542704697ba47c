"""Links to files beside a document, and the images among them.

A text is rendered once, wherever it stands: what it says of its neighbours becomes an
address relative to its own page, ``file/?at=<path>``, and the page of that address
knows commit and folder. Nothing is loaded from another host: an image there is a link.
"""

import html
import re
from urllib.parse import quote, unquote

BESIDE = "file/?at="
LONGEST = 500
IMAGE = re.compile(r"<img\b([^>]*)>")
ANCHOR_OR_IMAGE = re.compile(r"<a\b[^>]*>.*?</a>|<img\b[^>]*>", re.DOTALL)
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def beside(url: str, prefix: str) -> str | None:
    """Return the address of a file that a text names relative to itself.

    ``//host/…`` names a host and leads nowhere; so does what names no file.
    """
    path, _, fragment = url.partition("#")
    path = unquote(path.partition("?")[0]).replace("\\", "/").strip()
    if not path.strip("./ ") or path.startswith("//") or len(path) > LONGEST:
        return None
    anchor = f"#{prefix}{quote(unquote(fragment), safe='')}" if fragment else ""
    return f"{BESIDE}{quote(path, safe='/')}{anchor}"


def settle(safe: str, rel: str) -> str:
    """Return sanitised HTML with images shown where they may be, else named."""
    if "<img" not in safe:
        return safe

    def settled(found: re.Match[str]) -> str:
        if found[0].startswith("<img"):
            return _image(found[0], rel, linked=False)
        return IMAGE.sub(lambda image: _image(image[0], rel, linked=True), found[0])

    return ANCHOR_OR_IMAGE.sub(settled, safe)


def alternative(image: str) -> str:
    """Return the words, still escaped, that stand for an image."""
    return str(dict(ATTRIBUTE.findall(image)).get("alt", ""))


def _image(tag: str, rel: str, *, linked: bool) -> str:
    given = dict(ATTRIBUTE.findall(tag))
    source, words = given.get("src", ""), given.get("alt", "").strip()
    source = source.partition("#")[0]
    if source.startswith(BESIDE):
        path = unquote(html.unescape(source.removeprefix(BESIDE)))
        words = words or html.escape(path.rsplit("/", 1)[-1])
        size = "".join(
            f' {side}="{given[side]}"'
            for side in ("width", "height")
            if re.fullmatch(r"[1-9][0-9]{0,3}", given.get(side, ""))
        )
        return (
            f'<img src="{source}" alt="{words}"{size} loading="lazy" decoding="async">'
        )
    if source.startswith(("https://", "http://")) and not linked:
        return f'<a href="{source}" rel="{rel}">{words or "image"}</a>'
    return f'<span class="image">{words}</span>' if words else ""
