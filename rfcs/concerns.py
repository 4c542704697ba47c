"""Concerns: named, owned objections that block while they are open."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.markup import render_comment
from core.results import require
from governance.models import Decision
from ledger import log
from rfcs import attention, permissions
from rfcs.comments import require_text
from rfcs.errors import ConcernNameTaken, ConcernSettled, OverruleRefused
from rfcs.models import Concern, Revision, Rfc

MAX_NAME = 120
MAX_REASON = 20_000


def raise_concern(revision: Revision, *, by: User, name: str, reason: str) -> Concern:
    """Raise a concern on the RFC as this revision states it.

    Raises ``ConcernNameTaken`` while an open concern of that name exists.
    """
    name = " ".join(require_text(name, what="name", limit=MAX_NAME).split())
    reason = require_text(reason, what="reason", limit=MAX_REASON)
    html = render_comment(reason)
    try:
        with transaction.atomic():
            return _raise(revision, by, name, reason, html)
    except IntegrityError:
        raise ConcernNameTaken(
            f"A concern named “{name}” is open on this RFC. "
            "Add to that one, or give yours another name."
        ) from None


def _raise(revision: Revision, by: User, name: str, reason: str, html: str) -> Concern:
    rfc = revision.rfc
    require(permissions.can_raise_concern(by, rfc))
    person = accounts.contributor_of(by)
    concern = Concern.objects.create(
        rfc=rfc,
        revision=revision,
        name=name,
        reason=reason,
        html=html,
        raised_by=person,
        raised_at=timezone.now(),
    )
    _count(rfc, 1)
    log.append(
        "concern.raised",
        {
            "name": sha256_hex(name.encode()),
            "reason": sha256_hex(reason.encode()),
            "revision": revision.commit_oid,
        },
        entry_id=concern.entry_id,
        subject=f"rfc:{rfc.pk}",
        actor=person.public_id,
    )
    return concern


@transaction.atomic
def resolve(concern: Concern, *, by: User, reason: str) -> Concern:
    """Declare the concern met, saying how."""
    concern = _locked(concern)
    require(permissions.can_resolve_concern(by, concern))
    return _settle(concern, by, Concern.State.RESOLVED, reason)


@transaction.atomic
def withdraw(concern: Concern, *, by: User, reason: str) -> Concern:
    """Take the concern back, saying why."""
    concern = _locked(concern)
    require(permissions.can_withdraw_concern(by, concern))
    return _settle(concern, by, Concern.State.WITHDRAWN, reason)


@transaction.atomic
def overrule(concern: Concern, *, by: User, decision: Decision, reason: str) -> Concern:
    """Close the concern against its owner's will, by a decision that stands above it.

    The decision must be on this RFC, made after the concern was raised, and have
    reached a threshold, which the record names.
    """
    concern = _locked(concern)
    require(permissions.can_overrule(by, concern))
    threshold = threshold_of(decision, concern)
    concern.overruled_by = decision
    concern.threshold = threshold
    return _settle(concern, by, Concern.State.OVERRULED, reason)


def threshold_of(decision: Decision, concern: Concern) -> str:
    """Return the threshold that the decision reached; refuse one that reached none."""
    ballot = decision.ballot
    if (ballot.subject_kind, ballot.subject_key) != ("rfc", str(concern.rfc_id)):
        raise OverruleRefused("That decision is not about this RFC.")
    if decision.decided_at <= concern.raised_at:
        raise OverruleRefused("That decision was made before the concern was raised.")
    given = ballot.parameters.get("threshold")
    if not given or not (ballot.tally and ballot.tally["passed"]):
        raise OverruleRefused("That decision reached no threshold that it names.")
    more = ballot.parameters.get("comparator") == ">"
    return f"{'more than' if more else 'at least'} {given}"


def decisions_above(rfc: Rfc) -> list[Decision]:
    """Return the decisions on the RFC; ``could_overrule`` says of which concern."""
    found = Decision.objects.filter(
        ballot__subject_kind="rfc", ballot__subject_key=str(rfc.pk)
    )
    return list(found.select_related("ballot"))


def could_overrule(decision: Decision, concern: Concern) -> bool:
    """Whether the concern may be closed by this decision."""
    try:
        return bool(threshold_of(decision, concern))
    except OverruleRefused:
        return False


def _locked(concern: Concern) -> Concern:
    return (
        Concern.objects.select_for_update(of=("self",))
        .select_related("rfc__project", "raised_by")
        .get(pk=concern.pk)
    )


def _settle(concern: Concern, by: User, state: Concern.State, reason: str) -> Concern:
    reason = require_text(reason, what="reason", limit=MAX_REASON)
    if concern.state != Concern.State.OPEN:
        raise ConcernSettled(f"This concern was {concern.state} already.")
    person = accounts.contributor_of(by)
    concern.state = state
    concern.settled_at = timezone.now()
    concern.settled_by = person
    concern.settled_reason = reason
    concern.save()
    _count(concern.rfc, -1)
    log.append(
        "concern.settled",
        {
            "concern": concern.entry_id,
            "state": str(state),
            "reason": sha256_hex(reason.encode()),
            **_above(concern),
        },
        entry_id=concern.settled_entry_id,
        subject=f"rfc:{concern.rfc_id}",
        actor=person.public_id,
    )
    return concern


def _above(concern: Concern) -> dict[str, str]:
    """Return what the record says of the decision that overruled, if one did."""
    decision = concern.overruled_by
    if decision is None:
        return {}
    parameters = decision.ballot.parameters
    return {
        "decision": decision.entry_id,
        "threshold": str(parameters["threshold"]).replace(" ", ""),
    }


def _count(rfc: Rfc, change: int) -> None:
    Rfc.objects.filter(pk=rfc.pk).update(
        open_concern_count=F("open_concern_count") + change
    )
    attention.refresh(rfc.pk)
