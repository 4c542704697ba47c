"""The Reference Meek Rule of the Proportional Representation Foundation.

Source: prfound.org, "Reference Meek Rule", after Hill, Wichmann and Woodall,
"Algorithm 123" (The Computer Journal, 1987). Every elected option keeps a share of
each vote that reaches it and passes the rest on; the shares are adjusted until the
surplus is below omega (0.000001). Arithmetic has nine decimals: keep factors and
what is kept of a vote are rounded up, the quota is rounded down plus 0.000000001.
Here all of it is in integers, in units of 1/1,000,000,000.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from governance.tally.rounds import Pile, Result, Round
from governance.tally.ties import Lots

UNIT = 10**9
OMEGA = UNIT // 10**6


@dataclass
class _State:
    keep: dict[str, int]
    votes: dict[str, Fraction] = field(default_factory=dict)
    quota: Fraction = Fraction(0)
    exhausted: Fraction = Fraction(0)


def elect(
    options: tuple[str, ...], piles: list[Pile], seats: int, lots: Lots
) -> Result:
    """Elect ``seats`` of ``options``."""
    result = Result()
    state = _State(dict.fromkeys(options, UNIT))
    while True:
        hopeful = result.hopeful(options)
        if len(result.elected) >= seats or len(result.elected) + len(hopeful) <= seats:
            break
        elected = _iterate(options, piles, seats, result, state)
        if elected:
            _note(result, state, elected=elected)
            continue
        lowest = _lowest(hopeful, state, result, lots)
        _note(result, state, excluded=[lowest])
        state.keep[lowest] = 0
    rest = result.hopeful(options)
    if len(result.elected) < seats:
        _distribute(options, piles, seats, state)
        _note(result, state, elected=_best_first(rest, state, lots))
    else:
        result.excluded += reversed(_best_first(rest, state, lots))
    return result


def _iterate(
    options: tuple[str, ...],
    piles: list[Pile],
    seats: int,
    result: Result,
    state: _State,
) -> list[str]:
    """Adjust keep factors until somebody is elected or the surplus is settled."""
    before: Fraction | None = None
    while True:
        _distribute(options, piles, seats, state)
        hopeful = result.hopeful(options)
        reached = [o for o in hopeful if state.votes[o] >= state.quota]
        if reached:
            return sorted(reached, key=lambda o: -state.votes[o])
        surplus = _surplus(result, state)
        if surplus < OMEGA or (before is not None and surplus >= before):
            return []
        before = surplus
        for option in result.elected:
            kept = state.keep[option] * state.quota / state.votes[option]
            state.keep[option] = -((-kept).__floor__())


def _distribute(
    options: tuple[str, ...], piles: list[Pile], seats: int, state: _State
) -> None:
    votes = dict.fromkeys(options, Fraction(0))
    exhausted = Fraction(0)
    for pile in piles:
        left = UNIT
        for option in pile.order:
            # what is kept is rounded up to a whole unit
            kept = -(-left * state.keep[option] // UNIT)
            votes[option] += kept * pile.weight
            left -= kept
            if not left:
                break
        exhausted += left * pile.weight
    total = sum(votes.values(), Fraction(0))
    state.votes, state.exhausted = votes, exhausted
    state.quota = Fraction((total / (seats + 1)).__floor__() + 1)


def _surplus(result: Result, state: _State) -> Fraction:
    return sum((state.votes[o] - state.quota for o in result.elected), Fraction(0))


def _lowest(hopeful: list[str], state: _State, result: Result, lots: Lots) -> str:
    """Return who is excluded: ties are those within the surplus of the lowest."""
    least = min(state.votes[option] for option in hopeful)
    reach = least + max(_surplus(result, state), Fraction(0))
    tied = [option for option in hopeful if state.votes[option] <= reach]
    return lots.order(tied)[0] if len(tied) > 1 else tied[0]


def _best_first(options: list[str], state: _State, lots: Lots) -> list[str]:
    ordered: list[str] = []
    for value in sorted(
        {state.votes.get(o, Fraction(0)) for o in options}, reverse=True
    ):
        tied = [o for o in options if state.votes.get(o, Fraction(0)) == value]
        ordered += lots.order(tied) if len(tied) > 1 else tied
    return ordered


def _note(
    result: Result,
    state: _State,
    elected: list[str] | None = None,
    excluded: list[str] | None = None,
) -> None:
    won, out = tuple(elected or ()), tuple(excluded or ())
    shown = {
        option: value / UNIT
        for option, value in state.votes.items()
        if option not in result.excluded
    }
    result.rounds.append(
        Round(shown, state.quota / UNIT, state.exhausted / UNIT, won, out)
    )
    result.elected += won
    result.excluded += out
