"""A ballot's life: drafted, announced, opened and frozen, voted on, closed, counted."""

from datetime import datetime

from django.db import transaction

from contributors.models import User
from core import clock, jobs
from core.ids import new_id
from core.results import Denied, require
from core.text import clean
from governance import answers, frozen, permissions, records, subjects, tally
from governance.closing import close_ballot, close_due_ballots, close_if_settled
from governance.drafting import MOST_DAYS, draft_ballot
from governance.errors import (
    BallotClosed,
    InvalidVote,
    InvalidVotes,
    NotOnTheRoll,
)
from governance.frozen import RECUSE
from governance.locking import lock
from governance.models import Ballot, Elector, Vote
from governance.opening import announce_ballot, open_announced, open_ballot
from ledger import log

__all__ = ["MOST_DAYS", "announce_ballot", "cast_vote", "close_ballot"]
__all__ += ["close_due_ballots", "close_if_settled", "draft_ballot", "lock"]
__all__ += ["open_announced", "open_ballot", "require_open"]

SETTLE_JOB = "governance.settle"


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

    The same answer again changes nothing. The clock is the database's, read under
    the ballot's lock, which closing takes too: a vote is in the count or refused.
    """
    ballot = lock(ballot)
    now = clock.now()
    require_open(ballot, now)
    elector = permissions.elector_of(by, ballot)
    if elector is None:
        raise NotOnTheRoll(permissions.not_on_the_roll(ballot).reason)
    require(permissions.may_answer(elector, ballot))
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
    _look_whether_it_is_settled(ballot, now)
    log.append(
        "vote.cast",
        records.vote_cast(ballot, vote, earlier),
        entry_id=vote.entry_id,
        subject=ballot.reference,
        actor=elector.contributor.public_id,
    )
    return vote


def require_open(ballot: Ballot, now: datetime) -> None:
    """Raise ``BallotClosed``, saying since when, unless votes are taken at ``now``."""
    verdict = permissions.may_take_votes(ballot, at=now)
    if isinstance(verdict, Denied):
        raise BallotClosed(verdict.reason)


def _look_whether_it_is_settled(ballot: Ballot, now: datetime) -> None:
    """Ask for the early count, where the rule knows one, once it may come."""
    earliest = ballot.early_from
    if earliest is not None:
        jobs.enqueue(
            SETTLE_JOB,
            key=str(ballot.pk),
            delay=max(earliest - now, earliest - earliest),
            ballot=ballot.pk,
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
    needing = answers.needing_reasons(ballot.method, ballot.parameters, ballot.rules)
    if choice in (RECUSE, *needing) and not reason:
        raise InvalidVote(f"Give your reason to answer “{answers.label(choice)}”.")
    if choice == RECUSE and ranking is None:
        return
    if not choice and ranking is None:
        offered = ", ".join(answers.choices(ballot.method))
        raise InvalidVote(
            f"Choose one of {offered}." if offered else "Rank the options."
        )
    if ranking == [] and ballot.method in answers.RANKED:
        raise InvalidVote("Rank at least one option; an empty vote says nothing.")
    try:
        answer = frozen.require_shape(ballot.method, ballot.options, choice, ranking)
        cast = [answer._replace(elector=elector.contributor.public_id)]
        tally.count(frozen.votes_file(bytes(ballot.frozen or b""), cast))
    except InvalidVotes as error:
        # A vote is one line of a votes file here, and nobody sees the others.
        said = str(error).removeprefix("$.votes[0].")
        raise InvalidVote(f"This ballot does not offer that answer: {said}") from None
