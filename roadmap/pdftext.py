"""Text as the PDF writer takes it: safe, with the glyphs that the fonts have."""

from html.parser import HTMLParser
from xml.sax.saxutils import escape, quoteattr

from roadmap.glyphs import runs

_INLINE = {"strong": "b", "b": "b", "em": "i", "i": "i"}
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "td", "th"}


def marked(text: str) -> str:
    """Return markup that shows the text, each run in a font that has its letters."""
    return "".join(
        f'<font face="{font}">{escape(letters)}</font>' if font else escape(letters)
        for font, letters in runs(text)
    )


def safe(text: object) -> str:
    """Return a text as one line of markup that shows it as it stands."""
    return marked(" ".join(str(text).split()))


def link(address: str, text: object) -> str:
    """Return the markup of a link."""
    return f"{_anchor(address)}{safe(text)}</a>"


def _anchor(address: str) -> str:
    return f'<a href={quoteattr(address)} color="#1b4f86">'


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
            self.parts.append(marked(data).replace("\n", "<br/>"))
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
