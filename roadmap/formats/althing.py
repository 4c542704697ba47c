"""Althing's own milestone files and track files, as docs/milestones.md describes."""

from pathlib import PurePosixPath
from typing import Any

from core.plainyaml import Document, Unreadable, load
from roadmap import declared, rules
from roadmap.formats.fields import KEY, Fields, keyed
from roadmap.formats.found import (
    Format,
    FoundFile,
    FoundMilestone,
    FoundTrack,
    Issue,
)
from roadmap.targets import read_date

CONFIDENCES = ("committed", "planned", "exploring")
STATES = {
    "proposed": "planned",
    "planned": "planned",
    "in-progress": "active",
    "on-track": "active",
    "at-risk": "active",
    "blocked": "active",
    "done": "done",
    "deferred": "deferred",
    "dropped": "dropped",
}
MEMBERS = {
    "id",
    "title",
    "track",
    "owner",
    "champion",
    "target",
    "confidence",
    "status",
    "summary",
    "criteria",
    "depends-on",
    "needs",
    "rfc",
    "links",
    "asks",
    "evidence",
}
_FOLDERS = {"milestones", "roadmap"}
_TRACK_FILES = {"tracks.yaml", "tracks.yml"}
_SUFFIXES = {".yaml", ".yml"}


def claims(path: str) -> bool:
    """Whether the file stands where milestone files stand."""
    where = PurePosixPath(path)
    if where.suffix not in _SUFFIXES or where.name == "kep.yaml":
        return False
    if any(part.startswith(".") for part in where.parts):
        return False
    if declared.kind_of(path):
        return False
    if where.name in _TRACK_FILES or where.stem == "milestones":
        return True
    return bool(_FOLDERS & set(where.parts[:-1]))


def read(path: str, data: bytes) -> FoundFile:
    """Return the milestones, or the tracks and releases, that the file holds."""
    try:
        document = load(data)
    except Unreadable as error:
        return FoundFile(issues=(Issue("unreadable", error.message, error.line),))
    issues = [
        Issue("repeated-member", f"“{place}” is written twice; the last counts.", line)
        for place, line in document.repeated
    ]
    if document.replaced_bytes:
        issues.append(Issue("not-utf-8", "Some bytes are not UTF-8; they are marked."))
    if not isinstance(document.value, dict):
        issues.append(Issue("not-a-milestone", "The file should hold named members."))
        return FoundFile(issues=tuple(issues))
    if PurePosixPath(path).name in _TRACK_FILES:
        return _tracks(document, issues)
    return _milestones(path, document, issues)


def _milestones(path: str, document: Document, issues: list[Issue]) -> FoundFile:
    listed = document.value.get("milestones")
    if not isinstance(listed, list):
        fields = Fields(document, document.value, "")
        found = _milestone(fields, PurePosixPath(path).stem)
        return FoundFile(milestones=(found,), issues=(*issues, *fields.issues))
    milestones = []
    for index, members in enumerate(listed):
        at = f"milestones[{index}]"
        if not isinstance(members, dict):
            message = f"Entry {index + 1} of “milestones” should hold named members."
            issues.append(Issue("not-a-milestone", message))
            continue
        fields = Fields(document, members, at)
        stem = f"{PurePosixPath(path).stem}-{index + 1}"
        milestones.append(_milestone(fields, stem))
        issues.extend(fields.issues)
    return FoundFile(milestones=tuple(milestones), issues=tuple(issues))


def _milestone(fields: Fields, stem: str) -> FoundMilestone:
    for name in fields.members:
        if name not in MEMBERS:
            message = f"“{name}” is not a member; it is kept as it was written."
            fields.note("unknown-member", message, name)
    key = _key(fields, stem)
    title = fields.text("title", 500)
    if not title:
        fields.note("missing-title", "The milestone has no title; its id stands in.")
    status = fields.choice("status", 200, STATES, "unknown-status")
    return FoundMilestone(
        key=key,
        title=title or key,
        track=fields.text("track", 80),
        owner=fields.text("owner", 200),
        champion=fields.text("champion", 200),
        target=fields.text("target", 120),
        confidence=fields.choice("confidence", 100, CONFIDENCES, "unknown-confidence"),
        status=status,
        state=STATES.get(status, "unknown") if status else "planned",
        summary=fields.text("summary", 20_000),
        criteria=fields.texts("criteria"),
        dependencies=fields.texts("depends-on"),
        needs=fields.texts("needs"),
        links=fields.links("links"),
        rfc=fields.text("rfc", 300),
        asks=fields.asks("asks"),
        more=fields.others(MEMBERS),
        rules=rules.read(
            fields.members.get("evidence"),
            lambda code, message: fields.note(code, message, "evidence"),
            own=key,
        ),
    )


def _key(fields: Fields, stem: str) -> str:
    key = fields.text("id", 120)
    if KEY.fullmatch(key):
        return key
    instead = keyed(key) or keyed(stem) or "milestone"
    if key:
        message = f"The id “{key}” may hold letters, digits, “.”, “_” and “-” only."
        fields.note("bad-id", f"{message} Read as “{instead}”.", "id")
    else:
        fields.note("missing-id", f"The milestone has no id; read as “{instead}”.")
    return instead


def _tracks(document: Document, issues: list[Issue]) -> FoundFile:
    listed = document.value.get("tracks")
    tracks = []
    for index, members in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(members, dict):
            message = f"Entry {index + 1} of “tracks” should hold named members."
            issues.append(Issue("not-a-track", message))
            continue
        fields = Fields(document, members, f"tracks[{index}]")
        tracks.append(_track(fields, index))
        issues.extend(fields.issues)
    if not isinstance(listed, list):
        issues.append(Issue("not-a-track", "The file should hold a list “tracks”."))
    releases = _releases(document.value.get("releases"), document, issues)
    return FoundFile(tracks=tuple(tracks), releases=releases, issues=tuple(issues))


def _track(fields: Fields, index: int) -> FoundTrack:
    title = fields.text("title", 200)
    slug = keyed(fields.text("slug", 80) or title).lower()[:80]
    if not slug:
        slug = f"track-{index + 1}"
        fields.note("missing-slug", f"The track has no slug; read as “{slug}”.")
    order = fields.text("order", 20)
    if order and not (order.isascii() and order.isdigit() and len(order) < 6):
        fields.note("bad-order", f"The order “{order}” is not a number.", "order")
        order = ""
    return FoundTrack(
        slug=slug,
        title=title or slug,
        description=fields.text("description", 5_000),
        position=int(order) if order else index + 1,
    )


def _releases(value: Any, document: Document, issues: list[Issue]) -> dict[str, str]:
    days = {}
    for name, day in value.items() if isinstance(value, dict) else ():
        if isinstance(day, str) and read_date(day):
            days[name] = day
            continue
        message = f"“{day}” is not a day; the release “{name}” has no date."
        issues.append(Issue("no-such-date", message, document.line(f"releases.{name}")))
    return days


FORMAT = Format("althing", claims, read)
