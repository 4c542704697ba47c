"""What follows from a decision: its outcome restated, its tasks and its reviews."""

from datetime import date

from django.db import transaction

from contributors import accounts
from contributors.models import User
from core import clock
from core.canonical import sha256_hex
from core.markup import render_comment
from core.results import require
from core.text import clean
from governance import permissions
from governance.errors import BallotNotReady, InvalidBallot
from governance.locking import lock
from governance.models import Decision, FollowUp, FollowUpEnd, Statement
from ledger import log


@transaction.atomic
def restate(decision: Decision, *, by: User, outcome: str, reason: str) -> Statement:
    """Put the outcome in other words; what was decided stays, and so do the old ones.

    A typing error in the public record, or a sentence that people read wrongly, is
    mended here. The disposition follows from the count and has no second version.
    """
    _hold(decision, by)
    outcome, reason = clean(outcome), clean(reason)
    if not outcome or not reason:
        raise InvalidBallot("Write the outcome as it should read, and say why.")
    earlier = decision.statements.last()
    if outcome == (earlier or decision).outcome:
        raise InvalidBallot("This is the outcome as it stands already.")
    statement = Statement.objects.create(
        decision=decision,
        sequence=earlier.sequence + 1 if earlier else 2,
        outcome=outcome,
        outcome_html=render_comment(outcome),
        reason=reason,
        by=accounts.contributor_of(by),
        written_at=clock.now(),
    )
    log.append(
        "decision.restated",
        {
            "decision": decision.entry_id,
            "sequence": statement.sequence,
            "outcome": sha256_hex(outcome.encode()),
            "reason": sha256_hex(reason.encode()),
        },
        entry_id=statement.entry_id,
        subject=decision.ballot.reference,
        actor=statement.by.public_id,
    )
    return statement


@transaction.atomic
def agree(
    decision: Decision,
    *,
    by: User,
    kind: str,
    task: str,
    due_on: date | None = None,
    holder: str = "",
) -> FollowUp:
    """Write down what has to be done, or when the decision is looked at again."""
    _hold(decision, by)
    task, holder = clean(task), clean(holder)
    if kind not in FollowUp.Kind.values:
        raise InvalidBallot(f"“{kind}” is neither a task nor a review.")
    if not task:
        raise InvalidBallot("Say what has to be done.")
    if kind == FollowUp.Kind.REVIEW and due_on is None:
        raise InvalidBallot("A review needs the day on which it is due.")
    follow_up = FollowUp.objects.create(
        decision=decision,
        kind=kind,
        task=task,
        holder=holder,
        due_on=due_on,
        by=accounts.contributor_of(by),
        agreed_at=clock.now(),
    )
    body = {
        "decision": decision.entry_id,
        "kind": kind,
        "task": sha256_hex(task.encode()),
    }
    log.append(
        "decision.followup",
        {**body, "due": due_on.isoformat()} if due_on else body,
        entry_id=follow_up.entry_id,
        subject=decision.ballot.reference,
        actor=follow_up.by.public_id,
    )
    return follow_up


@transaction.atomic
def end(follow_up: FollowUp, *, by: User, how: str, note: str) -> FollowUpEnd:
    """Say that a follow-up was done, or why it is dropped."""
    _hold(follow_up.decision, by)
    note = clean(note)
    if how not in FollowUpEnd.How.values:
        raise InvalidBallot(f"“{how}” is neither done nor dropped.")
    if not note:
        raise InvalidBallot("Say what came of it.")
    if FollowUpEnd.objects.filter(follow_up=follow_up).exists():
        raise BallotNotReady("This follow-up has ended already.")
    ended = FollowUpEnd.objects.create(
        follow_up=follow_up,
        how=how,
        note=note,
        by=accounts.contributor_of(by),
        ended_at=clock.now(),
    )
    log.append(
        "decision.followed",
        {
            "follow_up": follow_up.entry_id,
            "how": how,
            "note": sha256_hex(note.encode()),
        },
        entry_id=ended.entry_id,
        subject=follow_up.decision.ballot.reference,
        actor=ended.by.public_id,
    )
    return ended


def _hold(decision: Decision, by: User) -> None:
    """Let one write at a time, and only who may write the outcome."""
    ballot = lock(decision.ballot)
    require(permissions.can_decide(by, ballot))
