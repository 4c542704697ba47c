"""Approval: each vote approves any number of options; most approvals win.

A vote's approvals are the options that its ``ranking`` names, in whatever groups, or
its one ``choice``. An option needs ``threshold`` (0 where absent) of the weight of
all votes cast, an empty vote included, as PEP 8100's elections published them
(69 of 96). Weights apply.
"""

from fractions import Fraction

from governance.errors import InvalidVotes
from governance.tally import parameters as read
from governance.tally import seats
from governance.tally.model import Step, Tally, Votes
from governance.tally.ties import Lots
from governance.tally.votesfile import share


def count(votes: Votes) -> Tally:
    """Count approvals; seats go to the most approved that reach the threshold."""
    read.require_known(votes.parameters, {"threshold", *seats.KNOWN})
    limit = seats.read_limit(votes)
    least = share(votes.parameters.get("threshold", 0), "$.parameters.threshold")
    approvals, cast = _sums(votes)
    needed = least * cast
    dropped = {
        option: f"{number} of {cast} is less than {least}, {needed}"
        for option, number in approvals.items()
        if number < needed or not number
    }
    ranking = _groups(approvals)
    lots = Lots(votes)
    order = seats.order(ranking, dropped, limit, lots)
    winners, passed_over = seats.fill(order, limit)
    return Tally(
        method="approval",
        passed=bool(winners),
        winners=tuple(winners),
        ranking=ranking,
        dropped={**dropped, **passed_over},
        figures={
            "approvals": approvals,
            "cast_weight": cast,
            "needed": needed,
            "seats": limit.seats,
        },
        steps=(
            *(
                Step(f"Approvals of {option}", "sum of the weights", str(number))
                for option, number in approvals.items()
            ),
            Step("Needed", f"{least} · {cast}", str(needed)),
            Step(
                "Seats", f"{limit.seats}, in this order", ", ".join(winners) or "none"
            ),
        ),
        tie_break=lots.account(),
    )


def _sums(votes: Votes) -> tuple[dict[str, Fraction], Fraction]:
    """Return the weight that approves of each option, and all weight cast."""
    approvals: dict[str, int | Fraction] = dict.fromkeys(votes.options, 0)
    cast: int | Fraction = 0
    for index, vote in enumerate(votes.votes):
        weight = vote.count if votes.electors is None else votes.weight_of(vote)
        cast += weight
        for group in vote.ranking if vote.ranking is not None else ((vote.choice,),):
            for option in group:
                if option not in approvals:
                    raise InvalidVotes(
                        f"$.votes[{index}].choice: {option!r} is not an option."
                    )
                approvals[option] += weight
    return {o: Fraction(number) for o, number in approvals.items()}, Fraction(cast)


def _groups(approvals: dict[str, Fraction]) -> tuple[tuple[str, ...], ...]:
    numbers = sorted(set(approvals.values()), reverse=True)
    return tuple(
        tuple(option for option, given in approvals.items() if given == number)
        for number in numbers
    )
