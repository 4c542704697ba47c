"""AsciiDoc to HTML that is not yet safe: what proposals use of it.

Sections, paragraphs, lists, tables, delimited blocks, admonitions, links, emphasis,
footnotes. Nothing is included and no macro runs: what is not known is shown as it is
written. Every search is bounded, and what follows sanitises.
"""

import html
import re
from typing import Any

from core.markup.asciidoc_words import Words
from core.markup.pieces import bare, code, image, nested

HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.{0,500}?)[ \t]*$")
ATTRIBUTE = re.compile(r":!?([A-Za-z0-9_][\w-]{0,40})!?:(?:[ \t]+(.{0,1000}))?[ \t]*$")
LIST = re.compile(r"\[(?!\[)([^\[\]\n]{0,300})\][ \t]*$")
ANCHOR = re.compile(r"\[\[([^\[\],\n]{1,100})(?:,[^\[\]\n]{0,200})?\]\][ \t]*$")
TITLE = re.compile(r"\.(?![\s.])(.{1,500})$")
DELIMITER = re.compile(
    r"(-{4,80}|\.{4,80}|={4,80}|\*{4,80}|_{4,80}|\+{4,80}|/{4,80}|--|```[\w+-]{0,30}"
    r"|[|,:!]={3,80})[ \t]*$"
)
ITEM = re.compile(
    r"[ \t]{0,20}(\*{1,6}|-|\.{1,6}|\d{1,4}\.|[a-zA-Z]\.|<(?:\d{1,3}|\.)>)[ \t]+(\S.*)$"
)
TERM = re.compile(r"[ \t]{0,20}(\S.{0,300}?)(:{2,4}|;;)(?:[ \t]+(.*))?$")
TASK = re.compile(r"\[([ x*])\][ \t]+")
NOTE = re.compile(r"(NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+(?=\S)")
MACRO = re.compile(
    r"(image|include|toc|video|audio)::([^\s\[\]]{0,500})\[([^\[\]]{0,500})\]\s*$"
)
CELL = re.compile(
    r"(?:^|[ \t])((?:\d{0,2}(?:\.\d{1,2})?[*+])?[<^>.]{0,4}[adehlmsv]?)(?<!\\)\|"
)
DEEPEST = 6
RULES = "=-~^+"
LITERAL, QUIET = ("-", ".", "`", "+"), "/"


def document_html(source: str) -> str:
    """Render a document; the result may hold anything that its author wrote."""
    words = Words()
    reader = Reader(bare(source).split("\n"), words)
    return words.held.back(reader.all() + words.notes())


class Reader:
    """Reads the blocks of some lines, one after another."""

    def __init__(self, lines: list[str], words: Words, depth: int = 0) -> None:
        self._lines = lines
        self._words = words
        self._depth = depth
        self._at = 0

    def all(self) -> str:
        """Return the HTML of all that is left."""
        parts = []
        while self._at < len(self._lines):
            parts.append(self.block())
        return "".join(parts)

    def block(self) -> str:
        """Return the HTML of the next block with what is said above it."""
        said: dict[str, Any] = {"style": [], "id": "", "title": ""}
        while self._at < len(self._lines) and self._above(said):
            self._at += 1
        if self._at >= len(self._lines):
            return ""
        shown = self._content(said)
        anchor = f'<span id="{html.escape(said["id"])}"></span>' if said["id"] else ""
        title = said["title"]
        if title and shown:
            shown = f'<p class="rubric">{self._words.inline(title)}</p>\n{shown}'
        return anchor + shown

    def _above(self, said: dict[str, Any]) -> bool:
        """Take a line that only says something about the block below it."""
        line = self._lines[self._at].rstrip()
        if not line or (line.startswith("//") and not line.startswith("////")):
            return True
        if found := ATTRIBUTE.match(line):
            self._words.attributes[found[1]] = found[2] or ""
        elif found := ANCHOR.match(line):
            said["id"] = found[1]
        elif found := LIST.match(line):
            said["style"] = [part.strip() for part in found[1].split(",")]
            if marked := re.search(r"#([\w-]{1,100})", said["style"][0]):
                said["id"] = marked[1]
        elif found := TITLE.match(line):
            said["title"] = found[1]
        else:
            return False
        return True

    def _content(self, said: dict[str, Any]) -> str:
        line = self._lines[self._at]
        if found := HEADING.match(line):
            self._at += 1
            return self._heading(len(found[1]), found[2], said)
        if level := self._underlined(line):
            self._at += 2
            return self._heading(level, line.strip(), said)
        if found := DELIMITER.match(line):
            return self._delimited(found[1], said["style"])
        if found := MACRO.match(line):
            self._at += 1
            return self._macro(*found.groups())
        if line.rstrip() in ("'''", "---", "***", "<<<"):
            self._at += 1
            return "<hr>\n" if line.strip() != "<<<" else ""
        if ITEM.match(line):
            return self._list()
        if TERM.match(line):
            return self._terms()
        if line.startswith((" ", "\t")) or said["style"][:1] in (
            ["source"],
            ["listing"],
        ):
            return self._literal(said["style"])
        return self._paragraph(said["style"])

    def _underlined(self, line: str) -> int:
        """Return the level of a title with a rule of its length below it, or 0."""
        rule = "".join(self._lines[self._at + 1 : self._at + 2]).rstrip()
        same = bool(rule) and rule == rule[0] * len(rule) and line[:1].isalnum()
        if not same or rule[0] not in RULES or abs(len(rule) - len(line.rstrip())) > 1:
            return 0
        return RULES.index(rule[0]) + 1

    def _heading(self, level: int, title: str, said: dict[str, Any]) -> str:
        identifier = said["id"] or self._words.section_id(title)
        said["id"] = ""
        words = self._words.inline(title)
        return f'<h{level} id="{html.escape(identifier)}">{words}</h{level}>\n'

    def _delimited(self, opener: str, style: list[str]) -> str:
        closer = opener[:3] if opener.startswith("```") else opener
        start = self._at + 1
        end = start
        while end < len(self._lines) and self._lines[end].rstrip() != closer:
            end += 1
        self._at = end + 1
        lines, kind = self._lines[start:end], opener[0]
        if kind == QUIET:
            return ""
        first = style[0].split("%")[0].split(".")[0].lower() if style else ""
        if kind in "|,:!" and opener != "--":
            return self._table(lines, style, plain=kind == "|")
        verbatim = kind in LITERAL and opener != "--"
        if verbatim or first in ("source", "listing", "literal") or self._is_deep():
            language = style[1] if len(style) > 1 and first == "source" else opener[3:]
            return code("\n".join(lines), language if kind == "`" or style else "")
        inner = Reader(lines, self._words, self._depth + 1).all()
        if kind == "_" or first in ("quote", "verse"):
            by = ", ".join(filter(None, style[1:3]))
            by = f'<p class="attribution">{self._words.inline(by)}</p>' if by else ""
            return f"<blockquote>{inner}{by}</blockquote>\n"
        return _boxed(first, inner, aside=kind == "*")

    def _is_deep(self) -> bool:
        return self._depth >= DEEPEST

    def _macro(self, name: str, target: str, words: str) -> str:
        if name == "toc":
            return ""
        if name == "image":
            return f"<p>{image(target, words.split(',')[0].strip(chr(34)))}</p>\n"
        return code(f"{name}::{target}[{words}]")

    def _literal(self, style: list[str]) -> str:
        lines = self._until_blank()
        depth = min(len(line) - len(line.lstrip()) for line in lines)
        language = style[1] if len(style) > 1 else ""
        return code("\n".join(line[depth:] for line in lines), language)

    def _until_blank(self) -> list[str]:
        start = self._at
        while self._at < len(self._lines) and self._lines[self._at].strip():
            self._at += 1
            following = self._lines[self._at : self._at + 1]
            if following and (
                DELIMITER.match(following[0]) or LIST.match(following[0])
            ):
                break
        return self._lines[start : self._at]

    def _paragraph(self, style: list[str]) -> str:
        text = "\n".join(self._until_blank())
        kind = style[0].lower() if style else ""
        if found := NOTE.match(text):
            kind, text = found[1].lower(), text[found.end() :]
        words = f"<p>{self._words.inline(text)}</p>\n"
        if kind in ("quote", "verse"):
            return f"<blockquote>{words}</blockquote>\n"
        return _boxed(kind, words) if kind else words

    def _list(self) -> str:
        items: list[tuple[str, str]] = []
        markers: list[str] = []
        while self._at < len(self._lines):
            found = ITEM.match(self._lines[self._at])
            if not found:
                if not self._skip_to(ITEM):
                    break
                continue
            self._at += 1
            marker = re.sub(r"\w+", "1", found[1])
            if marker in markers:
                del markers[markers.index(marker) + 1 :]
            else:
                markers.append(marker)
            signs = "".join("*" if sign[0] in "*-" else "#" for sign in markers)
            items.append((signs, self._item(found[2])))
        return nested(items)

    def _terms(self) -> str:
        items: list[tuple[str, str]] = []
        while self._at < len(self._lines):
            found = TERM.match(self._lines[self._at])
            if not found:
                if not self._skip_to(TERM):
                    break
                continue
            self._at += 1
            items.append((";", self._words.inline(found[1])))
            text = found[3] or ""
            while not text and self._at < len(self._lines):
                if self._lines[self._at].strip():
                    break
                self._at += 1
            inner = self._list_below() if not text else ""
            items.append((":", inner or self._item(text)))
        return nested(items)

    def _list_below(self) -> str:
        """Return the list that stands where a term's text should."""
        line = self._lines[self._at] if self._at < len(self._lines) else ""
        return self._list() if ITEM.match(line) else ""

    def _skip_to(self, kind: re.Pattern[str]) -> bool:
        """Go over blank lines to the next item of the same list, if one follows."""
        at = self._at
        while at < len(self._lines) and not self._lines[at].strip():
            at += 1
        if at == self._at or at >= len(self._lines) or not kind.match(self._lines[at]):
            return False
        self._at = at
        return True

    def _item(self, first: str) -> str:
        """Return an item's words, the lines that go on, and the blocks joined to it."""
        words = [first]
        blocks: list[str] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.strip() == "+" and not self._is_deep():
                self._at += 1
                self._depth += 1
                blocks.append(self.block())
                self._depth -= 1
            elif (
                not line.strip()
                or blocks
                or ITEM.match(line)
                or TERM.match(line)
                or DELIMITER.match(line)
                or LIST.match(line)
            ):
                break
            else:
                words.append(line.strip())
                self._at += 1
        text = "\n".join(words)
        if found := TASK.match(text):
            text = f"{'☐' if found[1] == ' ' else '☑'} {text[found.end() :]}"
        return self._words.inline(text) + "".join(blocks)

    def _table(self, lines: list[str], style: list[str], *, plain: bool) -> str:
        if not plain:
            return code("\n".join(lines))
        said = ",".join(style)
        cells: list[tuple[str, str]] = []
        first = 0
        for line in lines:
            marks = list(CELL.finditer(line))
            start = marks[0].start() if marks else len(line)
            if cells and line[:start].strip():
                kind, words = cells[-1]
                cells[-1] = (kind, f"{words}\n{line[:start]}")
            elif cells and not line.strip():
                cells[-1] = (cells[-1][0], f"{cells[-1][1]}\n")
            ends = [mark.start() for mark in marks[1:]] + [len(line)] * bool(marks)
            cells += [
                (mark[1], line[mark.end() : end])
                for mark, end in zip(marks, ends, strict=True)
            ]
            first = first or len(marks)
        columns = _columns(said) or first or 1
        rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
        titled = "header" in said or (
            len(lines) > 1 and bool(lines[0].strip()) and not lines[1].strip()
        )
        shown = ""
        for at, row in enumerate(rows):
            inner = "".join(self._cell(cell, head=titled and not at) for cell in row)
            shown += f"<tr>{inner}</tr>"
        return f"<table><tbody>{shown}</tbody></table>\n"

    def _cell(self, cell: tuple[str, str], *, head: bool) -> str:
        kind, text = cell
        tag = "th" if head or kind.endswith("h") else "td"
        text = text.replace("\\|", "|").strip()
        if kind.endswith("a") and not self._is_deep():
            inner = Reader(text.split("\n"), self._words, self._depth + 1).all()
        else:
            parts = re.split(r"\n[ \t]*\n", text)
            inner = "<br><br>".join(self._words.inline(part) for part in parts)
        return f"<{tag}>{inner}</{tag}>"


def _columns(said: str) -> int:
    """Return how many columns a table's attributes speak of."""
    if not (found := re.search(r'cols\s*=\s*"?([^"\]]{1,200})', said)):
        return 0
    words = found[1]
    if repeated := re.match(r"\s*(\d{1,2})\*", words):
        return int(repeated[1])
    return min(40, len(re.split(r"[,;]", words.split('"')[0])))


def _boxed(kind: str, inner: str, *, aside: bool = False) -> str:
    """Return an admonition, or what stands aside."""
    if kind in ("note", "tip", "important", "warning", "caution"):
        title = f'<p class="admonition-title">{kind.capitalize()}</p>'
        return f'<aside class="admonition {kind}">{title}{inner}</aside>\n'
    return f'<aside class="topic">{inner}</aside>\n' if aside else inner
