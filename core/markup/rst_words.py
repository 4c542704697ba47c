"""The roles and directives that proposals use beyond docutils' own.

Whatever is unknown shows its words: a role as code, a directive as its content.
Everything that reads a file, fetches or passes HTML shows its source.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.states import Inliner

RoleAnswer = tuple[list[nodes.Node], list[nodes.system_message]]

TITLED = re.compile(r"\A(?P<title>.+?)\s*<(?P<target>[^<>]+)>\Z", re.DOTALL)
PEP = "https://peps.python.org/pep-{:0>4}/"
LINKS = {
    "cpython-issue": ("https://github.com/python/cpython/issues/{}", "gh-{}"),
    "cpython-pr": ("https://github.com/python/cpython/pull/{}", "GH-{}"),
    "cve": ("https://www.cve.org/CVERecord?id=CVE-{}", "CVE-{}"),
    "pep": (PEP, "PEP {}"),
    "pypi": ("https://pypi.org/project/{}/", "{}"),
    "rfc": ("https://www.rfc-editor.org/rfc/rfc{}", "RFC {}"),
}
LABELS = {"any", "doc", "numref", "ref", "term"}
SILENT = {
    *("contents", "currentmodule", "default-role", "default-domain", "highlight"),
    *("index", "meta", "module", "sectnum", "section-numbering", "tabularcolumns"),
    *("title", "toctree"),
}
SHOWN_AS_SOURCE = {"include", "literalinclude", "productionlist", "raw"}
CODE = {"code", "code-block", "sourcecode", "doctest", "testcode", "testoutput"}


class label_link(nodes.Inline, nodes.TextElement):  # noqa: N801  docutils' own style
    """Words that lead to a labelled place of the same text, if there is one."""


@cache
def install() -> None:
    """Teach docutils, once in this process."""
    register_role: Any = roles.register_local_role
    for name in LINKS:
        register_role(name, _link)
    for name in LABELS:
        register_role(name, _label)
    for name in SILENT:
        directives.register_directive(name, Nothing)
    for name in SHOWN_AS_SOURCE:
        directives.register_directive(name, AsSource)
    for name in CODE:
        directives.register_directive(name, Code)
    known_role, known_directive = roles.role, directives.directive

    def any_role(name: str, *where: Any) -> tuple[Callable[..., Any], list[Any]]:
        found, messages = known_role(name, *where)
        return (found, messages) if found else (_literal, [])

    def any_directive(name: str, *where: Any) -> tuple[type[Directive], list[Any]]:
        found, messages = known_directive(name, *where)
        return (found, messages) if found else (Words, [])

    roles.role = any_role  # type: ignore[assignment]
    directives.directive = any_directive  # type: ignore[assignment]


def _parts(text: str) -> tuple[str | None, str]:
    found = TITLED.match(text := text.replace("\x00", ""))
    return (found["title"], found["target"]) if found else (None, text)


def _link(
    name: str,
    rawtext: str,
    text: str,
    _lineno: int,
    _inliner: Inliner,
    _options: Any = None,
    _content: Sequence[str] = (),
) -> RoleAnswer:
    title, target = _parts(text)
    address, words = LINKS[name.lower()]
    key, _, fragment = target.strip().removeprefix("!").partition("#")
    uri = address.format(key) + (f"#{fragment}" if fragment else "")
    return [
        nodes.reference(rawtext, title or words.format(key), refuri=uri),
    ], []


def _label(
    _name: str,
    rawtext: str,
    text: str,
    _lineno: int,
    _inliner: Inliner,
    _options: Any = None,
    _content: Sequence[str] = (),
) -> RoleAnswer:
    title, target = _parts(text)
    words = title or target.removeprefix("!")
    label = nodes.fully_normalize_name(target)
    return [label_link(rawtext, words, label=label, titled=title is not None)], []


def _literal(
    _name: str,
    rawtext: str,
    text: str,
    _lineno: int,
    _inliner: Inliner,
    _options: Any = None,
    _content: Sequence[str] = (),
) -> RoleAnswer:
    """Show ``~package.module.name`` as ``name``, ``words <target>`` as the words."""
    title, target = _parts(text)
    words = title or target.removeprefix("!")
    if not title and words.startswith("~"):
        words = words.rsplit(".", 1)[-1].lstrip("~")
    return [nodes.literal(rawtext, words)], []


class AnyOptions(dict[str, Callable[[str], str]]):
    """Take whatever options stand there."""

    def __missing__(self, _name: str) -> Callable[[str], str]:
        return directives.unchanged


class Lenient(Directive):
    """What every directive here takes: a line, options, content."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = AnyOptions(name=directives.unchanged)


class Nothing(Lenient):
    """A directive that has nothing to show."""

    def run(self) -> list[nodes.Node]:
        """Show nothing."""
        return []


class AsSource(Lenient):
    """A directive that would read or pass what must not be: its source."""

    def run(self) -> list[nodes.Node]:
        """Show the source."""
        return [nodes.literal_block(self.block_text, self.block_text)]


class Code(Lenient):
    """A block of code in a language."""

    def run(self) -> list[nodes.Node]:
        """Show the code."""
        text = "\n".join(self.content)
        language = self.arguments[0] if self.arguments else ""
        block = nodes.literal_block(text, text, language=language)
        caption = self.options.get("caption")
        title = [nodes.paragraph("", str(caption))] if caption else []
        return [*title, block]


class Words(Lenient):
    """An unknown directive: its name, its line and its content, set apart."""

    def run(self) -> list[nodes.Node]:
        """Show the words."""
        name = self.name.replace("-", " ").replace("_", " ").capitalize()
        box = nodes.admonition("\n".join(self.content))
        box += nodes.title("", name)
        if self.arguments:
            inline, _ = self.state.inline_text(self.arguments[0], self.lineno)
            box += nodes.paragraph(self.arguments[0], "", *inline)
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]
