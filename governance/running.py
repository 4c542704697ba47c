"""What the votes of a ballot come to on its page: worked out once per change of them.

A page of 2,000 electors would read and count them all at every view. Here the work is
done when somebody first looks after a vote, and this process remembers what it came to.
What a ballot seals is not remembered either: only how far it is to the quorum.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import caches
from django.db.models import Max

from governance import answers, counting, parties, prospects, tally
from governance.counting import Outlook
from governance.models import Ballot, Elector, Mandate, Vote
from governance.parties import PartySum
from governance.tally import Votes

ROLL_ROWS = 200
# Votes and mandates change the key; only names can be as old as this.
SECONDS = 600


@dataclass(frozen=True)
class Running:
    """Who has answered, the heaviest first, and what is still needed.

    ``voted`` and ``silent`` hold the rows of at most ``ROLL_ROWS`` electors each;
    ``carried`` says by their public ids for whom somebody else answered.
    """

    electors: int
    answered: int
    voted: tuple[int, ...]
    silent: tuple[int, ...]
    bar: list[dict[str, Any]]
    parties: list[PartySum]
    carried: Mapping[str, str]
    outlook: Outlook | None = None
    prospects: tuple[str, ...] = ()

    @property
    def unanswered(self) -> int:
        """How many of the roll have not answered."""
        return self.electors - self.answered


def standing(ballot: Ballot) -> Running:
    """Return how an opened ballot stands, from memory while nothing has changed."""
    key = _key(ballot)
    found: Running | None = caches["local"].get(key)
    if found is None:
        found = _work_out(ballot)
        caches["local"].set(key, found, SECONDS)
    return found


def _key(ballot: Ballot) -> str:
    """Name everything that the answer rests on; ids of votes are random, for good."""
    votes = Vote.objects.filter(ballot=ballot).order_by("-pk")
    marks = [votes.values_list("entry_id", flat=True).first()]
    if ballot.rules.get("proxies"):
        rows = Mandate.objects.for_ballot(ballot).order_by()
        marks += rows.aggregate(given=Max("pk"), ended=Max("end__pk")).values()
    told = ":".join(str(mark) for mark in marks)
    return f"governance:running:{ballot.frozen_hash}:{ballot.pk}:{ballot.state}:{told}"


def _work_out(ballot: Ballot) -> Running:
    electors = list(
        Elector.objects.filter(ballot=ballot)
        .select_related("contributor", "organisation")
        .order_by("pk")
    )
    electors.sort(key=lambda each: (-each.exact_weight, each.contributor.name))
    current = {v.elector_id: v for v in Vote.objects.filter(ballot=ballot).current()}
    ids = {elector.pk: elector.contributor.public_id for elector in electors}
    votes = counting.votes_from(ballot, ids, current.values())
    voted = [elector.pk for elector in electors if elector.pk in current]
    silent = [elector.pk for elector in electors if elector.pk not in current]
    counted = ballot.tally is not None and ballot.method == "threshold"
    found = Running(
        electors=len(electors),
        answered=len(voted),
        voted=tuple(voted[:ROLL_ROWS]),
        silent=tuple(silent[:ROLL_ROWS]),
        bar=parties.bar(electors),
        parties=parties.answered(ballot, electors, current) if counted else [],
        carried={vote.elector: vote.proxy for vote in votes.votes if vote.proxy},
    )
    if not ballot.takes_votes:
        return found
    if ballot.method == "threshold":
        return replace(found, outlook=_outlook(ballot, votes))
    return replace(found, prospects=_prospects(ballot, votes, electors, current))


def _outlook(ballot: Ballot, votes: Votes) -> Outlook | None:
    outlook = counting.outlook(votes)
    if outlook is None or not ballot.hides_running_result:
        return outlook
    return replace(outlook, threshold=None)


def _prospects(
    ballot: Ballot,
    votes: Votes,
    electors: list[Elector],
    current: Mapping[int, Vote],
) -> tuple[str, ...]:
    """What other methods than a threshold still need; a sealed vote tells nothing."""
    if ballot.hides_running_result:
        return ()
    blocking = answers.blocking(ballot.method, ballot.parameters)
    stopping = {pk for pk, vote in current.items() if vote.choice in blocking}
    answering = {vote.elector for vote in votes.votes}
    names = {e.contributor.public_id: e.contributor.name for e in electors}
    told = prospects.sentences(
        prospects.Standing(
            tally=tally.count(votes).as_json(),
            parameters=ballot.parameters,
            blocking=[e.contributor.name for e in electors if e.pk in stopping],
            silent=[
                elector.exact_weight
                for elector in electors
                if elector.pk not in current
                and elector.contributor.public_id not in answering
            ],
            names=names,
        )
    )
    return tuple(told)
