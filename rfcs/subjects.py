"""RFCs as subjects of ballots: how one stands now, and what a decision does to it."""

from collections.abc import Iterator

from django.utils import timezone

from core.canonical import sha256_hex
from core.ids import new_id
from governance import mentions, subjects
from governance.automatic import Candidate
from governance.errors import UnknownSubject
from governance.mentions import Mention
from governance.subjects import Hooks, Outcome, Subject
from ledger import log
from rfcs import contradictions
from rfcs.models import Concern, Revision, Rfc, StateChange, Text

KIND = "rfc"
SHORTEST = 7
EFFECTS = {
    "accept": "The RFC is accepted; implementing it may begin.",
    "reject": "The RFC is closed as rejected.",
    "postpone": "The RFC is closed as postponed; it may be proposed again later.",
}
_AFTER_ACCEPTANCE = ("accepted", "available", "released", "settled")
_STATES = {
    "accept": ("accepted", "accepted", "implementer"),
    "reject": ("closed", "rejected", "none"),
    "postpone": ("closed", "postponed", "none"),
}


def register() -> None:
    """Make RFCs known to the ballots."""
    hooks = Hooks(
        current, decided, EFFECTS, at=at, undone=undone, candidates=candidates
    )
    subjects.register(KIND, hooks)
    mentions.register(KIND, overruled_by)


def overruled_by(decision: int) -> Iterator[Mention]:
    """Yield the concerns that a decision overruled."""
    rows = Concern.objects.filter(overruled_by=decision).order_by("pk")
    for concern in rows.select_related("rfc__project"):
        where = f"Concern on {concern.rfc}, overruled"
        yield Mention(where, concern.name, concern.rfc.get_absolute_url())


def current(key: str) -> Subject:
    """Return the RFC at its current revision."""
    found = Rfc.objects.filter(pk=key) if key.isdecimal() else Rfc.objects.none()
    rfc = found.select_related("project", "current_revision").first()
    if rfc is None:
        raise UnknownSubject(f"There is no RFC with the key “{key}”.")
    revision = rfc.current_revision
    return Subject(
        kind=KIND,
        key=key,
        revision=revision.commit_oid if revision else "",
        title=str(rfc),
        url=revision.get_absolute_url() if revision else rfc.get_absolute_url(),
        project=rfc.project.slug,
        text_hash=_text_hash(revision.blob_oid) if revision else "",
        closed=_closed(rfc),
    )


def decided(outcome: Outcome) -> None:
    """Move the RFC's state; the source's own status word stays as it is."""
    rfc = Rfc.objects.select_for_update().get(pk=outcome.key)
    phase, resolution, holder = _STATES[outcome.disposition]
    if outcome.disposition == "accept" and rfc.phase in _AFTER_ACCEPTANCE:
        phase = rfc.phase
    rfc.phase, rfc.resolution, rfc.holder = phase, resolution, holder
    rfc.disposition = outcome.disposition
    rfc.activity = "active"
    rfc.changed_at = outcome.decided_at
    rfc.save(
        update_fields=[
            "phase",
            "resolution",
            "holder",
            "disposition",
            "activity",
            "changed_at",
        ]
    )
    contradictions.forget_built(rfc)
    StateChange.objects.create(
        rfc=rfc,
        status=rfc.status,
        phase=phase,
        resolution=resolution,
        entered_at=outcome.decided_at,
        commit_oid=outcome.revision,
        decision_number=outcome.number or None,
    )
    log.append(
        "rfc.state",
        {
            "rfc": str(rfc.pk),
            "phase": phase,
            "resolution": resolution,
            "revision": outcome.revision,
            **({"decision": outcome.number} if outcome.number else {}),
        },
        entry_id=new_id(),
        subject=f"{KIND}:{rfc.pk}",
        actor=outcome.decided_by,
    )


def at(key: str, revision: str) -> Subject:
    """Return the RFC as it stood at an earlier revision, named by its commit."""
    found = Revision.objects.filter(
        rfc=int(key) if key.isdecimal() else None, commit_oid__startswith=revision
    )
    rows = list(found.select_related("rfc__project")[:2])
    if len(rows) != 1 or len(revision) < SHORTEST:
        raise UnknownSubject(f"There is no one revision {revision!r} of that RFC.")
    (row,) = rows
    return Subject(
        kind=KIND,
        key=key,
        revision=row.commit_oid,
        title=f"{row.rfc.number} {row.title}".strip(),
        url=row.get_absolute_url(),
        project=row.rfc.project.slug,
        text_hash=_text_hash(row.blob_oid),
        closed=_closed(row.rfc),
    )


def undone(outcome: Outcome) -> None:
    """Put the RFC's state back to what it was, where nothing has happened since."""
    rfc = Rfc.objects.select_for_update().get(pk=outcome.key)
    changes = list(rfc.state_changes.order_by("-entered_at", "-pk")[:2])
    if not changes or changes[0].entered_at != outcome.decided_at:
        return
    before = changes[1] if len(changes) > 1 else None
    rfc.phase = before.phase if before else "unknown"
    rfc.resolution = before.resolution if before else "none"
    rfc.disposition, rfc.holder = "none", "none"
    rfc.changed_at = timezone.now()
    rfc.save(
        update_fields=["phase", "resolution", "disposition", "holder", "changed_at"]
    )
    StateChange.objects.create(
        rfc=rfc,
        status=rfc.status,
        phase=rfc.phase,
        resolution=rfc.resolution,
        entered_at=rfc.changed_at,
        commit_oid=outcome.revision,
    )
    log.append(
        "rfc.state",
        {
            "rfc": str(rfc.pk),
            "phase": rfc.phase,
            "resolution": rfc.resolution,
            "revision": outcome.revision,
            "undone": True,
        },
        entry_id=new_id(),
        subject=f"{KIND}:{rfc.pk}",
    )


def candidates(project: str) -> Iterator[Candidate]:
    """Yield every RFC of a project that a rule might open a ballot on."""
    rows = Rfc.objects.filter(
        project__slug=project, gone_at=None, current_revision__isnull=False
    ).order_by("pk")
    columns = rows.values_list("pk", "title", "path", "phase")
    for pk, title, path, phase in columns.iterator():
        yield Candidate(KIND, str(pk), title, path, phase)


def _closed(rfc: Rfc) -> str:
    if rfc.current_revision is None:
        return "No revision of this RFC has been mirrored yet."
    if rfc.gone_at is not None:
        return (
            "The document was removed from its repository; nothing is left to vote on."
        )
    if rfc.resolution == "withdrawn":
        return "The RFC was withdrawn; nothing is left to vote on."
    return ""


def _text_hash(blob_oid: str) -> str:
    text = Text.objects.filter(blob_oid=blob_oid).values_list("source", flat=True)
    source = text.first()
    return "" if source is None else sha256_hex(source.encode())
