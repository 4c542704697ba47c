"""The Reference Meek Rule of the Proportional Representation Foundation.

Source: prfound.org, "Reference Meek Rule", after Hill, Wichmann and Woodall,
"Algorithm 123" (The Computer Journal, 1987). Every elected option keeps a share of
each vote that reaches it and passes the rest on; the shares are adjusted until the
surplus is below omega (0.000001). Arithmetic has nine decimals: keep factors are
rounded up after their multiplication and again after their division, what is kept of
a vote is rounded up, the quota is rounded down plus 0.000000001. Here all of it is
in integers, in units of 1/1,000,000,000.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from governance.tally.rounds import Cast, Number, Papers, Result, Round
from governance.tally.ties import Lots

UNIT = 10**9
OMEGA = UNIT // 10**6


@dataclass
class _State:
    papers: Papers  # without the excluded
    letters: dict[str, str]
    keep: dict[str, int]
    votes: dict[str, Number] = field(default_factory=dict)
    quota: int = 0
    exhausted: Number = 0
    surplus: Number = 0


def elect(options: tuple[str, ...], cast: Cast, seats: int, lots: Lots) -> Result:
    """Elect ``seats`` of ``options``."""
    result = Result()
    state = _State(cast.papers, dict(cast.letters), dict.fromkeys(options, UNIT))
    while True:
        hopeful = result.hopeful(options)
        if len(result.elected) >= seats or len(result.elected) + len(hopeful) <= seats:
            break
        elected = _iterate(hopeful, seats, result, state)
        if elected:
            _note(result, state, elected=elected, working="the quota is reached")
            continue
        lowest, working = _lowest(hopeful, state, lots)
        _note(result, state, excluded=[lowest], working=working)
        _exclude(lowest, state)
    rest = result.hopeful(options)
    if len(result.elected) < seats:
        _distribute(_shortened(rest, state), seats, state)
        left = _best_first(rest, state, lots)
        _note(result, state, elected=left, working="as many seats as are left")
    else:
        result.excluded += reversed(_best_first(rest, state, lots))
    return result


def _iterate(
    hopeful: list[str], seats: int, result: Result, state: _State
) -> list[str]:
    """Adjust keep factors until somebody is elected or the surplus is settled."""
    papers = _shortened(hopeful, state)
    before: Number | None = None
    while True:
        _distribute(papers, seats, state)
        state.surplus = max(
            sum(state.votes[o] - state.quota for o in result.elected), 0
        )
        reached = [o for o in hopeful if state.votes[o] >= state.quota]
        if reached:
            return sorted(reached, key=lambda o: -state.votes[o])
        if state.surplus < OMEGA or (before is not None and state.surplus >= before):
            return []
        before = state.surplus
        for option in result.elected:
            kept = -(-state.keep[option] * state.quota // UNIT)
            state.keep[option] = ceil(Fraction(kept * UNIT) / state.votes[option])


def _shortened(hopeful: list[str], state: _State) -> Papers:
    """Return the papers up to the first hopeful option, which keeps all that is left.

    So a million different ones become a few, and each round is counted quickly.
    """
    ends = {state.letters[option] for option in hopeful}
    found: defaultdict[str, Number] = defaultdict(int)
    for order, weight in state.papers.items():
        for place, letter in enumerate(order):
            if letter in ends:
                found[order[: place + 1]] += weight
                break
        else:
            found[order] += weight
    return found


def _exclude(option: str, state: _State) -> None:
    letter = state.letters[option]
    left: defaultdict[str, Number] = defaultdict(int)
    for order, weight in state.papers.items():
        left[order.replace(letter, "")] += weight
    state.papers, state.keep[option] = left, 0


def _distribute(papers: Papers, seats: int, state: _State) -> None:
    names = {letter: option for option, letter in state.letters.items()}
    votes: dict[str, Number] = dict.fromkeys(state.keep, 0)
    exhausted: Number = 0
    for order, weight in papers.items():
        left = UNIT
        for letter in order:
            # what is kept is rounded up to a whole unit
            kept = -(-left * state.keep[names[letter]] // UNIT)
            votes[names[letter]] += kept * weight
            left -= kept
            if not left:
                break
        exhausted += left * weight
    state.votes, state.exhausted = votes, exhausted
    state.quota = floor(Fraction(sum(votes.values())) / (seats + 1)) + 1


def _lowest(hopeful: list[str], state: _State, lots: Lots) -> tuple[str, str]:
    """Return who is excluded, and why: tied are those within the surplus."""
    least = min(state.votes[option] for option in hopeful)
    tied = [o for o in hopeful if state.votes[o] <= least + state.surplus]
    if len(tied) == 1:
        return tied[0], "fewest votes"
    return lots.order(tied)[0], f"by lot among those tied: {', '.join(tied)}"


def _best_first(options: list[str], state: _State, lots: Lots) -> list[str]:
    ordered: list[str] = []
    for value in sorted({state.votes.get(o, 0) for o in options}, reverse=True):
        tied = [o for o in options if state.votes.get(o, 0) == value]
        ordered += lots.order(tied) if len(tied) > 1 else tied
    return ordered


def _note(
    result: Result,
    state: _State,
    *,
    elected: list[str] | None = None,
    excluded: list[str] | None = None,
    working: str,
) -> None:
    def units(number: Number) -> Fraction:
        return Fraction(number) / UNIT

    shown = {o: units(v) for o, v in state.votes.items() if o not in result.excluded}
    result.note(
        Round(
            shown,
            units(state.quota),
            units(state.exhausted),
            tuple(elected or ()),
            tuple(excluded or ()),
            {option: units(state.keep[option]) for option in result.elected},
            working,
        )
    )
