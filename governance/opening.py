"""Announce a ballot, and open it: everything that counts is frozen and hashed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contributors import accounts
from contributors.models import Organisation, User
from core import clock, jobs
from core.canonical import sha256_hex
from core.errors import AlthingError
from core.results import require
from governance import (
    caps,
    deadlines,
    electorates,
    frozen,
    manners,
    minutes,
    permissions,
    records,
    rollcall,
    subjects,
    tally,
)
from governance.drafting import require_unchanged, require_whole
from governance.electorates import Electorate
from governance.errors import BallotNotReady, InvalidBallot, InvalidVotes
from governance.frozen import RollLine, Terms
from governance.locking import lock
from governance.models import Ballot, BallotAct, Elector
from governance.rules import REFUSE
from governance.tally import pivotal
from ledger import log

OPEN_JOB = "governance.open"
CLOSE_JOB = "governance.close"
REMIND_JOB = "governance.remind"


@transaction.atomic
def announce_ballot(
    ballot: Ballot, *, by: User | None, opening_at: datetime, reason: str = ""
) -> Ballot:
    """Say when a draft opens; at that moment the timetable opens it.

    The deadline moves along where it would leave fewer days than the policy has.
    """
    ballot = lock(ballot)
    _require_may_open(ballot, by)
    if ballot.state != Ballot.State.DRAFT:
        raise BallotNotReady("Only a draft can be announced.")
    now = clock.now()
    notice = manners.length(ballot.rules, "announce-days")
    if opening_at < now + notice:
        earliest = permissions.utc(now + notice)
        raise InvalidBallot(
            f"The policy asks for {notice.days or notice} days of notice: this ballot "
            f"can open from {earliest} on."
            if notice
            else "An announced ballot opens in the future; open it now instead."
        )
    days = manners.length(ballot.rules, "days")
    full = deadlines.later(opening_at, days, ballot.zone)
    ballot.closes_at = max(ballot.closes_at, full)
    require_unchanged(ballot)
    require_whole(ballot, now)
    ballot.opening_at = opening_at
    ballot.state = Ballot.State.ANNOUNCED
    ballot.save(update_fields=["opening_at", "closes_at", "state"])
    jobs.enqueue(
        OPEN_JOB,
        key=f"{ballot.pk}:{frozen.stamp(opening_at)}",
        delay=opening_at - now,
        ballot=ballot.pk,
    )
    body = {
        "opening_at": frozen.stamp(opening_at),
        "closes_at": frozen.stamp(ballot.closes_at),
        "subject": f"{ballot.subject_kind}:{ballot.subject_key}",
        "revision": ballot.subject_revision,
    }
    minutes.record(ballot, BallotAct.Kind.ANNOUNCED, by, reason, now, body)
    return ballot


@transaction.atomic
def open_ballot(ballot: Ballot, *, by: User | None) -> Ballot:
    """Freeze and hash text, rule, roll and weights, and start taking votes.

    Fails closed: whatever cannot be resolved is a refusal that says what. Nobody in
    ``by`` is the timetable, which opens what was announced for this moment.
    """
    ballot = lock(ballot)
    now = clock.now()
    _require_may_open(ballot, by)
    _require_opening_time(ballot, now, by)
    subject = require_unchanged(ballot)
    electorate = electorates.electorate(
        ballot.project,
        at=now,
        policy=ballot.policy,
        admitted=rollcall.admitted(ballot),
    )
    roll = _roll(electorate)
    _require_attainable(electorate)
    _require_workable(ballot, len(roll))
    ballot.parameters = {**ballot.parameters, **_from_the_roll(ballot, electorate)}
    require_whole(ballot, now)
    ballot.opens_at = now
    ballot.frozen = frozen.freeze(_terms(ballot, subject, now), roll)
    _require_countable(ballot.frozen)
    ballot.frozen_hash = sha256_hex(ballot.frozen)
    ballot.state = Ballot.State.OPEN
    ballot.save()
    Elector.objects.bulk_create(
        Elector(
            ballot=ballot,
            contributor_id=weight.contributor_id,
            organisation_id=weight.organisation_id,
            affiliation=weight.affiliation,
            raw_weight=weight.raw,
            weight=str(weight.weight),
        )
        for weight in electorate.weights
    )
    ring_at_the_deadline(ballot, now)
    log.append(
        "ballot.opened",
        records.opened(ballot, len(roll)),
        entry_id=ballot.opened_entry_id,
        subject=ballot.reference,
        actor=accounts.contributor_of(by).public_id if by else "",
    )
    return ballot


def open_announced(ballot: Ballot) -> Ballot:
    """Open a ballot whose announced time has come.

    What cannot be opened becomes a draft again, with the reason on its page: an
    announcement never opens anything half.
    """
    try:
        return open_ballot(ballot, by=None)
    except AlthingError as refusal:
        return _put_back(ballot, refusal.message)


def ring_at_the_deadline(ballot: Ballot, now: datetime) -> None:
    """Ask for reminders and for the count; the timetable would find the count too."""
    ending = frozen.stamp(ballot.closes_at)
    for moment in manners.reminders(ballot.rules, now, ballot.closes_at):
        jobs.enqueue(
            REMIND_JOB,
            key=f"{ballot.pk}:{frozen.stamp(moment)}",
            delay=moment - now,
            ballot=ballot.pk,
            closes_at=ending,
            moment=frozen.stamp(moment),
        )
    jobs.enqueue(
        CLOSE_JOB,
        key=f"{ballot.pk}:{ending}",
        delay=ballot.closes_at - now,
        ballot=ballot.pk,
    )


@transaction.atomic
def _put_back(ballot: Ballot, reason: str) -> Ballot:
    ballot = lock(ballot)
    if ballot.state != Ballot.State.ANNOUNCED:
        return ballot
    ballot.state, ballot.opening_at = Ballot.State.DRAFT, None
    ballot.save(update_fields=["opening_at", "state"])
    minutes.record(ballot, BallotAct.Kind.REFUSED, None, reason, clock.now(), {})
    return ballot


def _require_may_open(ballot: Ballot, by: User | None) -> None:
    if by is not None:
        require(permissions.may(by, "open", ballot.project, ballot.policy))
    elif not ballot.by_rule and ballot.state != Ballot.State.ANNOUNCED:
        raise BallotNotReady("Only what was announced opens by itself.")


def _require_opening_time(ballot: Ballot, now: datetime, by: User | None) -> None:
    if not ballot.is_before_opening:
        raise BallotNotReady("This ballot was opened, or declared void, before.")
    if ballot.state == Ballot.State.ANNOUNCED:
        assert ballot.opening_at is not None
        if now < ballot.opening_at:
            raise BallotNotReady(
                f"It was announced to open on {permissions.utc(ballot.opening_at)}, "
                "and opens then, not before."
            )
        return
    if notice := manners.length(ballot.rules, "announce-days"):
        raise BallotNotReady(
            f"The policy asks for an announcement {notice.days or notice} days before."
        )


def _require_attainable(electorate: Electorate) -> None:
    """Refuse a cap that fewer organisations than it needs can never meet."""
    policy = electorate.policy
    if policy is None or policy.body["caps"].get("unattainable") != REFUSE:
        return
    share = electorate.rules.caps.organisation
    missing = caps.organisations_missing(electorate.voters, share)
    if missing:
        raise BallotNotReady(
            f"The cap cannot be met: no organisation may hold more than {share} of all "
            f"weight, which takes {missing.needed} organisations or an independent, "
            f"and the roll has {missing.have} and none. The ballot does not open. "
            "Change caps.organisation, or set caps.unattainable to relax."
        )


def _require_workable(ballot: Ballot, electors: int) -> None:
    """Refuse an extension by rule that could not be worked out exactly in time."""
    if not manners.number(ballot.rules, "pivotal-extensions"):
        return
    trials = pivotal.trials(ballot.method, len(ballot.options), electors)
    if trials > pivotal.MOST_TRIALS:
        raise BallotNotReady(
            "The policy extends a ballot that one missing vote could turn. With "
            f"{len(ballot.options)} options and {electors} electors that takes "
            f"{trials:,} counts, and at most {pivotal.MOST_TRIALS:,} are made. Put "
            "fewer options, or a procedure without pivotal-extensions."
        )


def _from_the_roll(ballot: Ballot, electorate: Electorate) -> dict[str, Any]:
    """Return the parameters that are known once the roll is."""
    if ballot.method == "threshold":
        return {"organisation_cap": str(electorate.capped.organisation_cap)}
    if ballot.method == "consensus" and "reviewers" not in ballot.parameters:
        return {"reviewers": sorted(line.public_id for line in electorate.weights)}
    return {}


def _roll(electorate: Electorate) -> list[RollLine]:
    """Return the lines of the roll; refuse an electorate that nothing can come of."""
    slugs = dict(Organisation.objects.values_list("pk", "slug"))
    roll = [
        RollLine(
            id=weight.public_id,
            affiliation=weight.affiliation,
            organisation=slugs.get(weight.organisation_id or 0, ""),
            raw_weight=weight.raw,
            weight=weight.weight,
        )
        for weight in electorate.weights
    ]
    if not roll:
        raise BallotNotReady(
            f"Nobody is on the roll of {electorate.project}: no contributor with an "
            "account meets the policy's conditions yet. The ballot stays a draft."
        )
    if not any(line.weight for line in roll):
        raise BallotNotReady("Nobody on the roll has any weight.")
    return roll


def _require_countable(frozen_bytes: bytes) -> None:
    """Refuse a rule that does not fit the roll, such as one that names a stranger."""
    try:
        tally.count(frozen.votes_file(frozen_bytes, ()))
    except InvalidVotes as error:
        raise BallotNotReady(
            f"The rule does not fit the roll: {error} The ballot does not open."
        ) from None


def _terms(ballot: Ballot, subject: subjects.Subject, now: datetime) -> Terms:
    texts = {
        option: subjects.pinned(pin["ref"]) for option, pin in ballot.texts.items()
    }
    return Terms(
        ballot=ballot.opened_entry_id,
        project=ballot.project.slug,
        subject=subject,
        question=ballot.question,
        method=ballot.method,
        options=tuple(ballot.options),
        parameters=ballot.parameters,
        rules=ballot.rules,
        policy={**ballot.policy.pin, "procedure": ballot.procedure},
        opens_at=now,
        closes_at=ballot.closes_at,
        zone=ballot.zone,
        deadline=deadlines.say(ballot.closes_at, ballot.zone),
        texts=texts,
    )
