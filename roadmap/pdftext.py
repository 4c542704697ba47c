"""Text as the PDF writer takes it: safe, with the glyphs that the fonts have."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).parent / "fonts"
ROMAN, BOLD, ITALIC = "Roadmap", "Roadmap-Bold", "Roadmap-Italic"
_FILES = {
    ROMAN: "DejaVuSerifCondensed.ttf",
    BOLD: "DejaVuSerifCondensed-Bold.ttf",
    ITALIC: "DejaVuSerifCondensed-Italic.ttf",
}
_MISSING = "\u25a1"
_INLINE = {"strong": "b", "b": "b", "em": "i", "i": "i"}
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "td", "th"}


@cache
def load_fonts() -> frozenset[int]:
    """Make the fonts known; return the characters that all of them can show."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    pdfmetrics.registerFontFamily(
        ROMAN, normal=ROMAN, bold=BOLD, italic=ITALIC, boldItalic=BOLD
    )
    glyphs = [set(pdfmetrics.getFont(name).face.charToGlyph) for name in _FILES]
    return frozenset(set.intersection(*glyphs))


def shown(text: str) -> str:
    """Return the text with a box for every character that no font here has."""
    known = load_fonts()
    return "".join(
        c if ord(c) in known or c == "\n" else _MISSING for c in text if c != "\r"
    )


def safe(text: object) -> str:
    """Return a text as one line of markup that shows it as it stands."""
    return escape(shown(" ".join(str(text).split())))


def link(address: str, text: object) -> str:
    """Return the markup of a link."""
    return f"{_anchor(address)}{safe(text)}</a>"


def _anchor(address: str) -> str:
    return f'<a href={quoteattr(shown(address))} color="#1b4f86">'


def paragraphs(html: str) -> list[tuple[str, str]]:
    """Return safe HTML as (block, markup): what a paragraph of the PDF can hold."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.block = "p"
        self.parts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
            self.block = tag
        elif tag in _INLINE:
            self._start(f"<{_INLINE[tag]}>", _INLINE[tag])
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            is_web = address.startswith(("https://", "http://", "mailto:"))
            if is_web:
                self._start(_anchor(address), "a")
            else:
                self._start("<u>", "u")
        elif tag == "br":
            self.parts.append("<br/>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
            return
        name = _INLINE.get(tag, tag)
        if tag == "a" and self.open and self.open[-1] == "u":
            name = "u"
        if name in self.open:
            while self.open:
                last = self.open.pop()
                self.parts.append(f"</{last}>")
                if last == name:
                    break

    def handle_data(self, data: str) -> None:
        if self.block == "pre":
            self.parts.append(escape(shown(data)).replace("\n", "<br/>"))
        else:
            lead = " " if data[:1].isspace() else ""
            tail = " " if data[-1:].isspace() and data.strip() else ""
            self.parts.append(f"{lead}{safe(data)}{tail}")

    def end_block(self) -> None:
        while self.open:
            self.parts.append(f"</{self.open.pop()}>")
        text = "".join(self.parts).strip()
        if text:
            self.found.append((self.block, text))
        self.block, self.parts = "p", []

    def _start(self, markup: str, name: str) -> None:
        self.parts.append(markup)
        self.open.append(name)
