"""What every format yields about a document. Plain Python.

Nothing is invented: what the source does not state is ``None`` or empty, and what
it states in words that cannot be read stays beside it as ``*_raw``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),  # noqa: SIM905
        start=1,
    )
}
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
STAMP = re.compile(
    r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?"
)
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
NAMED_MONTH = re.compile(
    r"(?:[A-Za-z]{3,9},\s*)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[- /]*"
    r"([A-Za-z]{3})[a-z]*\.?,?[- /]*(\d{4})"
)
MONTH_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},\s*)?([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})"
)
YEAR_MONTH_NAMED = re.compile(r"(\d{4})[- ,/]+([A-Za-z]{3})[a-z]*\.?[- ,/]+(\d{1,2})")
DASHES = re.compile("[\u2010-\u2015\u2212\u00ad]")


@dataclass(frozen=True)
class Author:
    """A person as the source names them."""

    name: str
    email: str = ""
    handle: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the members that are stated."""
        members = {"name": self.name, "email": self.email, "handle": self.handle}
        return {key: value for key, value in members.items() if value}


@dataclass(frozen=True)
class Issue:
    """Something in the source that is not as its format wants it."""

    code: str
    message: str
    line: int | None = None
    path: str = ""


@dataclass(frozen=True)
class Metadata:
    """What a document says about itself."""

    title: str
    number: str = ""
    series: str = ""
    status: str | None = None
    stage: str = ""
    authors: tuple[Author, ...] = ()
    created: date | None = None
    created_raw: str = ""
    updated: date | None = None
    updated_raw: str = ""
    relations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    discussion: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Issue, ...] = ()


def read_date(words: str) -> date | None:
    """Return the day that ``words`` name beyond doubt, or ``None``.

    Year first, or day first where the month is a name or the day is above twelve.
    """
    words = DASHES.sub("-", words[:100]).strip().strip("()\"'").strip(" .,;\t")
    if len(words) > 10 and (found := STAMP.fullmatch(words[10:])):
        words = words[:10]
    if found := YEAR_FIRST.fullmatch(words):
        return _day(found[1], found[2], found[3])
    for pattern, (year, month, day) in (
        (NAMED_MONTH, (3, 2, 1)),
        (MONTH_FIRST, (3, 1, 2)),
        (YEAR_MONTH_NAMED, (1, 2, 3)),
    ):
        if found := pattern.fullmatch(words):
            number = MONTHS.get(found[month].lower())
            return _day(found[year], str(number), found[day]) if number else None
    if (found := DAY_FIRST.fullmatch(words)) and int(found[1]) > 12:
        return _day(found[3], found[2], found[1])
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def canonical_number(raw: str) -> str:
    """Return a number of decimal digits without leading zeros, else ``""``."""
    raw = raw.strip()
    if not (raw.isascii() and raw.isdigit()) or len(raw) > 18:
        return ""
    return raw.lstrip("0") or "0"


def order_of(number: str) -> int:
    """Return where a number stands in a list: also a hexadecimal one; 0 for none."""
    return int(number or "0", 10 if number.isdigit() else 16)
