"""Formulas between dollar signs in Markdown, told from prices and variables.

Inside a line a formula begins after a space or a bracket, ends before one, and has
no space just within its signs; ``$$`` may also stand on lines of its own. The text is
left for ``formulas`` in an element of its class.
"""

import html
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath.index import math_block_dollar

INLINE = re.compile(
    r"\$\$(?!\s*\$)[^$]{1,2000}?\$\$(?!\$)"
    r"|\$`[^`$\n]{1,500}`\$"
    r"|\$(?![\s$])(?:\\[^\n]|[^$\\\n]){1,500}(?<![\s\\])\$(?![\w$])"
)


def install(parser: MarkdownIt) -> None:
    """Teach a parser both ways."""
    block = math_block_dollar(
        allow_labels=False, label_normalizer=str, allow_blank_lines=False
    )
    parser.block.ruler.before("fence", "math_block", block)
    parser.inline.ruler.before("escape", "math_inline", _inline)
    parser.add_render_rule("math_inline", _span)
    parser.add_render_rule("math_block", _pre)


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    before = state.src[state.pos - 1] if state.pos else " "
    if before.isalnum() or before in "\\_$":
        return False
    found = INLINE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = found[0]
    state.pos = found.end()
    return True


def _span(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    return (
        f'<span class="math">{html.escape(tokens[index].content, quote=False)}</span>'
    )


def _pre(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    source = html.escape(tokens[index].content.strip("\n"), quote=False)
    return f'<pre class="math">$$\n{source}\n$$</pre>\n'
