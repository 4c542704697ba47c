"""What the converters of lesser markups share: pieces held back, code, lists."""

import html
import re

from core.markup.highlight import highlight

MARK = re.compile("\x02(\\d{1,7})\x03")
TAGS = {"*": ("ul", "li"), "#": ("ol", "li"), ";": ("dl", "dt"), ":": ("dl", "dd")}
DEEPEST = 12


class Held:
    """Finished HTML kept out of what is still to be read; a mark stands for it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def put(self, piece: str) -> str:
        """Keep a piece and return its mark."""
        self._pieces.append(piece)
        return f"\x02{len(self._pieces) - 1}\x03"

    def back(self, text: str) -> str:
        """Return the text with every piece in its place, also those inside others."""
        for _ in range(DEEPEST):
            if "\x02" not in text:
                break
            text = MARK.sub(self._piece, text)
        return text

    def _piece(self, mark: re.Match[str]) -> str:
        number = int(mark[1])
        return self._pieces[number] if number < len(self._pieces) else ""


def bare(source: str) -> str:
    """Return a source without the signs that marks are made of."""
    return source.replace("\x02", "\ufffd").replace("\x03", "\ufffd")


def code(text: str, language: str = "") -> str:
    """Return a block of code."""
    coloured = highlight(text.strip("\n"), language)
    return f'<pre class="highlight"><code>{coloured}</code></pre>\n'


def image(address: str, words: str) -> str:
    """Name an image; ``pictures`` decides whether it is shown."""
    text = words.strip() or address.rsplit("/", 1)[-1]
    return f'<img src="{html.escape(address)}" alt="{html.escape(text)}">'


def nested(items: list[tuple[str, str]]) -> str:
    """Return lists in lists: each item with the signs of the lists it is in."""
    parts: list[str] = []
    now = ""
    for signs, words in items:
        signs = signs[:DEEPEST]
        same = _common(now, signs)
        parts += [_close(sign) for sign in reversed(now[same:])]
        if same == len(signs):
            last, before = signs[-1], now[same - 1]
            parts.append(f"</{TAGS[before][1]}><{TAGS[last][1]}>")
        else:
            parts += [f"<{TAGS[sign][0]}><{TAGS[sign][1]}>" for sign in signs[same:]]
        parts.append(words)
        now = signs
    parts += [_close(sign) for sign in reversed(now)]
    return "".join(parts) + "\n"


def _common(one: str, other: str) -> int:
    """Return how many of the outer lists go on; terms and their texts share one."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if TAGS[a][0] != TAGS[b][0]:
            break
        count += 1
    return count


def _close(sign: str) -> str:
    outer, inner = TAGS[sign]
    return f"</{inner}></{outer}>"
