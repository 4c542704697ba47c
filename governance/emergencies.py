"""Decide at once, and ask everybody afterwards: it lapses unless it is ratified."""

from datetime import datetime

from django.db import transaction

from contributors import accounts
from contributors.models import User
from core import clock
from core.canonical import sha256_hex
from core.ids import new_id
from core.results import require
from governance import ballots, frozen, manners, minutes, permissions, subjects
from governance.errors import BallotNotReady
from governance.locking import lock
from governance.models import Ballot, Decision, Emergency, EmergencyEnd
from governance.rules import BY_BALLOT
from governance.standing import current
from governance.subjects import Outcome
from ledger import log
from mirror.models import Project

RULE = "emergency"
POLICY = "policy"


@transaction.atomic
def decide_at_once(kind: str, key: str, *, by: User, outcome: str) -> Emergency:
    """Accept a text now, and open the ballot that has to ratify that.

    Where the ballot cannot open, nothing is decided either.
    """
    subject = subjects.current(kind, key)
    project = Project.objects.select_for_update().get(slug=subject.project)
    require(permissions.may(by, "emergency", project))
    if subject.closed:
        raise BallotNotReady(subject.closed)
    if subjects.hooks_of(kind).undone is None:
        raise BallotNotReady(
            "What this would do cannot be taken back, so it waits for its ballot."
        )
    policy = current(project).body
    if kind == POLICY and policy.get("amendment", {}).get("by") == BY_BALLOT:
        raise BallotNotReady("The policy is changed by a ballot alone, and not before.")
    now, person = clock.now(), accounts.contributor_of(by)
    outcome = minutes.needed(outcome, "this cannot wait")
    rules = policy["ballots"]
    ratify_by = now + manners.length(rules, "ratify-days")
    if Ballot.objects.on(kind, key).filter(emergency__end=None).exclude(emergency=None):
        raise BallotNotReady("An emergency decision on this waits to be ratified.")
    ballot = _ask(kind, key, subject.title, now)
    if ballot.closes_at > ratify_by:
        raise BallotNotReady(
            "The policy gives less time to ratify than the ballot takes; nothing was "
            "decided. Change ballots.ratify-days."
        )
    emergency = Emergency.objects.create(
        project=project,
        ballot=ballot,
        disposition=Decision.Disposition.ACCEPT,
        outcome=outcome,
        by=person,
        decided_at=now,
        ratify_by=ratify_by,
    )
    subjects.hooks_of(kind).decided(_outcome(emergency))
    log.append(
        "emergency.decided",
        {
            "ballot": ballot.opened_entry_id,
            "subject": f"{kind}:{key}",
            "revision": ballot.subject_revision,
            "disposition": emergency.disposition,
            "outcome": sha256_hex(outcome.encode()),
            "ratify_by": frozen.stamp(ratify_by),
        },
        entry_id=emergency.entry_id,
        subject=ballot.reference,
        actor=person.public_id,
    )
    return emergency


def end_due(*, at: datetime) -> list[EmergencyEnd]:
    """End every emergency decision whose ballot is counted or void, or too late.

    The count ratifies, not who writes its outcome: nobody can keep an emergency
    decision in force by leaving that undone, nor end one.
    """
    standing = Emergency.objects.standing().select_related("ballot")
    return [
        _end_by_rule(emergency, how)
        for emergency in standing
        if (how := _fate(emergency, at)) is not None
    ]


def _fate(emergency: Emergency, at: datetime) -> EmergencyEnd.How | None:
    ballot, until = emergency.ballot, emergency.ratify_by
    if ballot.state == Ballot.State.VOID:
        return EmergencyEnd.How.LAPSED
    if ballot.tally is not None and ballot.closed_at is not None:
        in_time = ballot.tally["passed"] and ballot.closed_at <= until
        return EmergencyEnd.How.RATIFIED if in_time else EmergencyEnd.How.LAPSED
    return EmergencyEnd.How.LAPSED if until <= at else None


def settle(decision: Decision) -> None:
    """Ratify or end the emergency decision that a decision is about, if there is one.

    Called in the transaction of the decision, before the subject hears of it.
    """
    emergency = Emergency.objects.filter(ballot=decision.ballot, end=None).first()
    if emergency is None:
        return
    if decision.disposition == emergency.disposition:
        _end(emergency, EmergencyEnd.How.RATIFIED)
    else:
        _undo(emergency)
        _end(emergency, EmergencyEnd.How.LAPSED)


@transaction.atomic
def _end_by_rule(emergency: Emergency, how: EmergencyEnd.How) -> EmergencyEnd:
    lock(emergency.ballot)
    known = EmergencyEnd.objects.filter(emergency=emergency).first()
    if known is not None:
        return known
    if how == EmergencyEnd.How.LAPSED:
        _undo(emergency)
    return _end(emergency, how)


def _ask(kind: str, key: str, title: str, now: datetime) -> Ballot:
    question = f"Shall the emergency decision to accept “{title}” be ratified?"
    draft = ballots.draft_ballot(kind, key, by=None, question=question, by_rule=RULE)
    notice = manners.length(draft.rules, "announce-days")
    if notice:
        return ballots.announce_ballot(draft, by=None, opening_at=now + notice)
    return ballots.open_ballot(draft, by=None)


def _undo(emergency: Emergency) -> None:
    undo = subjects.hooks_of(emergency.ballot.subject_kind).undone
    if undo is not None:
        undo(_outcome(emergency))


def _outcome(emergency: Emergency) -> Outcome:
    """Return what the subject's room is told; no number, as it is no decision."""
    ballot = emergency.ballot
    return Outcome(
        key=ballot.subject_key,
        revision=ballot.subject_revision,
        project=emergency.project.slug,
        number=0,
        disposition=emergency.disposition,
        decided_at=emergency.decided_at,
        decided_by=emergency.by.public_id,
    )


def _end(emergency: Emergency, how: EmergencyEnd.How) -> EmergencyEnd:
    end = EmergencyEnd.objects.create(
        emergency=emergency, how=how, ended_at=clock.now(), entry_id=new_id()
    )
    log.append(
        "emergency.ended",
        {"emergency": emergency.entry_id, "how": str(how)},
        entry_id=end.entry_id,
        subject=emergency.ballot.reference,
    )
    return end
