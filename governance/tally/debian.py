"""The Debian method: per-option quorum and majority, then Schwartz dropping.

Source: the Debian constitution, appendix A, "Vote counting". With default option d:

1. an option A other than d is dropped unless V(A, d) >= R, the quorum
   (R = 3 Q, Q = sqrt(developers) / 2, not rounded);
2. and unless V(A, d) meets its majority ratio N against V(d, A) and is larger:
   N V(d, A) <= V(A, d), or < under ``ratio_test`` ``>`` as read before 2016;
3. of the rest, the Schwartz set by transitive defeats is formed; while it has
   defeats inside, the weakest (fewest for, then most against) are dropped together;
4. one option left wins; among several the tie is broken.

What a vote does not rank is below what it ranks. Weights apply to V; the quorum is
then a weight too.
"""

from fractions import Fraction

from governance.errors import InvalidVotes
from governance.tally import pairwise
from governance.tally import parameters as read
from governance.tally.model import Step, Tally, Votes
from governance.tally.pairwise import Matrix, Number
from governance.tally.ties import Lots
from governance.tally.votesfile import number

KNOWN = {"default", "majority", "quorum", "electorate_size", "ratio_test"}


def count(votes: Votes) -> Tally:
    """Count; it passes when an option other than the default wins."""
    read.require_known(votes.parameters, KNOWN)
    default = _default(votes)
    table = pairwise.matrix(votes, unranked_last=True)
    steps = pairwise.steps(table, votes.options)
    dropped = _drop(votes, table, default, steps)
    kept = [i for i, option in enumerate(votes.options) if option not in dropped]
    schwartz = _resolve(table, kept, votes.options, steps)
    names = [votes.options[i] for i in schwartz]
    lots = Lots(votes)
    winner = lots.order(names)[0]
    ranking = [tuple(names)]
    if others := tuple(votes.options[i] for i in kept if i not in schwartz):
        ranking.append(others)
    steps.append(Step("Winner", ", ".join(names), winner))
    return Tally(
        method="debian",
        passed=winner != default,
        winners=(winner,),
        ranking=tuple(ranking),
        dropped=dropped,
        figures={
            "pairwise": pairwise.as_figures(table, votes.options),
            "default": default,
            "schwartz": names,
        },
        steps=tuple(steps),
        tie_break=lots.account(),
    )


def _default(votes: Votes) -> str:
    default = votes.parameters.get("default")
    if default not in votes.options:
        raise InvalidVotes(f"$.parameters.default: {default!r} is not an option.")
    return str(default)


def _drop(
    votes: Votes, table: Matrix, default: str, steps: list[Step]
) -> dict[str, str]:
    """Drop options that miss quorum or majority; each reason says the figures."""
    d = votes.options.index(default)
    needed = _majorities(votes, default)
    strictly = read.word(votes.parameters, "ratio_test", (">=", ">"), ">=") == ">"
    dropped: dict[str, str] = {}
    for i, option in enumerate(votes.options):
        if i == d:
            continue
        ahead, behind = table[i][d], table[d][i]
        working, missed = _quorum(votes, ahead)
        if missed:
            dropped[option] = f"quorum: {working} does not hold"
        if working:
            steps.append(
                Step(f"Quorum of {option}", working, "missed" if missed else "reached")
            )
        ratio = needed.get(option, Fraction(1))
        enough = ahead > ratio * behind if strictly else ahead >= ratio * behind
        sign = ">" if strictly else ">="
        working = f"{ahead} {sign} {ratio} · {behind} and {ahead} > {behind}"
        holds = enough and ahead > behind
        if not holds and option not in dropped:
            dropped[option] = f"majority: {working} does not hold"
        steps.append(
            Step(f"Majority of {option}", working, "reached" if holds else "missed")
        )
    return dropped


def _quorum(votes: Votes, ahead: Number) -> tuple[str, bool]:
    """Return the comparison and whether it fails; no irrational is ever rounded."""
    given = votes.parameters
    if "quorum" in given and "electorate_size" in given:
        raise InvalidVotes("$.parameters: quorum or electorate_size, not both.")
    if "electorate_size" in given:
        size = read.exact(given, "electorate_size")
        # V >= 3/2 sqrt(D)  <=>  4 V^2 >= 9 D
        working = f"4 · {ahead}² >= 9 · {size} (V >= 3/2 · sqrt({size}))"
        return working, 4 * ahead * ahead < 9 * size
    if "quorum" in given:
        quorum = read.exact(given, "quorum")
        return f"{ahead} >= {quorum}", ahead < quorum
    return "", False


def _majorities(votes: Votes, default: str) -> dict[str, Fraction]:
    value = votes.parameters.get("majority", {})
    if not isinstance(value, dict):
        raise InvalidVotes("$.parameters.majority: expected an object by option.")
    for option, ratio in value.items():
        place = f"$.parameters.majority.{option}"
        if option not in votes.options or option == default:
            raise InvalidVotes(f"{place}: not an option that needs a majority.")
        if number(ratio, place) <= 0:
            raise InvalidVotes(f"{place}: a ratio is larger than 0.")
    return {option: number(ratio, "") for option, ratio in value.items()}


def _resolve(
    table: Matrix, kept: list[int], options: tuple[str, ...], steps: list[Step]
) -> list[int]:
    """Return the last Schwartz set, after dropping the weakest defeats in turn."""
    defeats = {(a, b) for a in kept for b in kept if table[a][b] > table[b][a]}
    while True:
        schwartz = _schwartz(kept, defeats)
        steps.append(
            Step(
                "Schwartz set",
                f"{len(defeats)} defeats among {len(kept)} options",
                ", ".join(options[i] for i in schwartz),
            )
        )
        inside = [(a, b) for a, b in defeats if a in schwartz and b in schwartz]
        if not inside:
            return schwartz
        weakest = min((table[a][b], -table[b][a]) for a, b in inside)
        gone = {(a, b) for a, b in inside if (table[a][b], -table[b][a]) == weakest}
        steps.append(
            Step(
                "Weakest defeats dropped",
                f"{weakest[0]} to {-weakest[1]}",
                ", ".join(sorted(f"{options[a]} over {options[b]}" for a, b in gone)),
            )
        )
        defeats -= gone


def _schwartz(kept: list[int], defeats: set[tuple[int, int]]) -> list[int]:
    """Return the options that beat, transitively, whatever so beats them."""
    beats = set(defeats)
    for via in kept:
        into = [a for a, b in beats if b == via]
        out = [b for a, b in beats if a == via]
        beats |= {(a, b) for a in into for b in out}
    return [
        a
        for a in kept
        if all((a, b) in beats or (b, a) not in beats for b in kept if b != a)
    ]
