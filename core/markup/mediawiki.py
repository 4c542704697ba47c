"""MediaWiki's markup to HTML that is not yet safe: what proposals use of it.

Headings, paragraphs, lists, tables, code, links, emphasis, footnotes. Templates are
shown as they are written. Every search is bounded, and what follows sanitises.
"""

import html
import re

from core.markup.pieces import Held, bare, code, image, nested

HEADING = re.compile(r"(={1,6})[ \t]*([^=\n].{0,500}?)[ \t]*\1[ \t]*$")
ITEM = re.compile(r"([*#;:]{1,40})[ \t]*(.*)$")
RULE = re.compile(r"-{4,}[ \t]*$")
ALONE = re.compile("\x02\\d+\x03[ \t]*$")
SWITCH = re.compile(r"__[A-Z]{3,20}__")
VERBATIM = re.compile(
    r"<!--|<(pre|source|syntaxhighlight|nowiki|code|tt|math|ref)\b([^<>]{0,300})>",
    re.IGNORECASE,
)
LANGUAGE = re.compile(r"""\blang\s*=\s*["']?([\w+-]{1,30})""")
NAME = re.compile(r"""\bname\s*=\s*["']?([^"'/>]{1,80})""")
HTML = (
    "b|big|blockquote|br|caption|center|cite|code|dd|del|details|div|dl|dt|em|font|h[1-6]"
    "|hr|i|img|ins|kbd|li|ol|p|q|s|samp|small|span|strike|strong|sub|summary|sup|table"
    "|tbody|td|tfoot|th|thead|tr|tt|u|ul|var"
)
STRAY = re.compile(rf"<(?!/?(?:{HTML})(?:[\s/>]|$))", re.IGNORECASE)
BLOCK = re.compile(
    r"</?(?:blockquote|center|d[dlt]|details|div|h[1-6r]|li|ol|p|summary|table|tbody|td"
    r"|th|thead|tr|ul)\b",
    re.IGNORECASE,
)
TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9]{0,12}\s[^<>\x02]{1,1000}>")
NOTES = re.compile(r"<references\b[^<>]{0,100}/?>(?:</references>)?", re.IGNORECASE)
INNER = re.compile(r"\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]]{0,500}))?\]\]")
OUTER = re.compile(
    r"\[((?:https?://|mailto:)[^\s\[\]<>\"\x02]{1,1000})(?:[ \t]+([^\[\]\n]{1,500}))?\]"
)
PLAIN = re.compile(r"https?://[^\s\[\]<>\"|\x02]{1,1000}[^\s\[\]<>\"|\x02.,;:!?)']")
STRONG = re.compile(r"'''([^'].{0,2000}?)'''", re.DOTALL)
LIGHT = re.compile(r"''([^'].{0,2000}?)''", re.DOTALL)
ATTRIBUTES = re.compile(
    r"""\s*(?:[\w-]{1,20}\s*=\s*(?:"[^"]{0,200}"|[^\s"|]{1,100})\s*)+$"""
)
FILES = ("file:", "image:")
FILE = re.compile(r"[\w./-]{1,200}\.[a-z]{1,10}(?:#[^\s\"<>]{0,100})?")
NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")
DEEPEST = 4


def document_html(source: str) -> str:
    """Render a document; the result may hold anything that its author wrote."""
    reader = _Reader()
    lines = NOTES.sub("\n\x04\n", reader.hold(bare(source))).split("\n")
    shown = reader.blocks(lines)
    notes = reader.notes()
    shown = shown.replace("\x04", notes, 1) if "\x04" in shown else shown + notes
    return reader.held.back(shown.replace("\x04", ""))


class _Reader:
    """One document: its code held back, its footnotes collected."""

    def __init__(self) -> None:
        self.held = Held()
        self._notes: list[str] = []
        self._named: dict[str, int] = {}

    def hold(self, text: str) -> str:
        """Return the text with what is not to be read in it held back."""
        lower, parts, at = text.lower(), [], 0
        missing: set[str] = set()
        while found := VERBATIM.search(text, at):
            name = (found[1] or "").lower()
            closing = f"</{name}>" if name else "-->"
            empty = found[0].endswith("/>")
            end = found.end() if empty else -1
            if not empty and name not in missing:
                end = lower.find(closing, found.end())
            if end < 0:
                missing.add(name)
                parts.append(text[at : found.end()])
                at = found.end()
                continue
            parts += (
                text[at : found.start()],
                self._kept(found, text[found.end() : end]),
            )
            at = end if empty else end + len(closing)
        return "".join((*parts, text[at:]))

    def _kept(self, found: re.Match[str], inside: str) -> str:
        """Return the mark for what stands between two tags."""
        name = (found[1] or "").lower()
        if not name:
            return ""
        if name == "ref":
            return self._note(found[2], inside)
        inside = re.sub(r"</?nowiki\s*/?>", "", inside, flags=re.IGNORECASE)
        words = html.unescape(inside)
        if name == "nowiki":
            return self.held.put(html.escape(words))
        if name == "math":
            return self.held.put(f'<span class="math">{html.escape(words)}</span>')
        if "\n" in words.strip("\n") or name in ("pre", "source", "syntaxhighlight"):
            language = LANGUAGE.search(found[2])
            block = self.held.put(code(words, language[1] if language else ""))
            return f"\n{block}\n" if "\n" in inside else block
        return self.held.put(f"<code>{html.escape(words)}</code>")

    def _note(self, attributes: str, inside: str) -> str:
        """Return the mark of a footnote, one for all that have its name."""
        named = NAME.search(attributes)
        name = named[1].strip() if named else ""
        number = self._named.get(name, 0) if name else 0
        if not number:
            self._notes.append("")
            number = len(self._notes)
            if name:
                self._named[name] = number
        if inside.strip():
            self._notes[number - 1] = inside
        link = f'<a href="#note-{number}">{number}</a>'
        return self.held.put(f'<sup class="footnote-ref">{link}</sup>')

    def notes(self) -> str:
        """Return the list of the footnotes."""
        if not self._notes:
            return ""
        items = [
            f'<li class="footnote" id="note-{number}">{self.inline(words)}</li>'
            for number, words in enumerate(self._notes, start=1)
        ]
        return f'<ol class="footnotes">{"".join(items)}</ol>'

    def blocks(self, lines: list[str], depth: int = 0) -> str:
        """Return the HTML of lines."""
        parts: list[str] = []
        words: list[str] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            taken, block = self._block(lines, at, depth)
            if not taken and line.strip():
                words.append(line)
                at += 1
                continue
            if words:
                parts.append(f"<p>{self.inline(chr(10).join(words))}</p>\n")
                words = []
            parts.append(block)
            at += taken or 1
        if words:
            parts.append(f"<p>{self.inline(chr(10).join(words))}</p>\n")
        return "".join(parts)

    def _block(self, lines: list[str], at: int, depth: int) -> tuple[int, str]:
        """Return how many lines a block takes that begins here, and its HTML."""
        line = lines[at]
        if found := HEADING.match(line):
            level = len(found[1])
            return 1, f"<h{level}>{self.inline(found[2])}</h{level}>\n"
        if ITEM.match(line):
            return self._list(lines, at)
        if line.lstrip(" :").startswith("{|") and depth < DEEPEST:
            return self._table(lines, at, depth)
        if RULE.match(line):
            return 1, "<hr>\n"
        if ALONE.match(line) or line == "\x04" or BLOCK.match(line.lstrip()):
            return 1, self.inline(line) + "\n"
        if line.startswith(" ") and line.strip():
            return self._indented(lines, at)
        return 0, ""

    def _list(self, lines: list[str], at: int) -> tuple[int, str]:
        items: list[tuple[str, str]] = []
        start = at
        while at < len(lines):
            found = ITEM.match(lines[at])
            if not found:
                if not (items and ALONE.match(lines[at])):
                    break
                signs, words = items[-1]
                items[-1] = (signs, words + lines[at])
            elif found[1].endswith(";") and " : " in found[2]:
                term, _, text = found[2].partition(" : ")
                items.append((found[1], self.inline(term)))
                items.append((f"{found[1][:-1]}:", self.inline(text)))
            else:
                items.append((found[1], self.inline(found[2])))
            at += 1
        return at - start, nested(items)

    def _indented(self, lines: list[str], at: int) -> tuple[int, str]:
        end = at
        while end < len(lines) and lines[end].startswith(" ") and lines[end].strip():
            end += 1
        text = "\n".join(self.inline(line[1:]) for line in lines[at:end])
        return end - at, f'<pre class="literal">{text}</pre>\n'

    def _table(self, lines: list[str], at: int, depth: int) -> tuple[int, str]:
        start, inner = at, 0
        rows: list[list[tuple[str, list[str]]]] = [[]]
        caption = ""
        for at in range(start + 1, len(lines)):
            line = lines[at].strip()
            if inner or line.startswith("{|"):
                inner += line.startswith("{|") - line.startswith("|}")
                if rows[-1]:
                    rows[-1][-1][1].append(lines[at])
            elif line.startswith("|}"):
                break
            elif line.startswith("|-"):
                rows.append([])
            elif line.startswith("|+"):
                caption = f"<caption>{self.inline(line[2:].strip())}</caption>"
            elif line.startswith(("|", "!")):
                rows[-1] += _cells(line)
            elif rows[-1]:
                rows[-1][-1][1].append(lines[at])
        shown = "".join(
            f"<tr>{''.join(self._cell(*cell, depth) for cell in row)}</tr>"
            for row in rows
            if row
        )
        return at - start + 1, f"<table>{caption}<tbody>{shown}</tbody></table>\n"

    def _cell(self, tag: str, lines: list[str], depth: int) -> str:
        attributes, separator, rest = lines[0].partition("|")
        kept = ""
        if separator and ATTRIBUTES.match(attributes):
            lines = [rest, *lines[1:]]
            kept = "".join(
                f' {name}="{number}"'
                for name, number in re.findall(
                    r'\b(colspan|rowspan)\s*=\s*"?(\d{1,3})', attributes
                )
            )
        if len(lines) == 1:
            return f"<{tag}{kept}>{self.inline(lines[0].strip())}</{tag}>"
        return f"<{tag}{kept}>{self.blocks(lines, depth + 1)}</{tag}>"

    def inline(self, text: str) -> str:
        """Return the HTML of words."""
        text = STRAY.sub("&lt;", SWITCH.sub("", text))
        text = TAG.sub(lambda tag: self.held.put(tag[0]), text)
        text = INNER.sub(self._inner, text)
        text = OUTER.sub(self._outer, text)
        text = PLAIN.sub(self._plain, text)
        text = STRONG.sub(r"<strong>\1</strong>", text)
        return LIGHT.sub(r"<em>\1</em>", text)

    def _inner(self, link: re.Match[str]) -> str:
        """Link into the text or to a file; a wiki's page is only its words."""
        target, words = link[1].strip(), (link[2] or link[1]).strip().lstrip(":")
        if target.lower().startswith(FILES):
            return self.held.put(image(target.partition(":")[2], words.split("|")[-1]))
        if target.startswith(("https://", "http://")):
            return f"{self._opened(html.escape(target))}{words}</a>"
        if target.startswith("#"):
            slug = NOT_IN_A_SLUG.sub("", target[1:].replace("_", " ").lower())
            address = html.escape(slug.replace(" ", "-"))
            return f"{self._opened('#' + address)}{words.lstrip('#')}</a>"
        if FILE.fullmatch(target):
            return f"{self._opened(html.escape(target))}{words}</a>"
        return words

    def _outer(self, link: re.Match[str]) -> str:
        words = link[2] or html.escape(link[1])
        return f"{self._opened(html.escape(link[1]))}{words}</a>"

    def _opened(self, address: str) -> str:
        return self.held.put(f'<a href="{address}">')

    def _plain(self, link: re.Match[str]) -> str:
        address = html.escape(html.unescape(link[0]))
        return self.held.put(f'<a href="{address}">{address}</a>')


def _cells(line: str) -> list[tuple[str, list[str]]]:
    """Return the cells of a table's line, each with its element's name."""
    tag = "th" if line.startswith("!") else "td"
    parts = re.split(r"\|\||!!" if tag == "th" else r"\|\|", line[1:])
    return [(tag, [part]) for part in parts]
