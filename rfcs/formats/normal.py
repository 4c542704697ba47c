"""Make the fields of any header into what an RFC states. Plain Python.

Every dialect yields its fields as they are written; what they mean is said here,
once. Nothing is invented: a field that is absent, or a placeholder, stays empty.
"""

import re
from collections.abc import Mapping
from typing import Any

from rfcs import lifecycle, lifecycle_words
from rfcs.formats import inline, numbers, people, words
from rfcs.formats.header import Header
from rfcs.formats.naming import Name, name_of
from rfcs.formats.source import SourceFile, date_issues
from rfcs.metadata import Author, Metadata, canonical_number, read_date

IDENTIFIER = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)+")
NO_TITLE = re.compile(
    r"(?:summary|motivation|abstract|introduction|drawbacks|alternatives|tl;dr|overview"
    r"|table of contents|contents|detailed design|unresolved questions|rfc|context"
    r"|goals?"
    r"|background|problem(?: statement| description)?|proposal|simple summary|preamble"
    r"|status|metadata|basic example|scope|description|terminology|specification"
    r"|proposed (?:change|enhancement|solution)|request for comments|rationale)\W*",
    re.IGNORECASE,
)
LED = re.compile(
    r"\W{0,3}(?:[A-Za-z]{1,16}[ -]?){0,4}[#(\[]{0,2}(?P<number>\d{1,9})[)\]]?"
    r"\s*(?:[:.,|\u2013\u2014-]+\s*|\s+(?=\S)|$)"
)
LONGEST_LEAD = 40
LONGEST_STATUS = 500
BADGE = re.compile(r"\[?!\[(?:GitHub|build|CI)\b[^\[\]]{0,200}\]\([^()]{0,500}\)", re.I)
CALLOUT = re.compile(r"^[ \t]*>[ \t]?(?:\[![A-Za-z]{1,20}\])?[ \t]*", re.MULTILINE)
NO_STATE = re.compile(r"unknown|pending|unassigned", re.IGNORECASE)


def metadata(
    source: SourceFile, header: Header, *, name: Name | None = None
) -> Metadata:
    """Return what the header and the path say about the document."""
    name = name or name_of(source.path)
    roles = by_role(_called(header.fields, header.title))
    number, series, issues = numbers.of(roles, header.fields, name, source.path)
    created, updated = _date(roles.get("created")), _date(roles.get("updated"))
    status, stage = _status(roles, header.fields, series)
    issues += date_issues("created", created, source.path)
    issues += date_issues("updated", updated, source.path)
    title = _title(roles, _unlabelled(header.title, series, number), number, name)
    return Metadata(
        title=title,
        number=number,
        series=series,
        status=status,
        stage=stage,
        authors=_authors(roles),
        created=read_date(created),
        created_raw=created,
        updated=read_date(updated),
        updated_raw=updated,
        relations=_relations(roles),
        discussion=_links(roles.get("discussion", [])),
        fields=header.fields,
        problems=(*source.issues(), *header.issues, *issues),
    )


def by_role(fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the stated values by what they mean, in their order."""
    roles: dict[str, list[Any]] = {}
    for name, value in {**_nested(fields), **fields}.items():
        role = words.role(name)
        if role and value not in (None, "", [], {}):
            roles.setdefault(role, []).append((name, value))
    return {
        role: [value for _, value in _best(role, found)]
        for role, found in roles.items()
    }


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that a header keeps under "meta"."""
    found: dict[str, Any] = {}
    for name in ("meta", "metadata"):
        if isinstance(held := fields.get(name), dict):
            found |= {str(key): value for key, value in held.items()}
    return found


def _best(role: str, found: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Put the field first whose name says it most plainly."""
    names = words.ROLES[role]

    def rank(item: tuple[str, Any]) -> int:
        plain = words.plain(item[0])
        for key in (plain, plain.removesuffix("s"), plain.removesuffix("es")):
            if key in names:
                return names.index(key)
        return len(names)

    return (
        sorted(found, key=rank)
        if role in ("title", "created", "authors", "status", "stage")
        else found
    )


def _status(
    roles: Mapping[str, list[Any]], fields: Mapping[str, Any], series: str
) -> tuple[str | None, str]:
    """Return the status in the source's own words, and a stage that narrows it."""
    status = next(filter(None, map(said, roles.get("status", []))), "")
    stage = next(filter(None, map(said, roles.get("stage", []))), "")
    if not status and not stage and series:
        for key, value in fields.items():
            if key.strip("*_ ").upper() == series and is_state(str(value)):
                status = said(value)
    return (status or stage or None), (stage if status else "")


def is_state(value: str) -> bool:
    """Whether a value begins with the word of a state."""
    first = re.search(r"[A-Za-z]+", value)
    return first is not None and lifecycle_words.is_usual(first[0])


def said(value: Any) -> str:
    """Return a status as it reads, without the markup around it.

    A badge is drawn elsewhere: what its picture is called says nothing.
    """
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else ", ".join(map(str, value))
    if isinstance(value, str):
        value = BADGE.sub(" ", CALLOUT.sub("", value))
    found = inline.text(value)[:LONGEST_STATUS].strip("\"' ")
    if not found and isinstance(value, str) and NO_STATE.fullmatch(value.strip("*_ ")):
        return value.strip("*_ ")  # said to be unknown, which is not unsaid
    return found


def _title(
    roles: Mapping[str, list[Any]], heading: str, number: str, name: Name
) -> str:
    own = own_heading(heading, number)
    for value in roles.get("title", []):
        found = inline.text(value).strip("\"' ")
        if found and not (own and _is_label(found, number)):
            return found
    return own or name.words


def _is_label(title: str, number: str) -> bool:
    """Whether what should be the title is only the document's label: "ZEP0007"."""
    found = numbers.PREFIXED.fullmatch(title)
    return found is not None and canonical_number(found["number"]) == number


def _called(fields: Mapping[str, Any], heading: str) -> dict[str, Any]:
    """Return the fields but a feature's name in code, where a heading is in words."""
    if not own_heading(heading, ""):
        return dict(fields)
    return {
        key: value
        for key, value in fields.items()
        if words.role(key) != "title"
        or words.plain(key) == "title"
        or not IDENTIFIER.fullmatch(inline.text(value))
    }


def _unlabelled(heading: str, series: str, number: str) -> str:
    """Return a heading without the label of a part, "MIP1c2-SP7:", before it."""
    label = f"{series}{number}"
    if re.search(r"\d", series) and heading.upper().startswith(label):
        return heading[len(label) :].lstrip(" :.-\u2013\u2014")
    return heading


def own_heading(heading: str, number: str) -> str:
    """Return a heading without "RFC 12:" before it; nothing for "Summary"."""
    heading = inline.text(heading).strip("# ")
    found = LED.match(heading[:LONGEST_LEAD]) if number else None
    if found and canonical_number(found["number"]) == number:
        heading = heading[found.end() :].strip()
    is_state = lifecycle_words.is_usual(heading.strip("!. "))
    return "" if is_state or NO_TITLE.fullmatch(heading) else heading


def _authors(roles: Mapping[str, list[Any]]) -> tuple[Author, ...]:
    for role in ("authors", "editors"):
        for value in roles.get(role, []):
            if found := people.read(value):
                return found
    return ()


def _date(values: list[Any] | None) -> str:
    """Return the words of the first date that is stated."""
    for value in values or []:
        found = inline.text(value)
        if found and found.casefold() not in ("true", "false"):  # "published: true"
            return found
    return ""


def _relations(roles: Mapping[str, list[Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for role in words.RELATIONS:
        values = roles.get(role, [])
        if role == "tracking":
            items = _links(values)
        else:
            items = tuple(item for value in values for item in references(value))
        if items:
            found[role] = tuple(dict.fromkeys(items))
    return found


def references(value: Any) -> tuple[str, ...]:
    """Return the numbers or names that a relation lists."""
    if isinstance(value, list):
        return tuple(item for part in value for item in references(part))
    if isinstance(value, dict):
        return tuple(item for part in value.values() for item in references(part))
    parts = re.split(r"[,;\n]|\s+and\s+", inline.lines(value))
    return tuple(_reference(part) for part in parts if inline.text(part))


def _reference(part: str) -> str:
    part = inline.text(part)
    found = numbers.PREFIXED.fullmatch(part)
    return canonical_number(found["number"]) if found else part[:300]


def _links(values: list[Any]) -> tuple[str, ...]:
    found = [link for value in values for link in inline.links(value)]
    return tuple(dict.fromkeys(found))


def process_of(header: Header, found: Metadata, path: str) -> str:
    """Return the process whose words the status is to be read with."""
    if OPENSTACK.search(path):
        return "openstack_spec"
    names = {words.plain(name) for name in header.fields}
    for process, rule in PROCESSES.items():
        if found.series in rule.get("series", ()):
            return process if _says(process, found.status) else "common"
        fields = rule.get("fields", ())
        if fields and set(fields) <= names:
            return process
    return "common"


def _says(process: str, status: str | None) -> bool:
    """Whether a word is of the process, or of none: others have EIPs too."""
    known = lifecycle.derive(process, status).is_known
    return known or not lifecycle.derive("common", status).is_known


OPENSTACK = re.compile(
    r"(?:^|/)specs/(?:.+/)?(?:approved|implemented|backlog|abandoned)/.+\.rst$"
)
PROCESSES: dict[str, dict[str, tuple[str, ...]]] = {
    "eip": {"series": ("EIP", "ERC")},
    "bip": {"series": ("BIP",)},
    "swift": {"series": ("SE", "ST"), "fields": ("review manager", "status")},
    "ember": {"fields": ("stage", "teams", "prs")},
    "nixos": {"fields": ("shepherd team", "shepherd leader")},
    "ghc": {"fields": ("date accepted", "ticket url")},
}
