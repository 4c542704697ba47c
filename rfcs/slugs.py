"""The last part of an RFC's address: its number, or the words of its file's name."""

import re
from posixpath import basename, dirname, splitext

from django.utils.text import slugify

from rfcs.formats import rows

LONGEST = 100
FOLDER_FILES = {"readme.md", "kep.yaml"}
SERIES = re.compile(r"([a-z]{1,12})-?0*(\d+)(?:-.*)?")
LEADING_NUMBER = re.compile(r"0*\d*-?(.*)")


def wanted(number: str) -> str:
    """Return the slug that a number gives; 0 stands for none yet."""
    return number.lower() if number.strip("0") else ""


def series(number: str, path: str) -> str:
    """Return the slug of series and number, ``sip-7``, that the file's name gives."""
    found = SERIES.fullmatch(words(path))
    return f"{found[1]}-{number}" if found and found[2] == number else ""


def words(path: str) -> str:
    """Return the slug that the name of the file, or of its folder, gives."""
    if key := rows.key_of(path):
        return key
    folder, file = dirname(path), basename(path)
    in_folder = folder and file.lower() in FOLDER_FILES
    name = basename(folder) if in_folder else splitext(file)[0]
    return slugify(name)[:LONGEST].strip("-") or "document"


def choose(number: str, path: str, taken: set[str]) -> str:
    """Return a free slug: the number's own, or the words if another holds it."""
    first = wanted(number)
    if first and first not in taken:
        return first
    name = words(path)
    if first and (own := series(number, path)) and own not in taken:
        return own
    if first:
        rest = LEADING_NUMBER.fullmatch(name)
        name = f"{first}-{rest[1] if rest and rest[1] else name}"[:LONGEST]
    elif name.isdigit():
        name = f"n-{name}"  # numbers are for documents that have one
    slug, count = name, 1
    while slug in taken:
        count += 1
        slug = f"{name}-{count}"
    return slug
