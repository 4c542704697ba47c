"""reStructuredText to HTML that is not yet safe.

Run in the killable child only: docutils has inputs of a few hundred bytes that
keep it busy for minutes. No file is read and no raw HTML passes.
"""

import html
from typing import Any

from docutils import nodes
from docutils.core import Publisher
from docutils.io import NullOutput, StringInput
from docutils.parsers.rst import Parser
from docutils.readers.standalone import Reader
from docutils.utils import Reporter
from docutils.writers.html5_polyglot import HTMLTranslator, Writer

from core.markup import rst_words
from core.markup.highlight import highlight

SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "auto_id_prefix": "id-%",
    "doctitle_xform": False,
    "docinfo_xform": False,
    "embed_stylesheet": False,
    "exit_status_level": 5,
    "file_insertion_enabled": False,
    "footnote_references": "brackets",
    "halt_level": 5,
    "image_loading": "link",
    "initial_header_level": 1,
    "line_length_limit": 100_000,
    "raw_enabled": False,
    "report_level": 5,
    "sectsubtitle_xform": False,
    "smart_quotes": False,
    "stylesheet_path": None,
    "syntax_highlight": "none",
    "toc_backlinks": False,
    "traceback": False,
    "warning_stream": False,
}
SHOWN_PROBLEMS = 3


def document_html(source: str) -> tuple[str, str]:
    """Return the body's HTML and a notice of what could not be read, or ``""``."""
    rst_words.install()
    reader, writer = _Reader(), _Writer()
    publisher = Publisher(
        reader, Parser(), writer, source_class=StringInput, destination_class=_Nowhere
    )
    publisher.process_programmatic_settings(None, SETTINGS, None)
    publisher.set_source(source)
    publisher.set_destination()
    publisher.publish()
    return str(writer.parts["body"]), _notice(reader.problems)


def _notice(problems: list[str]) -> str:
    if not problems:
        return ""
    more = len(problems) - SHOWN_PROBLEMS
    shown = " ".join(problems[:SHOWN_PROBLEMS])
    return f"Not all of the markup could be read. {shown}" + (
        f" And {more} more." if more > 0 else ""
    )


class _Nowhere(NullOutput):
    """Take the output and drop it: the writer keeps its parts."""


class _Reader(Reader):  # type: ignore[type-arg]
    """Collect what docutils has to say instead of printing it into the text."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def new_document(self) -> nodes.document:
        """Return the empty document with an ear on its reporter."""
        document: nodes.document = super().new_document()
        document.reporter.attach_observer(self._hear)
        return document

    def _hear(self, message: nodes.system_message) -> None:
        if message["level"] >= Reporter.ERROR_LEVEL:
            words = " ".join(message.children[0].astext().split())[:200]
            line = f"Line {message['line']}: " if "line" in message else ""
            self.problems.append(f"{line}{words}")


class _Translator(HTMLTranslator):
    """The writer's own HTML, but for sections, images, formulas and code."""

    def visit_section(self, _node: nodes.section) -> None:
        """Sections have no element: their heading bears their ids."""
        self.section_level += 1

    def depart_section(self, _node: nodes.section) -> None:
        """Go up one level."""
        self.section_level -= 1

    def section_title_tags(self, node: nodes.Element) -> tuple[str, str]:
        """Return the heading's tags with every id of its section."""
        assert node.parent
        level = min(self.section_level, 6)
        ids = [html.escape(name) for name in node.parent["ids"]] or [""]
        others = "".join(f'<span id="{name}"></span>' for name in ids[1:])
        return f'<h{level} id="{ids[0]}">{others}', f"</h{level}>\n"

    def visit_image(self, node: nodes.image) -> None:
        """Name the image; ``pictures`` decides whether it is shown."""
        uri = html.escape(str(node["uri"]))
        words = html.escape(str(node.get("alt") or ""))
        self.body.append(f'<img src="{uri}" alt="{words}">')
        raise nodes.SkipNode

    def visit_math(self, node: nodes.math, _environment: str = "") -> None:
        """Leave a formula between words to ``formulas``."""
        source = html.escape(node.astext(), quote=False)
        self.body.append(f'<span class="math">{source}</span>')
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        """Leave a formula that stands apart to ``formulas``."""
        source = html.escape(node.astext(), quote=False)
        self.body.append(f'<pre class="math">{source}</pre>\n')
        raise nodes.SkipNode

    def visit_literal(self, node: nodes.literal) -> None:
        """Show code between words without an element for each of its words."""
        self.body.append(f"<code>{html.escape(node.astext(), quote=False)}</code>")
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Highlight code in the language that its directive names."""
        if any(not isinstance(child, nodes.Text) for child in node.children):
            self.body.append('<pre class="literal">')
            return
        self._code(node.astext(), str(node.get("language", "")))
        raise nodes.SkipNode

    def depart_literal_block(self, _node: nodes.literal_block) -> None:
        """Close what has inline markup inside."""
        self.body.append("</pre>\n")

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        """Highlight an interactive session."""
        self._code(node.astext(), "pycon")
        raise nodes.SkipNode

    def _code(self, code: str, language: str) -> None:
        coloured = highlight(code, language)
        self.body.append(f'<pre class="highlight"><code>{coloured}</code></pre>\n')

    def visit_problematic(self, _node: nodes.problematic) -> None:
        """Show the words as they were written; the notice says what is wrong."""

    def depart_problematic(self, _node: nodes.problematic) -> None:
        """Nothing was opened."""

    def visit_system_message(self, _node: nodes.system_message) -> None:
        """Messages are told in the notice, not in the text."""
        raise nodes.SkipNode

    def visit_label_link(self, node: rst_words.label_link) -> None:
        """Link to the labelled place if the text has one."""
        label = str(node["label"])
        target = self.document.nameids.get(label)
        words = node.astext()
        if target and not node["titled"]:
            words = _title_at(self.document, label) or words
        text = html.escape(words)
        self.body.append(
            f'<a href="#{html.escape(target)}">{text}</a>' if target else text
        )
        raise nodes.SkipNode


def _title_at(document: nodes.document, label: str) -> str:
    identifier = document.nameids.get(label)
    section = document.ids.get(identifier) if identifier else None
    if isinstance(section, nodes.section) and isinstance(section[0], nodes.title):
        return section[0].astext()
    return ""


class _Writer(Writer):
    """The HTML5 writer with the translator above."""

    def __init__(self) -> None:
        super().__init__()
        self.translator_class = _Translator
