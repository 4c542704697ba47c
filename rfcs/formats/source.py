"""The files a document is made of, and what a format makes of them. Plain Python."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import basename, splitext

from core.plainyaml import clean
from rfcs.metadata import Issue, Metadata, read_date

TEXT, HEADER = "text", "header"
NOT_DOCUMENTS = re.compile(
    r"(?:.*template|template.*|(?:.+[-_.])?readme(?:[._-].+)?|_?index|contents|toc|glossary|contributing|changelog|license|licence|security"
    r"|agents|claude|gemini|skill|.+\.changes"
    r"|code[-_]of[-_]conduct|governance|maintainers|owners|authors|notice|summary"
    r"|faq|support|news|history|(?:.+-)?proposals)",
    re.IGNORECASE,
)
FIRST_HEADING = re.compile(
    r"\A(\s*)[#=] +(.+?)[ #=]*(?:<!--.*-->)?[ \t]*$", re.MULTILINE
)
WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class SourceFile:
    """One file of a document as git holds it, and the files that it takes from."""

    path: str
    data: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict, compare=False)

    @cached_property
    def text(self) -> str:
        """The text, bytes that are not UTF-8 replaced, lines ended by one ``\\n``."""
        text = clean(self.data.decode("utf-8-sig", errors="replace"))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def issues(self) -> list[Issue]:
        """Say when bytes had to be replaced."""
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            words = "The file is not UTF-8; what cannot be read is shown as �."
            return [Issue("not-utf-8", words, line, self.path)]
        if b"\0" in self.data:
            words = "The file holds NUL characters, shown as �."
            return [Issue("nul-character", words, None, self.path)]
        return []


@dataclass(frozen=True)
class Place:
    """Which document a path belongs to, and as which part."""

    key: str
    part: str


@dataclass(frozen=True)
class Parsed:
    """A document read: what it says about itself, and the file that is its text.

    ``process`` where the document shows it, else its format's; ``word`` where its
    status stands for another. Not ``is_sure`` when
    only the folder it lies in can tell whether this is a proposal; ``is_likely``
    when a number like its neighbours' is enough for that.
    """

    metadata: Metadata
    markup: str
    shown: SourceFile
    process: str = ""
    word: str = ""
    is_sure: bool = True
    is_likely: bool = False


Files = Mapping[str, SourceFile]


@dataclass(frozen=True, eq=False)
class Format:
    """One upstream style.

    ``place`` says which document a path may belong to, ``None`` for none; with
    ``anywhere`` the repository's owner has chosen format and paths, so only the
    file's name counts. ``parse`` returns ``None`` for files that are no document.
    ``body`` takes a text and its title, and returns what is to be rendered: the
    header and the title become blank lines, so that line numbers stay. ``claims`` is
    asked before ``parse`` where other formats may have the document too. ``lead``
    returns the beginning of a file from which ``parse`` reads the same, save for
    problems: a history in which only the rest changes is read once.
    """

    name: str
    process: str
    place: Callable[[str, bool], Place | None]
    parse: Callable[[Files], Parsed | None]
    body: Callable[[str, str], str]
    claims: Callable[[Files], bool] = lambda _files: True
    lead: Callable[[bytes], bytes] = lambda data: data


def is_document_name(path: str) -> bool:
    """Whether the file's name is not that of a template, an index or a rule."""
    return NOT_DOCUMENTS.fullmatch(stem(path)) is None


def stem(path: str) -> str:
    """Return the file's name without its last suffix."""
    return splitext(basename(path))[0]


def humanise(slug: str) -> str:
    """Return a file name's words as a title."""
    words = slug.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def without_title(body: str, title: str) -> str:
    """Leave out a first heading that only says the title again; keep its line."""
    found = FIRST_HEADING.match(body)
    if not found:
        return body
    said, wanted = (WORDS.findall(text.lower()) for text in (found[2], title))
    if not wanted or said[-len(wanted) :] != wanted:
        return body
    if len(said) - len(wanted) > 2:  # more than "KEP-12:" stands before it
        return body
    return found[1] + body[found.end() :]


def date_issues(name: str, raw: str, path: str) -> list[Issue]:
    """Say when a stated date cannot be read as one."""
    if not raw or read_date(raw):
        return []
    return [Issue("date-unreadable", f"“{name}” is no date: {raw[:80]}", None, path)]
