"""A ballot's life: drafted, opened and frozen, voted on, closed and counted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import Organisation, User
from core import jobs
from core.canonical import sha256_hex
from core.ids import new_id
from core.results import Denied, require
from core.text import clean
from governance import (
    counting,
    electorates,
    frozen,
    permissions,
    policies,
    records,
    rules,
    subjects,
    tally,
)
from governance.electorates import Electorate
from governance.errors import (
    BallotClosed,
    BallotNotReady,
    InvalidBallot,
    InvalidVote,
    InvalidVotes,
    NotOnTheRoll,
)
from governance.frozen import RECUSE, RollLine, Terms
from governance.models import Ballot, Elector, Vote
from ledger import log
from mirror.models import Project

DAYS = 10
MOST_DAYS = 366
CLOSE_JOB = "governance.close"
_THRESHOLD_PARAMETERS = ("threshold", "comparator", "base", "quorum")
_RULES = ("embargo", "reasons", "extensions")


@transaction.atomic
def draft_ballot(
    kind: str,
    key: str,
    *,
    by: User,
    question: str,
    closes_at: datetime | None = None,
    method: str = "",
    options: Sequence[str] = (),
    parameters: dict[str, Any] | None = None,
) -> Ballot:
    """Write down a question on a subject as it stands now; nobody can vote yet.

    The method and its parameters are the policy's unless they are given.
    """
    subject = subjects.current(kind, key)
    project = Project.objects.get(slug=subject.project)
    require(permissions.can_open_ballot(by, project))
    if subject.closed:
        raise BallotNotReady(subject.closed)
    policy, now = policies.current(project), timezone.now()
    rule = policy.body["ballots"]
    if parameters is None:
        own = method in ("", rule["method"])
        parameters = _parameters_of(rule) if own else {}
    ballot = Ballot(
        project=project,
        subject_kind=kind,
        subject_key=key,
        subject_revision=subject.revision,
        subject_title=subject.title[:500],
        subject_url=subject.url[:500],
        question=clean(question),
        policy=policy,
        method=method or rule["method"],
        options=[clean(option) for option in options],
        parameters=parameters,
        rules={name: rule[name] for name in _RULES if name in rule},
        created_by=accounts.contributor_of(by),
        closes_at=closes_at or now + rules.period("days", rule.get("days", DAYS)),
    )
    _require_whole(ballot, now)
    ballot.save()
    return ballot


@transaction.atomic
def open_ballot(ballot: Ballot, *, by: User) -> Ballot:
    """Freeze and hash text, rule, roll and weights, and start taking votes.

    Fails closed: whatever cannot be resolved is a refusal that says what.
    """
    ballot = lock(ballot)
    require(permissions.can_open_ballot(by, ballot.project))
    if ballot.state != Ballot.State.DRAFT:
        raise BallotNotReady("This ballot was opened, or declared void, before.")
    now = timezone.now()
    subject = _require_unchanged(ballot)
    electorate = electorates.electorate(ballot.project, at=now, policy=ballot.policy)
    roll = _roll(electorate)
    if ballot.method == "threshold":
        cap = str(electorate.capped.organisation_cap)
        ballot.parameters = {**ballot.parameters, "organisation_cap": cap}
    _require_whole(ballot, now)
    ballot.opens_at = now
    ballot.frozen = frozen.freeze(_terms(ballot, subject, now), roll)
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
    close_at_the_deadline(ballot, now)
    log.append(
        "ballot.opened",
        records.opened(ballot, len(roll)),
        entry_id=ballot.opened_entry_id,
        subject=ballot.reference,
        actor=accounts.contributor_of(by).public_id,
    )
    return ballot


@transaction.atomic
def cast_vote(
    ballot: Ballot,
    *,
    by: User,
    choice: str = "",
    ranking: list[list[str]] | None = None,
    reason: str = "",
) -> Vote:
    """Record ``by``'s answer, superseding any they gave earlier.

    The same answer again changes nothing. The clock is read under the ballot's
    lock, which closing takes too: a vote is either in the count or refused.
    """
    ballot = lock(ballot)
    now = timezone.now()
    require_open(ballot, now)
    elector = permissions.elector_of(by, ballot)
    if elector is None:
        raise NotOnTheRoll(permissions.not_on_the_roll(ballot).reason)
    reason = clean(reason)
    _require_votable(ballot, elector, choice, ranking, reason)
    earlier = Vote.objects.filter(elector=elector).order_by("-sequence").first()
    answer = (choice, ranking, reason)
    if earlier and (earlier.choice, earlier.ranking, earlier.reason) == answer:
        return earlier
    vote = Vote.objects.create(
        ballot=ballot,
        elector=elector,
        sequence=earlier.sequence + 1 if earlier else 1,
        choice=choice,
        ranking=ranking,
        reason=reason,
        salt=new_id() if ballot.rules.get("embargo") else "",
        cast_at=now,
    )
    log.append(
        "vote.cast",
        records.vote_cast(ballot, vote, earlier),
        entry_id=vote.entry_id,
        subject=ballot.reference,
        actor=elector.contributor.public_id,
    )
    return vote


@transaction.atomic
def close_ballot(ballot: Ballot, *, at: datetime | None = None) -> Ballot:
    """Count at the deadline; closing what is closed changes nothing."""
    ballot = lock(ballot)
    if ballot.state in (Ballot.State.CLOSED, Ballot.State.DECIDED):
        return ballot
    if ballot.state != Ballot.State.OPEN:
        raise BallotNotReady("Only an open ballot can be closed.")
    if (at or timezone.now()) < ballot.closes_at:
        raise BallotNotReady(
            f"This ballot takes votes until {permissions.utc(ballot.closes_at)}."
        )
    votes = counting.votes_of(ballot)
    result = tally.count(votes)
    ballot.tally = result.as_json()
    ballot.closed_at = ballot.closes_at
    ballot.state = Ballot.State.CLOSED
    ballot.save(update_fields=["tally", "closed_at", "state"])
    _log_closing(ballot, result, votes)
    return ballot


def close_due_ballots(*, at: datetime) -> list[Ballot]:
    """Close every ballot whose deadline has passed, each on its own."""
    return [close_ballot(ballot, at=at) for ballot in Ballot.objects.due_at(at)]


def lock(ballot: Ballot) -> Ballot:
    """Return the ballot as it is now, held until the transaction ends."""
    return (
        Ballot.objects.select_for_update(of=("self",))
        .select_related("project", "policy")
        .get(pk=ballot.pk)
    )


def require_open(ballot: Ballot, now: datetime) -> None:
    """Raise ``BallotClosed``, saying since when, unless votes are taken at ``now``."""
    verdict = permissions.may_take_votes(ballot, at=now)
    if isinstance(verdict, Denied):
        raise BallotClosed(verdict.reason)


def close_at_the_deadline(ballot: Ballot, now: datetime) -> None:
    """Ask for the count at the deadline; the timetable would find it too."""
    jobs.enqueue(
        CLOSE_JOB,
        key=f"{ballot.pk}:{frozen.stamp(ballot.closes_at)}",
        delay=ballot.closes_at - now,
        ballot=ballot.pk,
    )


def _log_closing(ballot: Ballot, result: tally.Tally, votes: tally.Votes) -> None:
    cast = list(Vote.objects.filter(ballot=ballot).order_by("pk"))
    log.append(
        "ballot.closed",
        records.closed(ballot, len(cast)),
        entry_id=ballot.closed_entry_id,
        subject=ballot.reference,
    )
    for vote in cast:
        if vote.salt:
            log.append(
                "vote.revealed",
                records.vote_revealed(ballot, vote),
                entry_id=records.reveal_entry_id(vote),
                subject=ballot.reference,
            )
    latest = {vote.elector_id: vote.entry_id for vote in cast}
    log.append(
        "tally.made",
        records.tally_made(ballot, result, votes, sorted(latest.values())),
        entry_id=ballot.tally_entry_id,
        subject=ballot.reference,
    )


def _parameters_of(rule: dict[str, Any]) -> dict[str, Any]:
    if rule["method"] == "threshold":
        return {name: rule[name] for name in _THRESHOLD_PARAMETERS if name in rule}
    known = ("method", "days", *_RULES)
    return {name: value for name, value in rule.items() if name not in known}


def _require_whole(ballot: Ballot, now: datetime) -> None:
    """Refuse a question or rule that contradicts itself, before anyone votes."""
    if not ballot.question:
        raise InvalidBallot("A ballot needs a question.")
    if not now < ballot.closes_at <= now + timedelta(days=MOST_DAYS):
        raise InvalidBallot(
            f"The deadline must lie ahead, at most {MOST_DAYS} days from now."
        )
    rehearsal = {
        "method": ballot.method,
        "options": ballot.options,
        "parameters": ballot.parameters,
        "electors": [],
    }
    try:
        tally.count(tally.parse(rehearsal))
    except InvalidVotes as error:
        raise InvalidBallot(f"The rule cannot be counted by: {error}") from None


def _require_unchanged(ballot: Ballot) -> subjects.Subject:
    subject = subjects.current(ballot.subject_kind, ballot.subject_key)
    if subject.closed:
        raise BallotNotReady(subject.closed)
    if subject.revision != ballot.subject_revision:
        raise BallotNotReady(
            "The text has changed since this ballot was drafted, from "
            f"{ballot.subject_revision[:10]} to {subject.revision[:10]}. "
            "Draft it again on the current text."
        )
    if not subject.text_hash:
        raise BallotNotReady("The text could not be read, so it cannot be frozen.")
    return subject


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


def _terms(ballot: Ballot, subject: subjects.Subject, now: datetime) -> Terms:
    return Terms(
        ballot=ballot.opened_entry_id,
        project=ballot.project.slug,
        subject=subject,
        question=ballot.question,
        method=ballot.method,
        options=tuple(ballot.options),
        parameters=ballot.parameters,
        rules=ballot.rules,
        policy={
            "name": ballot.policy.name,
            "version": ballot.policy.version,
            "hash": ballot.policy.body_hash,
        },
        opens_at=now,
        closes_at=ballot.closes_at,
    )


def _require_votable(
    ballot: Ballot,
    elector: Elector,
    choice: str,
    ranking: list[list[str]] | None,
    reason: str,
) -> None:
    withdrawn = subjects.current(ballot.subject_kind, ballot.subject_key).closed
    if withdrawn:
        raise BallotClosed(withdrawn)
    if choice in (RECUSE, *ballot.rules.get("reasons", [])) and not reason:
        raise InvalidVote(f"Give your reason to answer “{choice}”.")
    if choice == RECUSE and ranking is None:
        return
    try:
        answer = frozen.require_shape(ballot.method, ballot.options, choice, ranking)
        cast = [answer._replace(elector=elector.contributor.public_id)]
        tally.count(frozen.votes_file(bytes(ballot.frozen or b""), cast))
    except InvalidVotes as error:
        raise InvalidVote(f"This ballot does not offer that answer: {error}") from None
