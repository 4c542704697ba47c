"""The single transferable vote, by Meek's rule or by weighted inclusive Gregory.

``wigm`` (weighted inclusive Gregory, as Scotland's local elections and Droop's
``wigm``) is exact: transfer values are fractions, never rounded. The quota is
floor(votes / (seats + 1)) + 1 where all weights are whole numbers.

``meek`` is the Proportional Representation Foundation's Reference Meek Rule: fixed
arithmetic of nine decimals, rounded up where the rule says so, here in integers.

Both break ties by lot, or by ``tie_order`` (``governance.tally.ties``). A vote ranks
options singly: equal ranks have no meaning here and are refused. Weights apply.
"""

from collections.abc import Iterator

from governance.errors import InvalidVotes
from governance.tally import meek, seats, wigm
from governance.tally import parameters as read
from governance.tally.model import Step, Tally, Votes
from governance.tally.rounds import Cast, Number, Result, Round, decimal
from governance.tally.ties import Lots

RULES = {"meek": meek.elect, "wigm": wigm.elect}


def count(votes: Votes) -> Tally:
    """Elect; a limit on an organisation's seats moves the next in line up.

    Where nobody ranked anything nobody is elected.
    """
    read.require_known(votes.parameters, {"rule", "tie_order", *seats.KNOWN})
    rule = read.word(votes.parameters, "rule", tuple(RULES), "meek")
    limit = seats.read_limit(votes)
    lots = Lots(votes)
    cast = Cast.of(votes.options, _orders(votes))
    if not any(order and weight for order, weight in cast.papers.items()):
        figures = {"rule": rule, "seats": limit.seats, "rounds": []}
        return seats.nobody(votes, figures)
    result = RULES[rule](votes.options, cast, limit.seats, lots)
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
        steps=(
            *_steps(result, cast, limit.seats),
            Step(
                "Seats", f"{limit.seats}, in this order", ", ".join(winners) or "none"
            ),
        ),
        tie_break=lots.account(),
    )


def _orders(votes: Votes) -> Iterator[tuple[tuple[str, ...], Number]]:
    """Yield each vote's order of options and its weight."""
    for index, vote in enumerate(votes.votes):
        if vote.ranking is None:
            raise InvalidVotes(f"$.votes[{index}].ranking: expected a ranking.")
        if max(map(len, vote.ranking), default=0) > 1:
            raise InvalidVotes(
                f"$.votes[{index}].ranking: equal ranks have no meaning."
            )
        order = tuple([group[0] for group in vote.ranking])
        yield order, vote.count if votes.electors is None else votes.weight_of(vote)


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
                "keep": dict(round_.keep),
                "working": round_.working,
            }
            for round_ in result.rounds
        ],
    }


def _steps(result: Result, cast: Cast, seats_: int) -> list[Step]:
    lines = [
        Step(
            "Quota",
            f"more than {cast.weight} / ({seats_} + 1), see each round",
            decimal(result.rounds[0].quota),
        )
    ]
    for number, round_ in enumerate(result.rounds, 1):
        happened = [f"{option} elected" for option in round_.elected]
        happened += [f"{option} excluded" for option in round_.excluded]
        happened.append(round_.working)
        lines.append(Step(f"Round {number}", _working(round_), "; ".join(happened)))
    return lines


def _working(round_: Round) -> str:
    votes = ", ".join(
        f"{option} {decimal(value)}" for option, value in round_.votes.items()
    )
    keep = ", ".join(
        f"{option} {decimal(value)}" for option, value in round_.keep.items()
    )
    return (
        f"{votes}; exhausted {decimal(round_.exhausted)}; "
        f"quota {decimal(round_.quota)}" + (f"; keep factors {keep}" if keep else "")
    )
