"""Colour source code with classes, never with styles."""

import html
from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

MAX_CHARACTERS = 30_000
# Tokens that look like the text around them need no element of their own.
PLAIN = {"", "n", "p", "w", "x", "err", "esc"}


def highlight(code: str, language: str) -> str:
    """Return escaped ``code``, its tokens in spans if the language is known."""
    lexer = _lexer(language.strip().lower()) if language else None
    if lexer is None or len(code) > MAX_CHARACTERS:
        return html.escape(code, quote=False)
    parts = []
    for kind, value in lexer.get_tokens(code):
        text = html.escape(value, quote=False)
        name = _class_of(kind)
        parts.append(text if name in PLAIN else f'<span class="{name}">{text}</span>')
    return "".join(parts)


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@cache
def _class_of(kind: object) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent  # type: ignore[attr-defined]
    return STANDARD_TYPES[kind]  # type: ignore[index]
