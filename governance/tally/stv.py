"""The single transferable vote, by Meek's rule or by weighted inclusive Gregory.

``wigm`` (weighted inclusive Gregory, as Scotland's local elections and Droop's
``wigm``) is exact: transfer values are fractions, never rounded. The quota is
floor(votes / (seats + 1)) + 1 where all weights are whole numbers.

``meek`` is the Proportional Representation Foundation's Reference Meek Rule: fixed
arithmetic of nine decimals, rounded up where the rule says so, here in integers.

Both break ties by lot (``governance.tally.ties``). A vote ranks options singly:
equal ranks have no meaning here and are refused. Weights apply.
"""

from collections import defaultdict
from fractions import Fraction

from governance.errors import InvalidVotes
from governance.tally import meek, seats, wigm
from governance.tally import parameters as read
from governance.tally.model import Step, Tally, Votes
from governance.tally.rounds import Pile, Result
from governance.tally.ties import Lots

RULES = {"meek": meek.elect, "wigm": wigm.elect}


def count(votes: Votes) -> Tally:
    """Elect; a limit on an organisation's seats moves the next in line up."""
    read.require_known(votes.parameters, {"rule", *seats.KNOWN})
    rule = read.word(votes.parameters, "rule", tuple(RULES), "meek")
    limit = seats.read_limit(votes)
    lots = Lots(votes)
    result = RULES[rule](votes.options, _piles(votes), limit.seats, lots)
    # Who left last is next in line.
    order = [*result.elected, *reversed(result.excluded)]
    winners, passed_over = seats.fill(order, limit)
    return Tally(
        method="stv",
        passed=bool(winners),
        winners=tuple(winners),
        ranking=tuple((option,) for option in order),
        dropped=passed_over,
        figures=_figures(result, limit.seats, rule),
        steps=tuple(_steps(result)),
        tie_break=lots.account(),
    )


def _piles(votes: Votes) -> list[Pile]:
    """Return the votes grouped by their order of options."""
    weights: defaultdict[tuple[str, ...], Fraction] = defaultdict(Fraction)
    for index, vote in enumerate(votes.votes):
        if vote.ranking is None:
            raise InvalidVotes(f"$.votes[{index}].ranking: expected a ranking.")
        if any(len(group) > 1 for group in vote.ranking):
            raise InvalidVotes(
                f"$.votes[{index}].ranking: equal ranks have no meaning."
            )
        order = tuple(group[0] for group in vote.ranking)
        weights[order] += votes.weight_of(vote)
    return [Pile(order, weight) for order, weight in sorted(weights.items())]


def _figures(result: Result, seats_: int, rule: str) -> dict[str, object]:
    return {
        "rule": rule,
        "seats": seats_,
        "rounds": [
            {
                "votes": dict(round_.votes),
                "quota": round_.quota,
                "exhausted": round_.exhausted,
                "elected": list(round_.elected),
                "excluded": list(round_.excluded),
            }
            for round_ in result.rounds
        ],
    }


def _steps(result: Result) -> list[Step]:
    lines = []
    for number, round_ in enumerate(result.rounds, 1):
        votes = ", ".join(f"{option} {value}" for option, value in round_.votes.items())
        happened = [f"{option} elected" for option in round_.elected]
        happened += [f"{option} excluded" for option in round_.excluded]
        lines.append(
            Step(
                f"Round {number}",
                f"{votes}; quota {round_.quota}",
                ", ".join(happened) or "surpluses transferred",
            )
        )
    return lines
