"""Which folders of a repository hold proposals, judged by its paths alone.

Plain Python. A document whose header shows what it is needs no such folder; one
without a header is a document only where others of its kind lie.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from posixpath import basename, dirname
from typing import Self

from rfcs.formats import folders, naming, words
from rfcs.formats.source import stem

AT_ROOT = 3
ROW_DIGITS = 3
FULL = 8
YEAR = re.compile(r"20[0-3]\d-")
ALIKE = 10


@dataclass(frozen=True)
class Homes:
    """The folders where files without a header are documents all the same."""

    numbered: frozenset[str] = frozenset()
    any_name: frozenset[str] = frozenset()
    main_texts: frozenset[str] = frozenset()
    hexadecimal: frozenset[str] = frozenset()
    of_documents: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    dated: frozenset[str] = frozenset()
    attached: frozenset[str] = frozenset()

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
        rows: dict[str, int] = defaultdict(int)
        series: dict[tuple[str, str], int] = defaultdict(int)
        years: dict[str, list[str]] = defaultdict(list)
        for folder, files in by_folder.items():
            for path in files:
                if naming.is_other(path):
                    continue
                rows[folder] += naming.is_dated(stem(path))
                if path in mains:
                    counts[dirname(folder)] += 1
                    years[dirname(folder)].append(basename(folder)[:5])
                elif found := naming.numbered(stem(path)):
                    counts[folder] += 1
                    rows[folder] += len(found["number"]) >= ROW_DIGITS
                    series[folder, _series(found)] += 1
                    years[folder].append(stem(path)[:5])
                    doubles[folder] += bool(re.fullmatch(r"\d\d", stem(path)))
        numbered = {
            folder for folder, count in counts.items() if _is_home(folder, count)
        }
        numbered |= {
            folder
            for (folder, name), count in series.items()
            if name and count >= AT_ROOT
        }
        named = {
            folder
            for folder in by_folder
            if folders.is_named(folder)
            and (folders.takes_any_name(folder) or _is_full(folder, counts[folder]))
        }
        alike = _of_one_series(by_folder)
        numbered = {f for f in numbered if folders.is_kind(f) or not _lies_in(f, alike)}
        named = {f for f in named if f not in alike and not _lies_in(f, alike)}
        hexadecimal = {folder for folder, count in doubles.items() if count >= ALIKE}
        return cls(
            frozenset(numbered | named),
            frozenset(named),
            frozenset(mains),
            frozenset(hexadecimal & numbered),
            frozenset(beside | {dirname(path) for path in mains}),
            frozenset(folder for folder, count in rows.items() if count >= AT_ROOT),
            frozenset(folder for folder, starts in years.items() if _are_years(starts)),
            frozenset(_attached(by_folder)),
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

    @property
    def hold_any(self) -> bool:
        """Whether there are folders of proposals at all."""
        return bool(self.numbered or self.any_name or self.main_texts)

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
        return folder in self.numbered and bool(naming.numbered(stem(path)))

    def is_in_row(self, path: str) -> bool:
        """Whether the file is numbered like others beside it, "0004-words"."""
        if self.is_attachment(path):
            return False
        own = stem(path)
        in_row = naming.numbered(own) or naming.is_dated(own)
        return dirname(path) in self.rows and bool(in_row)

    def admits(self, path: str) -> bool:
        """Whether a document that shows what it is may lie here."""
        if path in self.main_texts or self._is_new_folder(path):
            return True
        if naming.IN_FOLDER.fullmatch(stem(path)):
            return dirname(dirname(path)) in self.any_name
        return naming.is_part(path) or not self.is_attachment(path)

    def is_dated(self, path: str) -> bool:
        """Whether the names here begin with a year, "2019-words", not a number."""
        folder = dirname(path)
        return folder in self.dated or (
            path in self.main_texts and dirname(folder) in self.dated
        )

    def _is_new_folder(self, path: str) -> bool:
        """Whether this is the text of a numbered folder that the tree lacks yet."""
        folder = dirname(path)
        found = naming.numbered(basename(folder))
        return (
            found is not None
            and _is_own_folder(folder, found)
            and naming.IN_FOLDER.fullmatch(stem(path)) is not None
            and not _lies_in(f"{folder}/x", self.of_documents)
            and not naming.EDITION.fullmatch(basename(folder))
        )

    def is_attachment(self, path: str) -> bool:
        """Whether the file lies in another document's folder."""
        if path in self.main_texts:
            return False
        if path in self.attached:
            return True
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
    stems = {
        folder: {stem(path).casefold() for path in files}
        for folder, files in by_folder.items()
    }
    anywhere = set().union(*stems.values())
    found: set[str] = set()
    for folder in by_folder:
        while folder:
            above, own = dirname(folder), basename(folder)
            siblings = stems.get(above, set()) if own else anywhere
            if _belongs(own.casefold(), siblings):
                found.add(folder)
            folder = above
    return found


def _attached(by_folder: dict[str, list[str]]) -> set[str]:
    """Return the files that are called after one beside them: "lamps.changes.md"."""
    found: set[str] = set()
    for files in by_folder.values():
        stems = {stem(path) for path in files}
        for path in files:
            first, dot, rest = stem(path).partition(".")
            if dot and rest[:1].isalpha() and first in stems:
                found.add(path)
    return found


def _belongs(own: str, siblings: Set[str]) -> bool:
    """Whether a folder is called like a file beside it, or by that file's number."""
    if own in siblings:
        return True
    found = naming.numbered(own)
    return (
        found is not None
        and not found["words"]
        and any(name.startswith((f"{own}-", f"{own}_")) for name in siblings)
    )


def _main_texts(by_folder: dict[str, list[str]], beside: set[str]) -> set[str]:
    """Return the texts that stand for a numbered folder, one each."""
    mains: set[str] = set()
    for folder, files in by_folder.items():
        own = basename(folder)
        found = naming.numbered(own)
        if _is_topic(folder, files):
            mains.add(next(p for p in files if stem(p).lower() == "readme"))
        if naming.is_dated(own) and folders.is_named(dirname(folder)):
            mains |= {path for path in files if stem(path) == own}
        if not found or not _is_own_folder(folder, found):
            continue
        if (
            folder in beside
            or naming.EDITION.fullmatch(own)
            or naming.is_other(f"{folder}/x.md")
        ):
            continue
        inner = [path for path in files if naming.IN_FOLDER.fullmatch(stem(path))]
        alike = [path for path in files if _is_named_as(stem(path), own, found)]
        sole = files if len(files) == 1 else []
        for choice in (inner, alike, sole):
            if choice:
                mains.add(min(choice, key=lambda path: (len(path), path)))
                break
    taken = {dirname(path) for path in mains}
    return {path for path in mains if not _lies_in(dirname(path), taken)}


def _lies_in(folder: str, folders: Set[str]) -> bool:
    """Whether a folder lies below one of the others."""
    while folder := dirname(folder):
        if folder in folders:
            return True
    return False


def _is_own_folder(folder: str, name: re.Match[str]) -> bool:
    """Whether a folder is one proposal's: "0012-words", or "rfd/0012"."""
    if name["words"] or name["series"]:
        return True
    home = dirname(folder)
    if words.role(basename(home)) == "number":  # "jep/12"
        return True
    return len(name["number"]) >= ROW_DIGITS and folders.is_named(home)


def _is_named_as(own: str, folder: str, name: re.Match[str]) -> bool:
    """Whether a file in a proposal's folder is called like the folder."""
    own, folder = own.lower(), folder.lower()
    return own in (folder, (name["words"] or folder).lower()) or own.startswith(
        f"{folder}-"
    )


def _series(name: re.Match[str]) -> str:
    """Return the capitals that a file's name leads its number with, ``CFP-7-words``."""
    found = name["series"] or ""
    return found if found.isupper() and 2 <= len(found) <= 5 and name["words"] else ""


def _of_one_series(by_folder: dict[str, list[str]]) -> set[str]:
    """Return the folders where nearly all are called alike, ``nep-0001-words``."""
    found: set[str] = set()
    for folder, files in by_folder.items():
        own = [path for path in files if not naming.is_other(path)]
        names = filter(None, (naming.numbered(stem(path)) for path in own))
        series = Counter(name["series"] for name in names if name["series"])
        most = max(series.values(), default=0)
        if most >= FULL and most * 5 >= len(own) * 4:
            found.add(folder)
    return found


def _is_full(folder: str, count: int) -> bool:
    """Whether so many numbered files lie here that the others are no mere texts."""
    return basename(folder) == "text" and count >= FULL


def _are_years(starts: list[str]) -> bool:
    """Whether every name begins with a year, and some with the same."""
    return (
        len(starts) >= AT_ROOT
        and all(YEAR.match(start) for start in starts)
        and len(set(starts)) < len(starts)
    )


def _is_home(folder: str, count: int) -> bool:
    if not folder:
        return count >= AT_ROOT
    return count >= 1 and folders.is_named(folder)


def _is_topic(folder: str, files: list[str]) -> bool:
    """Whether a folder below a year of proposals is one of them: it has a README."""
    return (
        naming.EDITION.fullmatch(basename(dirname(folder))) is not None
        and not folders.is_kind(basename(folder))
        and "readme" in {stem(path).lower() for path in files}
        and folders.is_named(folder)
        and folders.takes_any_name(folder)
    )
