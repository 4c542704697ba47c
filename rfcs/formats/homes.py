"""Which folders of a repository hold proposals, judged by its paths alone.

Plain Python. A document whose header shows what it is needs no such folder; one
without a header is a document only where others of its kind lie.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import basename, dirname
from typing import Self

from rfcs.formats import naming
from rfcs.formats.source import stem

FOLDER = re.compile(
    r"(?:.+[-_])?(?:rfcs?|proposals?|text|design|designs|design[-_]?docs?|decisions?|adrs?"
    r"|enhancements?|specs|blueprints|peps|keps|jeps|neps|content|eips|ercs|zips|cips"
    r"|bips|msc|rfds?|improvement[-_]proposals|architecture[-_]decisions?"
    r"|architecture[-_]decision[-_]records?|improvements)",
    re.IGNORECASE,
)
NUMBERED_ONLY = re.compile(
    r"text|content|archived?|closed|done|complete", re.IGNORECASE
)
STATUS_WORDS = re.compile(
    r"(?P<word>draft|drafts|proposed|review|in[-_]review|accepted|approved|active|final"
    r"|implemented|implementable|rejected|withdrawn|superseded|deferred|postponed"
    r"|abandoned|deprecated|obsolete|closed|completed?|done|pending|archived?|provisional"
    r"|living|stagnant|backlog|finished|inactive|retired|declined|merged|under[-_]review)"
    r"(?:[-_](?:rfcs?|proposals?|specs?|adrs?))?",
    re.IGNORECASE,
)
EDITION = re.compile(r"v?(?:\d{1,2}\.\d.*|(?:19|20)\d\d(?:[._-]?[hHqQ]?\d{1,2})?)")
AT_ROOT = 3
ALIKE = 10


@dataclass(frozen=True)
class Homes:
    """The folders where files without a header are documents all the same."""

    numbered: frozenset[str] = frozenset()
    any_name: frozenset[str] = frozenset()
    main_texts: frozenset[str] = frozenset()
    hexadecimal: frozenset[str] = frozenset()
    of_documents: frozenset[str] = frozenset()

    @classmethod
    def of(cls, paths: Iterable[str]) -> Self:
        """Judge the folders of a tree by the names that lie in them."""
        by_folder: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            if naming.is_text(path):
                by_folder[dirname(path)].append(path)
        beside = _beside(by_folder)
        mains = _main_texts(by_folder, beside)
        counts: dict[str, int] = defaultdict(int)
        doubles: dict[str, int] = defaultdict(int)
        for folder, files in by_folder.items():
            for path in files:
                if naming.is_other(path):
                    continue
                if path in mains:
                    counts[dirname(folder)] += 1
                elif naming.NUMBERED.fullmatch(stem(path)):
                    counts[folder] += 1
                    doubles[folder] += bool(re.fullmatch(r"\d\d", stem(path)))
        numbered = {
            folder for folder, count in counts.items() if _is_home(folder, count)
        }
        named = {
            folder
            for folder in by_folder
            if _is_named(folder) and _takes_any_name(folder)
        }
        hexadecimal = {folder for folder, count in doubles.items() if count >= ALIKE}
        return cls(
            frozenset(numbered | named),
            frozenset(named),
            frozenset(mains),
            frozenset(hexadecimal & numbered),
            frozenset(beside | {dirname(path) for path in mains}),
        )

    def digest(self) -> str:
        """Return what these homes are, for comparing."""
        return "\n".join(
            [
                *sorted(self.numbered),
                "",
                *sorted(self.any_name),
                "",
                *sorted(self.hexadecimal),
            ]
        )

    def holds(self, path: str) -> bool:
        """Whether a file without a header that lies here is a document."""
        folder = dirname(path)
        if path in self.main_texts or self._is_new_folder(path):
            return dirname(folder) in self.numbered
        if self.is_attachment(path):
            return False
        if naming.IN_FOLDER.fullmatch(stem(path)):
            return False
        if folder in self.any_name:
            return True
        if folder in self.hexadecimal and naming.HEXADECIMAL.fullmatch(stem(path)):
            return True
        return folder in self.numbered and bool(naming.NUMBERED.fullmatch(stem(path)))

    def admits(self, path: str) -> bool:
        """Whether a document that shows what it is may lie here."""
        if path in self.main_texts or self._is_new_folder(path):
            return True
        if naming.IN_FOLDER.fullmatch(stem(path)):
            return dirname(dirname(path)) in self.any_name
        return not self.is_attachment(path)

    def _is_new_folder(self, path: str) -> bool:
        """Whether this is the text of a numbered folder that the tree lacks yet."""
        folder = dirname(path)
        found = naming.NUMBERED.fullmatch(basename(folder))
        return (
            found is not None
            and bool(found["words"] or found["series"])
            and naming.IN_FOLDER.fullmatch(stem(path)) is not None
            and folder not in self.of_documents
            and not EDITION.fullmatch(basename(folder))
        )

    def is_attachment(self, path: str) -> bool:
        """Whether the file lies in another document's folder."""
        if path in self.main_texts:
            return False
        folder = dirname(path)
        while folder:
            if folder in self.of_documents:
                return True
            folder = dirname(folder)
        return False

    def is_hexadecimal(self, path: str) -> bool:
        """Whether the files beside this one are numbered 01 to FF."""
        own = stem(path)
        return dirname(path) in self.hexadecimal and bool(
            naming.HEXADECIMAL.fullmatch(own)
        )


def _beside(by_folder: dict[str, list[str]]) -> set[str]:
    """Return the folders that hold the attachments of a file beside them."""
    names = {stem(path) for files in by_folder.values() for path in files}
    found: set[str] = set()
    for folder in by_folder:
        while folder:
            above, own = dirname(folder), basename(folder)
            siblings = (
                {stem(path) for path in by_folder.get(above, ())} if own else names
            )
            number = own.isdigit() and any(
                name.startswith((f"{own}-", f"{own}_")) for name in siblings
            )
            if own in siblings or number:
                found.add(folder)
            folder = above
    return found


def _main_texts(by_folder: dict[str, list[str]], beside: set[str]) -> set[str]:
    """Return the texts that stand for a numbered folder, one each."""
    mains: set[str] = set()
    for folder, files in by_folder.items():
        own = basename(folder)
        found = naming.NUMBERED.fullmatch(own)
        if not found or not (found["words"] or found["series"]):
            continue
        if (
            folder in beside
            or EDITION.fullmatch(own)
            or naming.is_other(f"{folder}/x.md")
        ):
            continue
        inner = [path for path in files if naming.IN_FOLDER.fullmatch(stem(path))]
        alike = [path for path in files if stem(path) in (own, found["words"])]
        sole = files if len(files) == 1 else []
        for choice in (inner, alike, sole):
            if choice:
                mains.add(min(choice))
                break
    return mains


def _is_home(folder: str, count: int) -> bool:
    if not folder:
        return count >= AT_ROOT
    return count >= 1 and _is_named(folder)


def _is_named(folder: str) -> bool:
    """Whether the folder's name is one that proposals are kept under."""
    if naming.is_other(f"{folder}/x.md"):
        return False
    names = folder.split("/")
    if len(names) > 1 and any(FOLDER.fullmatch(name) for name in names[:-1]):
        return not re.search(r"\d{3,}", names[-1])  # no folder of one document's files
    return bool(FOLDER.fullmatch(names[-1]) or STATUS_WORDS.fullmatch(names[-1]))


def _takes_any_name(folder: str) -> bool:
    """Whether every text of such a folder is one, numbered or not."""
    name = basename(folder)
    return bool(FOLDER.fullmatch(name) or STATUS_WORDS.fullmatch(name)) and not (
        NUMBERED_ONLY.fullmatch(name)
    )


def folder_status(path: str) -> str:
    """Return the word of the folder that stands for a status, ``""`` for none."""
    for name in reversed(dirname(path).split("/")):
        if found := STATUS_WORDS.fullmatch(name):
            return found["word"]
    return ""
