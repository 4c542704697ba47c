"""Which font has which letter; a letter that none has is told by its code point."""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from roadmap.rtl import visual

FONTS = Path(__file__).parent / "fonts"
ROMAN, BOLD, ITALIC = "Roadmap", "Roadmap-Bold", "Roadmap-Italic"
_FILES = {
    ROMAN: "DejaVuSerifCondensed.ttf",
    BOLD: "DejaVuSerifCondensed-Bold.ttf",
    ITALIC: "DejaVuSerifCondensed-Italic.ttf",
}
_MORE = {
    "Roadmap-More": "DejaVuSansCondensed.ttf",  # Arabic, Hebrew, signs
    "Roadmap-Han": "DroidSansFallback.ttf",  # Chinese, Japanese
}


@cache
def load_fonts() -> frozenset[int]:
    """Make the fonts known; return the characters that all the main ones can show."""
    known = [_load(name, file) for name, file in _FILES.items()]
    pdfmetrics.registerFontFamily(
        ROMAN, normal=ROMAN, bold=BOLD, italic=ITALIC, boldItalic=BOLD
    )
    return frozenset(set.intersection(*map(set, known)))


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the text in runs of one font each; no name for the paragraph's own."""
    text = visual("".join(c for c in text if c != "\r"))
    known = load_fonts()
    if all(ord(c) in known or c == "\n" for c in text):
        yield "", text
        return
    told = ((_font_of(c), c) for c in text)
    for font, members in groupby(told, key=lambda each: each[0]):
        letters = "".join(letter for _, letter in members)
        if font is None:
            yield "", f"[{' '.join(f'U+{ord(c):04X}' for c in letters)}]"
        else:
            yield font, letters


def _font_of(letter: str) -> str | None:
    code = ord(letter)
    if code in load_fonts() or letter == "\n":
        return ""
    return next((name for name in _MORE if code in _loaded(name)), None)


@cache
def _loaded(name: str) -> frozenset[int]:
    """Load one of the further fonts, which take their time, when a letter asks."""
    return frozenset(_load(name, _MORE[name]))


def _load(name: str, file: str) -> dict[int, int]:
    pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    glyphs: dict[int, int] = pdfmetrics.getFont(name).face.charToGlyph
    return glyphs
