"""Kubernetes enhancement proposals: one milestone for each stage and its release."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from core.plainyaml import Document, Unreadable, load
from roadmap.formats.fields import Fields, keyed
from roadmap.formats.found import Format, FoundFile, FoundMilestone, Issue

STAGES = ("alpha", "beta", "stable", "deprecated", "disabled", "removed")
_ENDED = {"rejected", "withdrawn", "replaced"}
_STATUSES = {"provisional", "implementable", "implemented", "deferred"} | _ENDED
_RELEASE = re.compile(r"v?(\d+)\.(\d+)")
_TEMPLATE = re.compile(r"NNNN|0{4}-.*template", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def claims(path: str) -> bool:
    """Whether the file is the metadata of a proposal, not the template's."""
    where = PurePosixPath(path)
    if where.name != "kep.yaml" or where.parts[0] != "keps":
        return False
    return not _TEMPLATE.match(where.parent.name)


def read(path: str, data: bytes) -> FoundFile:
    """Return a milestone for each stage that the proposal names a release for."""
    try:
        document = load(data)
    except Unreadable as error:
        return FoundFile(issues=(Issue("unreadable", error.message, error.line),))
    if not isinstance(document.value, dict):
        message = "The file should hold named members."
        return FoundFile(issues=(Issue("not-a-proposal", message),))
    fields = Fields(document, document.value, "")
    for place, line in document.repeated:
        message = f"“{place}” is written twice; the last counts."
        fields.issues.append(Issue("repeated-member", message, line))
    milestones = _stages(path, document, fields)
    return FoundFile(milestones=milestones, issues=tuple(fields.issues))


def _stages(
    path: str, document: Document, fields: Fields
) -> tuple[FoundMilestone, ...]:
    targets = document.value.get("milestone")
    if targets is None:
        return ()
    if not isinstance(targets, dict):
        fields.note("wrong-type", "“milestone” should name stages.", "milestone")
        return ()
    proposal = _proposal(path, fields)
    stage = fields.choice("stage", 60, STAGES, "unknown-stage")
    latest = fields.text("latest-milestone", 60)
    releases = Fields(document, targets, "milestone")
    found: list[FoundMilestone] = []
    for name in sorted(targets, key=_order):
        if name not in STAGES:
            releases.note("unknown-stage", f"“{name}” is not a stage.", name)
        target = releases.text(name, 120)
        state = _state(name, target, proposal.status, stage, latest)
        milestone = replace(
            proposal,
            key=f"{proposal.key}-{keyed(name)}",
            title=f"{proposal.title}: {name}",
            target=target,
            confidence=_confidence(state, proposal.status, target),
            state=state,
            dependencies=tuple(earlier.key for earlier in found[-1:]),
        )
        found.append(milestone)
    fields.issues.extend(releases.issues)
    return tuple(found)


def _proposal(path: str, fields: Fields) -> FoundMilestone:
    """Return what all stages of the proposal have in common."""
    return FoundMilestone(
        key=f"kep-{_number(path, fields)}",
        title=fields.text("title", 480) or PurePosixPath(path).parent.name,
        track=keyed(fields.text("owning-sig", 80)),
        owner=_shortened(fields.texts("authors")),
        status=fields.choice("status", 200, sorted(_STATUSES), "unknown-status"),
        rfc=str(PurePosixPath(path).parent),
    )


def _number(path: str, fields: Fields) -> str:
    """Return the proposal's own number, or the one that its folder begins with."""
    number = fields.text("kep-number", 40)
    if number.isascii() and number.isdigit():
        return number
    folder = PurePosixPath(path).parent.name
    match = _NUMBER.match(folder)
    return match[0] if match else keyed(folder)


def _order(stage: str) -> tuple[int, str]:
    return (STAGES.index(stage) if stage in STAGES else len(STAGES), stage)


def _state(name: str, target: str, status: str, stage: str, latest: str) -> str:
    """Say how far a stage is, from the three words that the file has for it.

    A stage before the proposal's current one has been reached; the current one is
    reached when the proposal is implemented, or once work has gone on in a later
    release; what lies beyond is planned, or dropped with the proposal.
    """
    if status == "implemented" and _order(name) <= _order(stage or "stable"):
        return "done"
    if stage in STAGES and _order(name) < _order(stage) and target:
        return "done"
    if status in _ENDED:
        return "dropped"
    if status == "deferred":
        return "deferred"
    if status not in _STATUSES:
        return "unknown"
    if name != stage or status == "provisional":
        return "planned"
    return "done" if _is_later(latest, target) else "active"


def _is_later(one: str, other: str) -> bool:
    first, second = _RELEASE.fullmatch(one), _RELEASE.fullmatch(other)
    if not first or not second:
        return False
    return tuple(map(int, first.groups())) > tuple(map(int, second.groups()))


def _confidence(state: str, status: str, target: str) -> str:
    if status == "provisional" or not target:
        return "exploring"
    if state in {"done", "active"}:
        return "committed"
    return "planned" if state == "planned" else ""


def _shortened(people: tuple[str, ...]) -> str:
    joined = ""
    for count, person in enumerate(people):
        longer = f"{joined}, {person}" if joined else person
        if len(longer) > 180:
            return f"{joined} and {len(people) - count} more"
        joined = longer
    return joined


FORMAT = Format("kep", claims, read)
