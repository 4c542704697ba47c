"""Designations and audits as their files declare them. Plain Python."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.canonical import sha256_hex
from core.plainyaml import Document, Unreadable, load
from roadmap import rules
from roadmap.formats.fields import KEY, Fields, keyed
from roadmap.formats.found import Issue
from roadmap.targets import read_date

SEVERITIES = ("critical", "high", "medium", "low", "note")
DESIGNATION = {"designation", "title", "version", "months", "description", "asks"}
DESIGNATION |= {"criteria"}
AUDIT = {"id", "title", "artefacts", "scope", "auditor", "due", "milestone", "blocks"}
MOST = 200


@dataclass
class FoundDesignation:
    """One version of a designation's criteria."""

    slug: str
    title: str
    version: int
    months: int
    description: str
    asks: list[dict[str, str]]
    criteria: list[dict[str, Any]]

    def hash(self) -> str:
        """Return the digest of all that the version says."""
        said = [self.title, self.months, self.asks, self.criteria]
        return sha256_hex(json.dumps(said, sort_keys=True).encode())


@dataclass
class FoundAudit:
    """What must be audited, and what it holds up."""

    slug: str
    title: str
    artefacts: list[str]
    scope: str
    auditor: str
    due: date | None
    milestone: str
    overdue_blocks: bool
    blocking: str


@dataclass
class FoundProgrammes:
    """All that one file declares, and what is odd about it."""

    designations: list[FoundDesignation] = field(default_factory=list)
    audits: list[FoundAudit] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


Reader = Callable[[Document, FoundProgrammes, str], None]


def read_designation(stem: str, data: bytes) -> FoundProgrammes:
    """Return the designation of a file."""
    return _read(stem, data, _designation)


def read_audits(stem: str, data: bytes) -> FoundProgrammes:
    """Return the audits of a file."""
    return _read(stem, data, _audits)


def _read(stem: str, data: bytes, reader: Reader) -> FoundProgrammes:
    found = FoundProgrammes()
    try:
        document = load(data)
    except Unreadable as error:
        found.issues.append(Issue("unreadable", error.message, error.line))
        return found
    if not isinstance(document.value, dict):
        found.issues.append(Issue("not-a-programme", "The file should name members."))
    else:
        reader(document, found, stem)
    return found


def _designation(document: Document, found: FoundProgrammes, stem: str) -> None:
    fields = Fields(document, document.value, "")
    _note_others(fields, DESIGNATION)
    slug = keyed(fields.text("designation", 80) or stem).lower()[:80]
    version = _number(fields, "version", 1)
    criteria = [
        entry
        for index, members in enumerate(_listed(fields, "criteria"))
        if (entry := _criterion(document, members, index, found.issues))
    ]
    ids = [entry["id"] for entry in criteria]
    if not criteria:
        fields.note("no-criteria", "A designation needs criteria.", "criteria")
    elif len(set(ids)) < len(ids):
        fields.note("duplicate-id", "Two criteria have the same id.", "criteria")
    else:
        asks = [
            {"id": key, "title": str(ask.get("title") or key)[:200]}
            for ask in _listed(fields, "asks")
            if KEY.fullmatch(key := str(ask.get("id") or ""))
        ]
        found.designations.append(
            FoundDesignation(
                slug or "designation",
                fields.text("title", 200) or slug,
                version,
                min(max(_number(fields, "months", 12), 1), 120),
                fields.text("description", 5_000),
                asks,
                criteria,
            )
        )
    found.issues += fields.issues


def _criterion(
    document: Document, members: dict[str, Any], index: int, issues: list[Issue]
) -> dict[str, Any] | None:
    fields = Fields(document, members, f"criteria[{index}]")
    key = fields.text("id", 120)
    if not KEY.fullmatch(key):
        fields.note("bad-id", f"The criterion {index + 1} has no id: “{key}”.")
        issues += fields.issues
        return None
    evidence = members.get("evidence")
    # Holes stand for what an applicant gives: they are read as one letter here.
    rules.read(_unholed(evidence), lambda code, text: fields.note(code, text))
    stated = evidence if isinstance(evidence, list) else []
    issues += fields.issues
    return {
        "id": key,
        "title": fields.text("title", 300) or key,
        "text": fields.text("text", 2_000),
        "evidence": stated,
        "by": "rule" if stated else "review",
    }


def _unholed(value: Any) -> Any:
    if isinstance(value, list):
        return [_unholed(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _unholed(entry) for name, entry in value.items()}
    if isinstance(value, str):
        return value.replace("{", "x").replace("}", "x")
    return value


def filled(entry: Any, values: dict[str, str]) -> Any:
    """Return a rule with ``{name}`` replaced by what the applicant gave."""
    if isinstance(entry, dict):
        return {name: filled(value, values) for name, value in entry.items()}
    if isinstance(entry, list):
        return [filled(value, values) for value in entry]
    if isinstance(entry, str):
        for name, value in values.items():
            entry = entry.replace("{" + name + "}", value)
    return entry


def _audits(document: Document, found: FoundProgrammes, stem: str) -> None:
    fields = Fields(document, document.value, "")
    _note_others(fields, {"audits", "blocks"})
    usual = fields.members.get("blocks")
    for index, members in enumerate(_listed(fields, "audits")):
        own = Fields(document, members, f"audits[{index}]")
        _note_others(own, AUDIT)
        slug = keyed(own.text("id", 80)).lower()
        if not slug:
            own.note("missing-id", f"The audit {index + 1} has no id.")
        else:
            found.audits.append(_audit(own, slug, members.get("blocks", usual)))
        found.issues += own.issues
    found.issues += fields.issues


def _audit(fields: Fields, slug: str, blocks: Any) -> FoundAudit:
    said = fields.text("due", 40)
    due = read_date(said)
    if said and due is None:
        fields.note("no-such-date", f"“{said}” is not a day.", "due")
    blocks = blocks if isinstance(blocks, dict) else {}
    severity = str(blocks.get("findings") or "")
    if severity and severity not in SEVERITIES:
        listed = ", ".join(SEVERITIES)
        fields.note("unknown-severity", f"“{severity}” is not one of: {listed}.")
        severity = ""
    overdue = str(blocks.get("overdue") or "").lower() in {"true", "yes"}
    return FoundAudit(
        slug,
        fields.text("title", 200) or slug,
        list(fields.texts("artefacts")),
        fields.text("scope", 5_000),
        fields.text("auditor", 200),
        due,
        fields.text("milestone", 160),
        overdue,
        severity,
    )


def _listed(fields: Fields, name: str) -> list[dict[str, Any]]:
    value = fields.members.get(name)
    listed = value if isinstance(value, list) else []
    return [entry for entry in listed[:MOST] if isinstance(entry, dict)]


def _number(fields: Fields, name: str, otherwise: int) -> int:
    word = fields.text(name, 20)
    if word.isascii() and word.isdigit() and len(word) < 6:
        return int(word)
    if word:
        fields.note("bad-number", f"“{word}” is not a number.", name)
    return otherwise


def _note_others(fields: Fields, known: set[str]) -> None:
    for name in fields.members:
        if name not in known:
            fields.note("unknown-member", f"“{name}” is not a member.", name)
