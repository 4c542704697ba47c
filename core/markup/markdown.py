"""Markdown to HTML that is not yet safe: GitHub's dialect with footnotes."""

import html
import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from core.markup import dollars
from core.markup.highlight import highlight

MAX_NESTING = 64
FRONT_MATTER = re.compile(
    r"\A(?:\ufeff)?---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
TASK = re.compile(r"\[([ xX])\][ \t]")


def document_html(source: str) -> str:
    """Render a document; the result may hold anything that its author wrote."""
    return str(_documents().render(FRONT_MATTER.sub("", source, count=1)))


def comment_html(source: str) -> str:
    """Render a comment: no raw HTML, no highlighting, headings as bold lines."""
    return str(_comments().render(source))


@cache
def _documents() -> MarkdownIt:
    parser = _dialect({"html": True, "highlight": _highlighted}).use(footnote_plugin)
    parser.core.ruler.push("tasks", _mark_tasks)
    dollars.install(parser)
    return parser


@cache
def _comments() -> MarkdownIt:
    parser = _dialect({"html": False})
    parser.core.ruler.push("bold_headings", _bold_headings)
    parser.add_render_rule("image", _image)
    return parser


def _dialect(options: dict[str, object]) -> MarkdownIt:
    parser = MarkdownIt("gfm-like", {"maxNesting": MAX_NESTING, **options})
    assert parser.linkify
    # "main.rs" is a file here, not a host in Serbia.
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    parser.core.ruler.push("alignment", _align_by_class)
    return parser


def _highlighted(code: str, language: str, _attributes: str) -> str:
    if language == "math":
        return f'<pre class="math">{html.escape(code, quote=False)}</pre>\n'
    return f'<pre class="highlight"><code>{highlight(code, language)}</code></pre>\n'


def _align_by_class(state: StateCore) -> None:
    for token in state.tokens:
        style = str(token.attrs.pop("style", ""))
        if style.startswith("text-align:"):
            token.attrSet("class", "align-" + style.removeprefix("text-align:"))


def _mark_tasks(state: StateCore) -> None:
    """Show task lists with the signs of a ballot box: a form has no place here."""
    for position in range(2, len(state.tokens)):
        item, inline = state.tokens[position - 2], state.tokens[position]
        if item.type != "list_item_open" or inline.type != "inline":
            continue
        first = inline.children[0] if inline.children else None
        found = TASK.match(first.content) if first and first.type == "text" else None
        if first and found:
            sign = "☐" if found[1] == " " else "☑"
            first.content = f"{sign} {first.content[found.end() :]}"
            item.attrJoin("class", "task")


def _bold_headings(state: StateCore) -> None:
    """Keep the outline of the page free of what a comment calls a heading."""
    for position, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[position + 1]
            opening, closing = (
                Token("strong_open", "strong", 1),
                Token("strong_close", "strong", -1),
            )
            inline.children = [opening, *(inline.children or []), closing]
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """Show a link to the image: pages load nothing from other hosts."""
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    words = renderer.renderInlineAsText(token.children, options, env) or "image"
    text = html.escape(words)
    depth = sum(
        {"link_open": 1, "link_close": -1}.get(other.type, 0)
        for other in tokens[:index]
    )
    if depth == 0 and source.startswith(("https://", "http://")):
        return f'<a href="{html.escape(source)}">{text}</a>'
    return f'<span class="image">{text}</span>'
