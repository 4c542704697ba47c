"""The one door from untrusted text of any markup to safe HTML.

``render`` is for documents: a killable child parses within a budget of time and
memory, the result is sanitised, and every block and heading gets an id.
``render_comment`` is for what people write in forms.
"""

import html
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from core.markup import children, hidden
from core.markup.markdown import comment_html
from core.markup.rendered import Block, Heading, Rendered, plain
from core.markup.sanitise import clean_comment

__all__ = [
    "RENDERER",
    "Block",
    "Heading",
    "Rendered",
    "plain",
    "render",
    "render_comment",
    "render_many",
    "render_source",
]

RENDERER = 5
"""Grows with every change that should render stored texts again."""

MARKUPS = {"markdown", "rst", "mediawiki", "asciidoc", "xml", "plain"}
MAX_INPUT = 2_200_000
SHORT_COMMENT = 4_000  # in this process: no text of this length takes 0.1 s
MAX_COMMENT = 200_000
AT_ONCE = 4
REASONS = {
    "time": "rendering it takes too long",
    "gone": "rendering it takes too long",
    "memory": "rendering it takes too much memory",
    "nesting": "it is nested too deeply",
    "output": "what it renders to is too large",
}


def render(source: str, markup: str) -> Rendered:
    """Return the safe rendering of a document.

    A text that exceeds the budget, or that its parser cannot read, comes back as
    escaped plain text with a notice that says why.
    """
    if len(source) > MAX_INPUT:
        notice = (
            f"Shown as source, its first {MAX_INPUT:,} characters: it is too large."
        )
        return plain(source[:MAX_INPUT], notice=notice)
    if markup not in MARKUPS - {"plain"}:
        return plain(source)
    try:
        answer = children.ask(source.replace("\x00", "\ufffd"), markup)
    except children.ChildFailed as failure:
        reason = REASONS.get(failure.word, "its markup cannot be read")
        return plain(source, notice=f"Shown as source: {reason}.")
    return Rendered(**answer)


def render_many(texts: Iterable[tuple[str, str]]) -> Iterator[Rendered]:
    """Render (source, markup) pairs on several processors, in their order.

    Texts are drawn as they are needed, so that few are in memory at a time.
    """
    waiting: list[Future[Rendered]] = []
    with ThreadPoolExecutor(children.CHILDREN) as threads:
        for source, markup in texts:
            waiting.append(threads.submit(render, source, markup))
            if len(waiting) >= AT_ONCE:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def render_comment(source: str) -> str:
    """Return the safe HTML of a comment: Markdown without raw HTML or images."""
    source = source.replace("\x00", "\ufffd")
    if len(source) <= SHORT_COMMENT:
        return clean_comment(comment_html(source))
    if len(source) > MAX_COMMENT:
        return f"<pre>{html.escape(source)}</pre>"
    try:
        return str(children.ask(source, "comment")["html"])
    except children.ChildFailed:
        return f"<pre>{html.escape(source)}</pre>"


def render_source(source: str) -> tuple[str, str]:
    """Return a source as safe HTML for a ``pre``, and a notice of what it hides."""
    shown, count = hidden.reveal(html.escape(source, quote=False))
    return shown, hidden.warned("", count)
