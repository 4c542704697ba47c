"""Appeals: filed in a window after the decision, ended by a ruling or by time."""

from datetime import datetime

from django.db import transaction

from contributors import accounts
from contributors.models import User
from core import clock
from core.canonical import sha256_hex
from core.results import require
from governance import manners, minutes, permissions, subjects
from governance.decisions import outcome_of
from governance.errors import BallotNotReady, NotOnTheRoll
from governance.locking import lock
from governance.models import Appeal, AppealRuling, Ballot, Decision
from ledger import log


def window_ends(decision: Decision) -> datetime | None:
    """Return until when appeals are taken; ``None`` where the rule knows none."""
    days = manners.length(decision.ballot.rules, "appeal-days")
    return decision.decided_at + days if days else None


@transaction.atomic
def file_appeal(decision: Decision, *, by: User, reason: str) -> Appeal:
    """Ask that a decision be set aside; an elector of its ballot may, once."""
    ballot = lock(decision.ballot)
    now, ends = clock.now(), window_ends(decision)
    if ends is None:
        raise BallotNotReady("The rule of this ballot knows no appeal.")
    if now >= ends:
        raise BallotNotReady(f"Appeals were taken until {permissions.utc(ends)}.")
    if ballot.state not in (Ballot.State.DECIDED, Ballot.State.APPEALED):
        raise BallotNotReady("This decision was set aside already.")
    if permissions.elector_of(by, ballot) is None:
        raise NotOnTheRoll("Only who was on the roll of the ballot may appeal.")
    reason = minutes.needed(reason, "the decision should be set aside")
    person = accounts.contributor_of(by)
    if decision.appeals.filter(by=person).exists():
        raise BallotNotReady("You have appealed against this decision already.")
    appeal = Appeal.objects.create(
        decision=decision,
        by=person,
        reason=reason,
        filed_at=now,
        rule_by=now + manners.length(ballot.rules, "appeal-ruling-days"),
    )
    ballot.state = Ballot.State.APPEALED
    ballot.save(update_fields=["state"])
    log.append(
        "appeal.filed",
        {"decision": decision.entry_id, "reason": sha256_hex(reason.encode())},
        entry_id=appeal.entry_id,
        subject=ballot.reference,
        actor=person.public_id,
    )
    return appeal


@transaction.atomic
def rule_on(appeal: Appeal, *, by: User, upheld: bool, reason: str) -> AppealRuling:
    """Dismiss an appeal, or uphold it: then the decision is void and undone.

    Neither who appealed nor who wrote the decision may rule.
    """
    decision = appeal.decision
    ballot = lock(decision.ballot)
    require(permissions.may(by, "appeals", ballot.project, ballot.policy))
    person = accounts.contributor_of(by)
    if person in (appeal.by, decision.decided_by):
        raise BallotNotReady("Somebody else rules: you are a side of this appeal.")
    reason = minutes.needed(reason, "you rule so")
    return _end(appeal, ballot, upheld=upheld, by=by, reason=reason)


def end_overdue(*, at: datetime) -> list[AppealRuling]:
    """End every appeal that nobody ruled on in time: the decision stands."""
    overdue = Appeal.objects.filter(ruling=None, rule_by__lte=at)
    return [_end_by_time(appeal) for appeal in overdue.select_related("decision")]


@transaction.atomic
def _end_by_time(appeal: Appeal) -> AppealRuling:
    ballot = lock(appeal.decision.ballot)
    known = AppealRuling.objects.filter(appeal=appeal).first()
    return known or _end(appeal, ballot, upheld=False, by=None, reason="")


def _end(
    appeal: Appeal, ballot: Ballot, *, upheld: bool, by: User | None, reason: str
) -> AppealRuling:
    if AppealRuling.objects.filter(appeal=appeal).exists():
        raise BallotNotReady("This appeal has ended already.")
    ruling = AppealRuling.objects.create(
        appeal=appeal,
        upheld=upheld,
        by=accounts.contributor_of(by) if by else None,
        reason=reason,
        ruled_at=clock.now(),
    )
    decision = appeal.decision
    if ballot.state == Ballot.State.APPEALED:
        open_ones = decision.appeals.filter(ruling=None).exists()
        if upheld:
            ballot.state = Ballot.State.VOID
            undo = subjects.hooks_of(ballot.subject_kind).undone
            if undo is not None:
                undo(outcome_of(decision))
        elif not open_ones:
            ballot.state = Ballot.State.DECIDED
        ballot.save(update_fields=["state"])
    log.append(
        "appeal.ruled",
        {
            "appeal": appeal.entry_id,
            "upheld": upheld,
            "reason": sha256_hex(reason.encode()),
        },
        entry_id=ruling.entry_id,
        subject=ballot.reference,
        actor=ruling.by.public_id if ruling.by else "",
    )
    return ruling
