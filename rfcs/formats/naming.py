"""What a path says about a document: number, series, words. Plain Python."""

import re
from dataclasses import dataclass
from functools import lru_cache
from posixpath import basename, dirname

from rfcs.formats.source import NOT_DOCUMENTS, humanise, stem
from rfcs.formats.words import role
from rfcs.metadata import canonical_number

SUFFIXES = (
    *(".md", ".markdown", ".mdx", ".rst", ".txt", ".adoc", ".asciidoc", ".mediawiki"),
    *(".wiki", ".xml", ".org"),
)
SIDECARS = re.compile(
    r"(?:kep|rfc|proposal|metadata|meta|info|header|adr|spec)\.ya?ml", re.IGNORECASE
)
IN_FOLDER = re.compile(r"(?:readme|index|proposal|rfc|spec|text)", re.IGNORECASE)
NUMBERED = re.compile(
    r"(?:(?P<series>[A-Za-z][A-Za-z]{0,11})[-_. ]?)?(?P<number>\d{1,7})"
    r"(?:(?:[-_. ]+|(?=[^\W\d_]))(?P<words>.*))?"
)
EDITION = re.compile(
    r"(?:[A-Za-z][A-Za-z.]{0,15}[-_ ])?v?(?:\d{1,2}\.\d.*)"
    r"|(?:19|20)\d\d(?:[._-]?[hHqQ]?\d{1,2})?"
)
DATED = re.compile(r"(?:19|20)\d\d([-_.]?)[01]\d\1[0-3]\d(?!\d)")
BLANKS = re.compile(r"[NnXx]{2,}(?:[-_]|$)")
LETTERED = re.compile(r"[A-Z]\d{1,4}-[A-Za-z]")
HEXADECIMAL = re.compile(r"[0-9A-F]{2,4}")
UNNUMBERED = re.compile(
    r"(?:[A-Za-z]{1,8}[-_])?(?:[Xx]{2,}|N{3,}|n{3,}|0{3,}[-_](?:index|readme))(?:[-_].*)?"
    r"|[A-Za-z]{2,8}[-_][Xx]|pep-0+"
)
NOUGHT = re.compile(r"[A-Za-z]{2,8}[-_]?0{2,}")
RELEASE_TEMPLATE = re.compile(r"[\d.]+[-_.]template", re.IGNORECASE)
PLACEHOLDER = re.compile(
    r"(?:[A-Za-z]{1,8}[-_])?(?:[Xx]{2,}|[Nn]{3,}|0{3,}[-_].*)(?:[-_].*)?"
)
LANGUAGE = re.compile(
    r".+[._-](?:zh|cn|zh[-_](?:cn|tw|hans|hant)|ja|jp|ko|kr|ru|fr|de|es|it|vi|tr|fa|uk"
    r"|pl|id|ar|hi|pt|pt[-_]br)",
    re.IGNORECASE,
)
LANGUAGE_FOLDER = re.compile(
    r"(?:i18n|l10n|translations?|locales?|zh|zh[-_](?:cn|tw|hans|hant)|ja|ko|ru|fr|de"
    r"|pt[-_]br)",
    re.IGNORECASE,
)
OTHER_FOLDERS = re.compile(
    r"\..*|__.*|_(?:includes|layouts|data|sass|site|build|static|pages|themes?|plugins|ext)"
    r"|.*templates?|_.*templates?|assets?|images?|img"
    r"|figures?|media|static|node_modules|vendor|third[-_]party|tests?|testdata|fixtures"
    r"|examples?|samples?|scripts|tools|tooling|test[-_]vectors|includes?|attachments"
    r"|resources|presentations|slides|.*meetings?|.*minutes|meeting[-_]notes|blog"
    r"|docs_archive|code|src_code|reference[-_]implementations?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Name:
    """The number and the series that a file's or its folder's name holds."""

    number: str = ""
    series: str = ""
    words: str = ""


def own_name(path: str) -> str:
    """Return the name that stands for the document: a folder's for its README."""
    own = stem(path)
    folder = basename(dirname(path))
    if folder and (
        IN_FOLDER.fullmatch(own)
        or (numbered(folder) and not numbered(own) and not EDITION.fullmatch(folder))
    ):
        return folder
    return own


def name_of(path: str) -> Name:
    """Return what the path says of number, series and words."""
    own = own_name(path)
    found = numbered(own)
    if not found:
        day = DATED.match(own)
        said = own[day.end() :].strip("-_. ") if day else ""
        return Name("", "", humanise(said or own))
    words = humanise(found["words"] or "")
    series = (found["series"] or "").upper()
    return Name(canonical_number(found["number"]), series, words or humanise(own))


def numbered(own: str) -> re.Match[str] | None:
    """Return number, series and words; a day is no number, nor "python3"'s digit."""
    found = NUMBERED.fullmatch(own)
    if not found or DATED.match(own) or BLANKS.match(found["words"] or ""):
        return None
    series = found["series"] or ""
    if series and own[len(series)].isdigit():
        letter = LETTERED.match(own)  # gRPC's "A1-words"
        padded = len(found["number"]) > 2 and found["number"].startswith("0")
        return found if letter or padded or role(series) == "number" else None
    return found


def is_dated(own: str) -> bool:
    """Whether a name begins with a day and goes on with words."""
    found = DATED.match(own)
    return found is not None and own[found.end() :][:1] in ("-", "_", ".", " ")


def isnumbered(path: str) -> bool:
    """Whether the document's own name holds a number."""
    return numbered(own_name(path)) is not None


def is_text(path: str) -> bool:
    """Whether the file's suffix is one that texts of proposals have."""
    return path.lower().endswith(SUFFIXES)


def is_part(path: str) -> bool:
    """Whether a document is named as a part of its folder's: ``MIP7/MIP7c2-SP1.md``."""
    own = stem(path).casefold()
    for folder in dirname(path).casefold().split("/"):
        found = numbered(folder)
        if found and not found["words"] and own.startswith(folder):
            return own[len(folder) :][:1].isalpha()
    return False


def part_of(path: str) -> str:
    """Return the second number of a part, ``cap-0046-01``, ``""`` for a whole."""
    found = numbered(own_name(path))
    words = (found["words"] or "") if found else ""
    return words if re.fullmatch(r"\d{1,3}", words) else ""


def _is_about(own: str) -> bool:
    """Whether a name with a number and words is of a proposal about templates."""
    found = numbered(own)
    return found is not None and bool(int(found["number"]) and found["words"])


@lru_cache(maxsize=50_000)
def is_other(path: str) -> bool:
    """Whether the path alone says that it is no document.

    Templates, indexes, rules of the repository, translations, and what belongs to
    a document without being one.
    """
    folders = dirname(path).split("/") if "/" in path else []
    if any(OTHER_FOLDERS.fullmatch(name) and not _is_about(name) for name in folders):
        return True
    if any(LANGUAGE_FOLDER.fullmatch(name) for name in folders):
        return True
    own = stem(path)
    if LANGUAGE.fullmatch(own) and "." in own:
        return True
    if IN_FOLDER.fullmatch(own) and folders:
        name = folders[-1]
        return bool(PLACEHOLDER.fullmatch(name) or "template" in name.lower())
    if UNNUMBERED.fullmatch(own) or RELEASE_TEMPLATE.fullmatch(own):
        return True
    found = numbered(own)
    if found and own.lower().endswith("template") and len(found["number"]) < 3:
        return True
    if _is_about(own):
        return False
    if (
        found and found["words"] and len(found["number"]) > 1
    ):  # the process, or a template
        return "template" in own.lower()
    return NOT_DOCUMENTS.fullmatch(own) is not None
