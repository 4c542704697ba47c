"""XML documents, XEPs and xml2rfc, to HTML that is not yet safe.

No entity is ever resolved: its name is shown, and one that nothing can define as it
is written. What is not known shows its words.
"""

import html
import re
from xml.parsers import expat

from core.markup.highlight import highlight
from core.markup.pieces import image

SAME = {
    *("p", "ul", "ol", "li", "dl", "dt", "dd", "em", "strong", "cite", "table", "tr"),
    *("th", "td", "caption", "blockquote", "thead", "tbody", "sup", "sub", "aside"),
}
AS = {"tt": "code", "spanx": "em", "bcp14": "strong", "ttcol": "th", "c": "td"}
CAPTIONS = {"figure": "p", "table": "caption"}
CODE = {"example", "code", "artwork", "sourcecode", "pre"}
SECTIONS = re.compile(r"section[1-6]?|abstract|references|note")
QUIET = {
    *("title", "author", "legal", "revision", "number", "status", "type", "sig"),
    *("approver", "dependencies", "supersedes", "supersededby", "shortname", "date"),
    *("area", "workgroup", "keyword", "schemaloc", "registry", "discuss", "tags"),
    *("council", "seriesInfo", "organization", "address", "lastcall", "interim"),
}
XEP = re.compile(r"(xep|rfc)-?0*(\d{1,5})", re.IGNORECASE)
DEEPEST = 60
MOST_NAMED = 8
SPACE = re.compile(r"\s+")


def document_html(source: str) -> tuple[str, str]:
    """Return the body's HTML and a notice of what could not be read, or ``""``."""
    converter = _Converter()
    try:
        converter.run(source)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        notice = f"This is not XML from line {error.lineno} on: {words}."
        return converter.html(), notice
    return converter.html(), converter.notice()


class _Converter:
    """Follows the elements and writes what stands for them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._stack: list[str] = []
        self._level = 1
        self._quiet = 0
        self._code: list[str] | None = None
        self._kept: list[str] = []
        self._lists: list[str] = []
        self._language = ""
        self._columns = self._cells = 0
        self._is_defined = False
        self._undefined: dict[str, None] = {}

    def html(self) -> str:
        """Return what was written up to now."""
        return "".join(self._parts)

    def notice(self) -> str:
        """Return which entities are defined nowhere, or ``""``."""
        names = " ".join(f"&{name};" for name in list(self._undefined)[:MOST_NAMED])
        return f"These entities are defined nowhere: {names}" if names else ""

    def run(self, source: str) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.UseForeignDTD(True)  # so that an undefined entity does not end the text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.DefaultHandler = self._other  # which keeps entities unexpanded
        parser.ExternalEntityRefHandler = lambda *_: 1
        parser.SkippedEntityHandler = self._skipped
        parser.buffer_text = True
        parser.Parse(source.encode("utf-8", "replace"), True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._stack.append(name)
        if len(self._stack) > DEEPEST:
            raise RecursionError
        if self._quiet or self._is_quiet(name):
            self._quiet += 1
        elif self._code is None:
            self._open(name, attributes)

    def _is_quiet(self, name: str) -> bool:
        """Whether the header says it, so that the text need not."""
        if "reference" in self._stack[:-1]:
            return name in ("author", "date", "organization", "address", "abstract")
        inside = set(self._stack[:-1]) & {"header", "front"}
        return bool(inside) and "abstract" not in self._stack and name in QUIET

    def _is_header(self) -> bool:
        """Whether words that stand here are the header's."""
        inside = set(self._stack) & {"header", "front"}
        return bool(inside) and not set(self._stack) & {"abstract", "reference"}

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        if SECTIONS.fullmatch(name) and not (
            name == "note" and "title" not in attributes
        ):
            self._section(name, attributes)
        elif name in CODE:
            self._code = []
            self._language = attributes.get("class") or attributes.get("type") or ""
            caption = attributes.get("caption") or attributes.get("title")
            if caption:
                self._write(f'<p class="rubric">{html.escape(caption)}</p>')
        elif name == "figure" and attributes.get("title"):
            self._write(f'<p class="rubric">{html.escape(attributes["title"])}</p>')
        elif name in ("link", "eref"):
            address = attributes.get("url") or attributes.get("target") or ""
            self._write(f'<a href="{html.escape(address)}">')
        elif name in ("xref", "relref"):
            target = attributes.get("target", "")
            self._write(f'<a href="#{html.escape(target)}">')
            self._kept.append(target)
        elif name == "img":
            self._write(image(attributes.get("src", ""), attributes.get("alt", "")))
        elif name == "note":
            self._write(" (")
        elif name == "reference":
            anchor = html.escape(attributes.get("anchor", ""))
            self._write(f'<p id="{anchor}">[{anchor}] ')
        elif name == "seriesInfo":
            said = f"{attributes.get('name', '')} {attributes.get('value', '')}"
            while self._parts and not self._parts[-1].strip():
                self._parts.pop()
            self._write(f", {html.escape(said.strip())}")
        elif name in ("list", "t", "texttable", "ttcol", "c"):
            self._old(name, attributes)
        elif tag := self._tag(name):
            self._write(f"<{tag}{_spans(attributes)}>")

    def _section(self, name: str, attributes: dict[str, str]) -> None:
        self._level += 1
        title = attributes.get("topic") or attributes.get("title") or ""
        title = title or {"abstract": "Abstract", "references": "References"}.get(
            name, ""
        )
        if title:
            anchor = attributes.get("anchor", "")
            given = f' id="{html.escape(anchor)}"' if anchor else ""
            level = min(self._level, 6)
            self._write(f"<h{level}{given}>{html.escape(title)}</h{level}>\n")

    def _old(self, name: str, attributes: dict[str, str]) -> None:
        """Open what the second version of xml2rfc has: lists of paragraphs."""
        if name == "list":
            style = attributes.get("style", "")
            ordered = style.startswith(("numbers", "letters", "format"))
            self._lists.append("ol" if ordered else "ul")
            self._write(f"<{self._lists[-1]}>")
        elif name == "t":
            self._write("<li>" if self._in_list() else "<p>")
            if hanging := attributes.get("hangText"):
                self._write(f"<strong>{html.escape(hanging)}</strong> ")
        elif name == "texttable":
            self._columns = self._cells = 0
            title = html.escape(attributes.get("title", ""))
            caption = f"<caption>{title}</caption>" if title else ""
            self._write(f"<table>{caption}<tbody><tr>")
        elif name == "ttcol":
            self._columns += 1
            self._write("<th>")
        else:
            if self._columns and self._cells % self._columns == 0:
                self._write("</tr><tr>")
            self._cells += 1
            self._write("<td>")

    def _in_list(self) -> bool:
        return len(self._stack) > 1 and self._stack[-2] == "list"

    def _tag(self, name: str) -> str:
        """Return the element that stands for a name, ``""`` for none."""
        if name == "name":
            holder = self._stack[-2] if len(self._stack) > 1 else ""
            return CAPTIONS.get(holder) or f"h{min(self._level, 6)}"
        return name if name in SAME else AS.get(name, "")

    def _end(self, name: str) -> None:
        if self._quiet:
            self._quiet -= 1
        elif self._code is not None:
            if name in CODE:
                self._write_code("".join(self._code))
                self._code = None
            elif name == "br":
                self._code.append("\n")
        else:
            self._close(name)
        self._stack.pop()

    def _close(self, name: str) -> None:
        if SECTIONS.fullmatch(name) and name != "note":
            self._level -= 1
        elif name in ("link", "eref"):
            self._write("</a>")
        elif name in ("xref", "relref"):
            target = self._kept.pop()
            if self._parts[-1].startswith("<a "):
                self._write(html.escape(f"[{target}]"))
            self._write("</a>")
        elif name == "note":
            self._write(")")
        elif name == "list":
            self._write(f"</{self._lists.pop()}>")
        elif name == "t":
            self._write("</li>" if self._in_list() else "</p>\n")
        elif name == "texttable":
            self._write("</tr></tbody></table>")
        elif name == "reference":
            self._write("</p>\n")
        elif name == "br":
            self._write("<br>")
        elif tag := self._tag(name):
            self._write(f"</{tag}>")

    def _write_code(self, words: str) -> None:
        if self._stack[-1] == "code" and "\n" not in words.strip():
            self._write(f"<code>{html.escape(words.strip())}</code>")
            return
        coloured = highlight(words.strip("\n"), self._language)
        self._write(f'<pre class="highlight"><code>{coloured}</code></pre>\n')

    def _write(self, words: str) -> None:
        self._parts.append(words)

    def _text(self, data: str) -> None:
        if self._quiet or self._is_header():
            return
        if self._code is not None:
            self._code.append(data)
        elif data.strip() or self._parts:
            self._write(html.escape(SPACE.sub(" ", data)))

    def _other(self, data: str) -> None:
        if data.startswith("&") and data.endswith(";"):
            self._skipped(data[1:-1], False)

    def _doctype(self, *_: object) -> None:
        self._is_defined = True  # here or in another file, which is not read

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter and not self._is_defined:
            self._undefined[name] = None
            self._text(f"&{name};")
        elif not is_parameter:
            found = XEP.fullmatch(name)
            kind = found[1].upper() if found else ""
            number = f"{int(found[2]):04}" if found and kind == "XEP" else ""
            self._text(
                f"{kind}-{number}"
                if number
                else f"{kind} {found[2]}"
                if found
                else name
            )


def _spans(attributes: dict[str, str]) -> str:
    return "".join(
        f' {name}="{attributes[name]}"'
        for name in ("colspan", "rowspan")
        if attributes.get(name, "").isdigit()
    )
