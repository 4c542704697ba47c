"""The words of AsciiDoc: emphasis, code, links, footnotes, attributes."""

import html
import re

from core.markup.pieces import Held, image

PASSED = re.compile(
    r"(?:pass:[a-z,]{0,10}\[([^\]]{0,1000})\]|\+\+\+(.{1,1000}?)\+\+\+|(?<![\w+`])\+(\S[^+\n]{0,500}?)\+(?![\w+`]))"
)
CODE = re.compile(
    r"(?<![\w`\\])(`{1,2})(?=[^\s`])([^`\n]{1,1000}(?:\n[^`\n]{1,1000})?)\1(?!`)"
)
LINK = re.compile(
    r"(?<![\w\"])(?:link:(?:\+\+)?)?((?:https?://|mailto:)[^\s\[\]<>\x02+]{1,1000})(?:\+\+)?"
    r"\[([^\[\]]{0,500})\]"
)
LOCAL = re.compile(r"(?<!\w)link:([^\s\[\]\x02]{1,500})\[([^\[\]]{0,500})\]")
PLAIN = re.compile(
    r"(?:&lt;)?(?<![\w/\"])(https?://(?:(?!&gt;)[^\s\[\]<>\"\x02]){1,1000}?)"
    r"(?=&gt;|[.,;:!?)]{0,3}(?:[\s\[\]<>\"\x02]|$))(?:&gt;)?"
)
CROSS = re.compile(r"&lt;&lt;#?([^&,\n]{1,200})(?:,[ \t]*([^&\n]{1,500}?))?&gt;&gt;")
XREF = re.compile(r"(?<!\w)xref:#?([^\s\[\]]{1,300})\[([^\[\]]{0,500})\]")
FOOTNOTE = re.compile(r"footnote(?:ref)?:([\w-]{0,40})\[([^\[\]]{0,2000})\]")
IMAGE = re.compile(r"(?<!\w)image:(?!:)([^\s\[\]]{1,500})\[([^\[\]]{0,300})\]")
KEYS = re.compile(r"(?<!\w)(?:kbd|btn|stem|asciimath):\[([^\[\]]{0,500})\]")
MATH = re.compile(r"(?<!\w)latexmath:\[\$?([^\[\]]{0,500}?)\$?\]")
ANCHOR = re.compile(r"\[\[([^\[\],\n]{1,100})(?:,[^\[\]\n]{0,100})?\]\]")
VALUE = re.compile(r"\{([A-Za-z0-9_][\w-]{0,40})\}")
BREAK = re.compile(r" \+$", re.MULTILINE)
QUOTED = (
    (re.compile(r"\*\*(?=\S)(.{1,1000}?)\*\*"), "strong"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,1000}?)(?<=\S)\*(?![\w*])"), "strong"),
    (re.compile(r"__(?=\S)(.{1,1000}?)__"), "em"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^_]{1,1000}?)(?<=\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w#&])#(?=[^\s#])([^#]{1,500}?)(?<=\S)#(?![\w#])"), "mark"),
    (re.compile(r"\^([^\s^]{1,200})\^"), "sup"),
    (re.compile(r"(?<![\w~])~([^\s~]{1,200})~"), "sub"),
)
GIVEN = {"nbsp": "\xa0", "sp": " ", "empty": "", "plus": "+", "blank": "", "amp": "&"}
NOT_IN_A_SLUG = re.compile(r"[^\w\- .]")
MOST_WORDS = 100_000
VALUES_IN_VALUES = 3


class Words:
    """The words of one document: its attributes, what is held back, its footnotes."""

    def __init__(self) -> None:
        self.held = Held()
        self.attributes: dict[str, str] = dict(GIVEN)
        self._notes: list[str] = []

    def inline(self, text: str) -> str:
        """Return the HTML of words."""
        text = text[:MOST_WORDS]
        for _ in range(VALUES_IN_VALUES):
            text = VALUE.sub(self._value, text)[:MOST_WORDS]
        text = html.escape(text, quote=False)
        text = CODE.sub(self._code, text)
        text = PASSED.sub(self._passed, text)
        return self._linked(FOOTNOTE.sub(self._footnote, text))

    def _linked(self, text: str) -> str:
        """Return words, escaped and without code, with links and emphasis."""
        text = IMAGE.sub(lambda f: self.held.put(image(f[1], f[2].split(",")[0])), text)
        text = KEYS.sub(lambda f: self.held.put(f"<code>{f[1]}</code>"), text)
        text = MATH.sub(
            lambda f: self.held.put(f'<span class="math">{f[1]}</span>'), text
        )
        text = LINK.sub(lambda f: self._link(f[1], f[2] or f[1]), text)
        text = LOCAL.sub(lambda f: self._link(f[1], f[2] or f[1]), text)
        for pattern in (CROSS, XREF):
            text = pattern.sub(self._cross, text)
        text = PLAIN.sub(lambda f: self._link(f[1], f[1]), text)
        text = ANCHOR.sub(
            lambda f: self.held.put(f'<span id="{html.escape(f[1])}"></span>'), text
        )
        for pattern, tag in QUOTED:
            text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
        return BREAK.sub("<br>", text)

    def section_id(self, title: str) -> str:
        """Return the id that AsciiDoc makes of a section's title."""
        slug = NOT_IN_A_SLUG.sub("", title.lower())
        return "_" + re.sub(r"[ .-]+", "_", slug).strip("_")[:100]

    def notes(self) -> str:
        """Return the list of the footnotes."""
        items = [
            f'<li class="footnote" id="note-{number}">{self._linked(words)}</li>'
            for number, words in enumerate(self._notes, start=1)
        ]
        return f'<ol class="footnotes">{"".join(items)}</ol>' if items else ""

    def _value(self, found: re.Match[str]) -> str:
        return self.attributes.get(found[1], found[0])

    def _code(self, found: re.Match[str]) -> str:
        words = found[2].removeprefix("+").removesuffix("+")
        return self.held.put(f"<code>{words}</code>")

    def _passed(self, found: re.Match[str]) -> str:
        return self.held.put(found[1] or found[2] or found[3] or "")

    def _link(self, address: str, words: str) -> str:
        words = words.removesuffix("^").split(",window=")[0].strip('"')
        opened = self.held.put(f'<a href="{address.replace(chr(34), "%22")}">')
        return f"{opened}{self.held.put(words) if words == address else words}</a>"

    def _cross(self, found: re.Match[str]) -> str:
        target = found[1].strip()
        words = found[2] or target.lstrip("_").replace("_", " ")
        if "/" in target or ".adoc" in target:
            return self._link(target, words)
        name = self.section_id(target) if " " in target else target
        return f"{self.held.put(f'<a href={chr(34)}#{name}{chr(34)}>')}{words}</a>"

    def _footnote(self, found: re.Match[str]) -> str:
        if found[2]:
            self._notes.append(found[2])
        number = len(self._notes)
        link = f'<a href="#note-{number}">{number}</a>'
        return self.held.put(f'<sup class="footnote-ref">{link}</sup>')
