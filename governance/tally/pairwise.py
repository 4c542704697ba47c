"""Pairwise comparison of ranked votes: who is preferred to whom, by how much.

``V(A, B)`` is the weight of the votes that rank A strictly above B. What a vote does
not rank is below everything that it ranks and tied with the rest (``last``), or says
nothing about any pair that it is part of (``no-opinion``).
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from governance.errors import InvalidVotes
from governance.tally.model import Step, Votes

Number = int | Fraction
Matrix = list[list[Number]]
Group = tuple[str, ...]


def matrix(votes: Votes, *, unranked_last: bool) -> Matrix:
    """Return V as rows: ``matrix[a][b]`` is the weight that prefers a to b.

    A million votes take seconds: each adds its weight to (group, set of options
    below it), of which ten options ranked singly have 5,120, and the pairs are read
    off those sums.
    """
    if not votes.options:
        raise InvalidVotes("$.options: a ranked vote needs options.")
    everything = (1 << len(votes.options)) - 1
    bits: dict[Group, int] = {(o,): 1 << place for place, o in enumerate(votes.options)}
    below: defaultdict[Group, defaultdict[int, Number]] = defaultdict(_sums)
    for index, vote in enumerate(votes.votes):
        ranking = vote.ranking
        if ranking is None:
            raise InvalidVotes(f"$.votes[{index}].ranking: expected a ranking.")
        weight = vote.count if votes.electors is None else votes.weight_of(vote)
        for group in ranking:
            if group not in bits:
                bits[group] = sum(bits[option,] for option in group)
        rest = everything if unranked_last else sum(bits[group] for group in ranking)
        for group in ranking:
            rest ^= bits[group]
            below[group][rest] += weight
    return _read_off(below, votes.options)


def _sums() -> "defaultdict[int, Number]":
    return defaultdict(int)


def _read_off(
    below: Mapping[Group, Mapping[int, Number]], options: tuple[str, ...]
) -> Matrix:
    size = len(options)
    place = {option: position for position, option in enumerate(options)}
    table: Matrix = [[0] * size for _ in range(size)]
    for group, sums in below.items():
        for others, weight in sums.items():
            beaten = [position for position in range(size) if others >> position & 1]
            for option in group:
                row = table[place[option]]
                for position in beaten:
                    row[position] += weight
    return table


def as_figures(
    table: Matrix, options: tuple[str, ...]
) -> dict[str, dict[str, Fraction]]:
    """Return the matrix by name, exact."""
    return {
        a: {b: Fraction(table[i][j]) for j, b in enumerate(options) if i != j}
        for i, a in enumerate(options)
    }


def steps(table: Matrix, options: tuple[str, ...]) -> list[Step]:
    """Return one line for each pair of options."""
    lines = []
    for i, a in enumerate(options):
        for j in range(i + 1, len(options)):
            b = options[j]
            ahead, behind = table[i][j], table[j][i]
            if ahead == behind:
                verdict = "tied"
            else:
                verdict = f"{a if ahead > behind else b} is preferred"
            lines.append(Step(f"{a} against {b}", f"{ahead} to {behind}", verdict))
    return lines
