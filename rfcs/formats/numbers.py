"""The number and the series of a document: its header's, else its path's.

Plain Python.
"""

import re
from collections.abc import Mapping
from typing import Any

from rfcs.formats import inline, words
from rfcs.formats.naming import Name, own_name
from rfcs.metadata import Issue, canonical_number

PREFIXED = re.compile(
    r"#?(?:(?P<series>[A-Za-z][A-Za-z ]{0,14}?)[-_ #:]{0,3})?(?P<number>\d{1,9})\.?"
)
REMARKED = re.compile(r"#?(\d{1,9})\s+\(")
LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,20}")
SERIES_FIELD = re.compile(r"[A-Za-z]{2,8}")


def of(
    roles: Mapping[str, list[Any]], fields: Mapping[str, Any], name: Name, path: str
) -> tuple[str, str, list[Issue]]:
    """Return number and series: the header's, else the path's."""
    stated, series, odd = "", name.series, ""
    if labelled := _labelled(fields, path):
        return (*labelled, _differing(path, name, *labelled))
    values = [inline.text(value) for value in roles.get("number", [])]
    values += [
        inline.text(value)
        for key, value in fields.items()
        if not words.role(key)
        and name.series
        and key.strip("*_ ").upper() == name.series
    ]
    for value in values:
        found = PREFIXED.fullmatch(value)
        if found:
            stated = canonical_number(found["number"])
            series = (found["series"] or series).strip().upper()
            break
        if value and re.search(r"\d", value):
            odd = odd or value
    if not stated and odd:
        first = re.match(r"[^\d]{0,12}?(\d{1,9})(?!\d)", odd)
        if name.number and first and canonical_number(first[1]) == name.number:
            stated = name.number  # "BIP 12 (draft)": the file's name agrees
        elif remarked := REMARKED.match(odd):
            stated = canonical_number(remarked[1])
    issues = []
    if odd and not stated:
        words_ = f"The number is none: {odd[:40]}"
        issues.append(Issue("number-unreadable", words_, None, path))
    if int(stated or 0) and int(name.number or 0):
        issues += _differing(path, name, stated, series)
    return stated or name.number, series or _series_of(fields), issues


def _labelled(fields: Mapping[str, Any], path: str) -> tuple[str, str] | None:
    """Return number and series of a field like ``MIP1c2-SP#: 7``.

    Without its sign where name and value together are the file's name.
    """
    for key, value in fields.items():
        label, sign, _ = key.strip("*_ ").partition("#")
        number = canonical_number(inline.text(value).strip("# "))
        label = label.upper()
        if not number or not LABEL.fullmatch(label):
            continue
        if sign or (re.search(r"\d", label) and _own(path) == label + number):
            return number, label
    return None


def _own(path: str) -> str:
    """Return the document's own name in capitals, numbers without leading zeros."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", own_name(path)).strip().upper()


def _differing(path: str, name: Name, number: str, series: str) -> list[Issue]:
    """Say when the file's name holds another number than the header."""
    if not name.number or number == name.number:
        return []
    if _own(path).startswith(series + number):
        return []
    words_ = f"The header says {number}, the file's name {name.number}."
    return [Issue("number-differs", words_, None, path)]


def _series_of(fields: Mapping[str, Any]) -> str:
    """Return the name of the field that holds the number: "EIP: 20"."""
    for key in fields:
        key = key.strip("*_: ")
        named = words.role(key) == "number" and SERIES_FIELD.fullmatch(key)
        if named and key.lower() not in ("number", "id", "no", "proposal"):
            return key.upper()
    return ""
