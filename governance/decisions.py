"""What was decided, in a person's words, resting on a counted ballot."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Max

from contributors import accounts
from contributors.models import User
from core import clock
from core.canonical import sha256_hex
from core.markup import render_comment
from core.results import require
from core.text import clean
from governance import ballots, emergencies, permissions, subjects
from governance.errors import (
    BallotNotReady,
    DispositionNotAllowed,
    InvalidBallot,
)
from governance.models import Ballot, Decision
from governance.subjects import Outcome
from ledger import log
from mirror.models import Project

ACCEPT, REJECT, POSTPONE = Decision.Disposition.values


@transaction.atomic
def record_decision(
    ballot: Ballot, *, by: User, disposition: str, outcome: str
) -> Decision:
    """Write down the outcome and move the subject, in one transaction."""
    ballot = ballots.lock(ballot)
    require(permissions.can_decide(by, ballot))
    if ballot.state in (Ballot.State.DECIDED, Ballot.State.APPEALED):
        raise BallotNotReady("This ballot has its decision already.")
    if ballot.state != Ballot.State.CLOSED:
        raise BallotNotReady("A decision needs a ballot that is closed and counted.")
    if disposition not in allowed_dispositions(ballot):
        raise DispositionNotAllowed(_why_not(ballot, disposition))
    outcome = clean(outcome)
    if not outcome:
        raise InvalidBallot("Write down what was decided and why.")
    project = Project.objects.select_for_update().get(pk=ballot.project_id)
    last = project.decisions.aggregate(last=Max("number"))["last"] or 0
    decision = Decision.objects.create(
        project=project,
        number=last + 1,
        ballot=ballot,
        disposition=disposition,
        outcome=outcome,
        outcome_html=render_comment(outcome),
        decided_by=accounts.contributor_of(by),
        decided_at=clock.now(),
    )
    ballot.state = Ballot.State.DECIDED
    ballot.save(update_fields=["state"])
    emergencies.settle(decision)
    _tell_the_subjects(ballot, decision)
    _log(ballot, decision)
    return decision


def allowed_dispositions(ballot: Ballot) -> list[str]:
    """Return what the tally bears: accept if it passed, else reject or postpone."""
    if ballot.tally is None:
        return []
    passed = ballot.tally["passed"]
    if passed is None:
        return [ACCEPT, REJECT, POSTPONE]
    return [ACCEPT] if passed else [REJECT, POSTPONE]


def effects(ballot: Ballot) -> dict[str, str]:
    """Return what each allowed disposition will do to the subject, in words."""
    known = subjects.hooks_of(ballot.subject_kind).effects
    return {name: known.get(name, "") for name in allowed_dispositions(ballot)}


def _why_not(ballot: Ballot, disposition: str) -> str:
    if ballot.tally and ballot.tally["passed"]:
        return f"The ballot passed, so the subject cannot be marked “{disposition}”."
    if disposition == ACCEPT:
        return "The ballot did not pass, so the subject cannot be accepted."
    return f"“{disposition}” is not a disposition; it is accept, reject or postpone."


def outcome_of(decision: Decision) -> Outcome:
    """Return what the subject's room is told of a decision."""
    return Outcome(
        key=decision.ballot.subject_key,
        revision=decision.ballot.subject_revision,
        project=decision.project.slug,
        number=decision.number,
        disposition=decision.disposition,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by.public_id,
    )


def _tell_the_subjects(ballot: Ballot, decision: Decision) -> None:
    """Tell what was decided to the text that it is about.

    Among competing texts an acceptance is of those that won; where an option without
    a text won, no text moves.
    """
    outcome = outcome_of(decision)
    if not ballot.texts or decision.disposition != ACCEPT:
        subjects.hooks_of(ballot.subject_kind).decided(outcome)
        return
    for option in (ballot.tally or {}).get("winners", []):
        if pin := ballot.texts.get(option):
            subjects.hooks_of(pin["kind"]).decided(
                replace(outcome, key=pin["key"], revision=pin["revision"])
            )


def _log(ballot: Ballot, decision: Decision) -> None:
    log.append(
        "decision.made",
        {
            "ballot": ballot.opened_entry_id,
            "tally": ballot.tally_entry_id,
            "number": decision.number,
            "disposition": decision.disposition,
            "outcome": sha256_hex(decision.outcome.encode()),
            "subject": f"{ballot.subject_kind}:{ballot.subject_key}",
            "revision": ballot.subject_revision,
        },
        entry_id=decision.entry_id,
        subject=ballot.reference,
        actor=decision.decided_by.public_id,
    )
