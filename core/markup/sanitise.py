"""Make HTML safe, then give its headings and blocks their ids.

The sanitiser parses as a browser does and writes canonical HTML back: lower-case
names, quoted attributes, every ``<`` and ``>`` of a text or value escaped. What
follows it may therefore find tags with a regular expression.
"""

import html
import re
import unicodedata
from functools import cache

import nh3
from pygments.token import STANDARD_TYPES

from core.markup import hidden, pictures
from core.markup.formulas import Formulas
from core.markup.rendered import BlockIds, Heading, Rendered, wrap

PREFIX = "user-content-"
LINK_REL = "nofollow ugc noopener"
INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i"),
    *("ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span"),
    *("strong", "sub", "sup", "u", "var", "wbr", "img"),
}
BLOCK = {
    *("aside", "blockquote", "caption", "col", "colgroup", "dd", "details", "div"),
    *("dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("li", "ol", "p", "pre", "summary", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "ul"),
}
VOID = {"br", "col", "hr", "img", "wbr"}
DROPPED_WITH_CONTENT = {
    *("script", "style", "template", "iframe", "object", "embed", "noscript"),
    *("noembed", "noframes", "title", "textarea", "select", "svg", "math", "xmp"),
    "plaintext",
}
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "bdo": {"dir"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
COMMENT_TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "em", "hr", "i", "li", "ol", "p"),
    *("pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead"),
    *("tr", "ul"),
}
ADMONITIONS = {
    *("admonition", "admonition-title", "attention", "caution", "danger", "error"),
    *("hint", "important", "note", "tip", "warning", "topic", "rubric", "image"),
    *("footnotes", "footnote", "docinfo", "line-block", "attribution"),
}
ALIGNMENT = {"align-left", "align-center", "align-right"}
TOKENS = set(STANDARD_TYPES.values()) - {""}
CLASSES = {
    "aside": ADMONITIONS,
    "div": ADMONITIONS,
    "li": {"task", "footnote"},
    "ol": {"footnotes"},
    "p": ADMONITIONS,
    "pre": {"highlight", "literal", "math"},
    "span": TOKENS | {"image", "math", "problematic"},
    "sup": {"footnote-ref"},
    "table": {"footnotes"},
    "td": ALIGNMENT,
    "th": ALIGNMENT,
    "ul": {"tasks"},
}

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
HEADING = re.compile(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
ID = re.compile(r'\bid="([^"]*)"')
EMPTY_HEAD = re.compile(r"<th((?: [^>]*)?)>\s*</th>")
NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")


def _resolve(url: str) -> str | None:
    """Let links lead into the same text, or to a file beside it."""
    if url.startswith("#"):
        return f"#{PREFIX}{url[1:]}" if len(url) > 1 else None
    return pictures.beside(url, PREFIX)


@cache
def _document_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=INLINE | BLOCK,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        url_relative=_resolve,
        link_rel=LINK_REL,
        id_prefix=PREFIX,
    )


@cache
def _comment_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=COMMENT_TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        allowed_classes={"td": ALIGNMENT, "th": ALIGNMENT},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel=LINK_REL,
    )


def clean_comment(unsafe: str) -> str:
    """Return the HTML of a comment with everything dangerous or loud removed.

    What nobody would see in it is shown by its number, after a sentence that warns.
    """
    shown, count = hidden.reveal(_comment_cleaner().clean(unsafe))
    return (
        f'<p class="warned">{hidden.warned("", count)}</p>{shown}' if count else shown
    )


def finish(unsafe: str, *, notice: str = "") -> Rendered:
    """Sanitise the HTML of a document and give its parts their ids."""
    clean = pictures.settle(_document_cleaner().clean(unsafe), LINK_REL)
    clean = EMPTY_HEAD.sub(r"<td\1></td>", clean)  # a corner is no heading of cells
    safe, outline = _order_headings(clean)
    ids = BlockIds()
    parts = [wrap(ids.add(text_of(part), _level(part)), part) for part in _split(safe)]
    shown, count = hidden.reveal("".join(parts))
    shown = Formulas().put_into(shown)
    return Rendered(shown, outline, ids.blocks, hidden.warned(notice, count))


def _level(part: str) -> int:
    heading = HEADING.match(part)
    return int(heading[1]) if heading else 0


def text_of(fragment: str) -> str:
    """Return the words of sanitised HTML."""
    return html.unescape(TAG.sub(_words_of_tag, fragment))


def _words_of_tag(tag: re.Match[str]) -> str:
    if tag[2] == "img":
        return pictures.alternative(tag[0])
    return "" if tag[2] in INLINE and tag[2] != "br" else " "


def _order_headings(safe: str) -> tuple[str, list[Heading]]:
    """Put every heading under the page's own h1, no level skipped, each with an id."""
    outline: list[Heading] = []
    open_levels: list[int] = []
    taken = set(ID.findall(safe))

    def place(match: re.Match[str]) -> str:
        source_level, attributes, inner = int(match[1]), match[2], match[3]
        while open_levels and open_levels[-1] >= source_level:
            open_levels.pop()
        open_levels.append(source_level)
        level = min(len(open_levels) + 1, 6)
        text = " ".join(text_of(inner).split())
        given = ID.search(attributes)
        identifier = given[1] if given else _slug(text, taken)
        outline.append({"level": level, "id": html.unescape(identifier), "text": text})
        return f'<h{level} id="{identifier}">{inner}</h{level}>'

    return HEADING.sub(place, safe), outline


def _slug(text: str, taken: set[str]) -> str:
    """Return the id that forges make of a heading, so that their links work here."""
    words = NOT_IN_A_SLUG.sub("", unicodedata.normalize("NFC", text).lower().strip())
    slug = PREFIX + words.replace(" ", "-")
    unique, count = slug, 0
    while unique in taken:
        count += 1
        unique = f"{slug}-{count}"
    taken.add(unique)
    return unique


def _split(safe: str) -> list[str]:
    """Cut sanitised HTML into its blocks; loose words become a paragraph."""
    parts: list[str] = []
    loose_from = block_from = depth = 0
    for tag in TAG.finditer(safe):
        closing, name = tag[1], tag[2]
        if name in VOID:
            if depth == 0 and name not in INLINE:
                _add_loose(parts, safe[loose_from : tag.start()])
                parts.append(tag[0])
                loose_from = tag.end()
            continue
        if not closing:
            if depth == 0 and name in INLINE:
                depth, block_from = 1, -1
            elif depth == 0:
                _add_loose(parts, safe[loose_from : tag.start()])
                depth, block_from = 1, tag.start()
            else:
                depth += 1
            continue
        depth -= 1
        if depth == 0 and block_from >= 0:
            parts.append(_reachable(safe[block_from : tag.end()]))
            loose_from = tag.end()
    _add_loose(parts, safe[loose_from:])
    return parts


def _add_loose(parts: list[str], loose: str) -> None:
    if loose.strip():
        parts.append(f"<p>{loose.strip()}</p>")


def _reachable(block: str) -> str:
    """Let the keyboard scroll what may be wider than the page."""
    if block.startswith("<pre"):
        return block.replace("<pre", '<pre tabindex="0"', 1)
    if block.startswith("<table"):
        return f'<div class="wide" tabindex="0">{block}</div>'
    return block
