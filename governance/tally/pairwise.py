"""Pairwise comparison of ranked votes: who is preferred to whom, by how much.

``V(A, B)`` is the weight of the votes that rank A strictly above B. What a vote does
not rank is below everything that it ranks and tied with the rest (``last``), or says
nothing about any pair that it is part of (``no-opinion``).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from governance.errors import InvalidVotes
from governance.tally.model import Step, Votes

Number = int | Fraction
Matrix = list[list[Number]]


def matrix(votes: Votes, *, unranked_last: bool) -> Matrix:
    """Return V as rows: ``matrix[a][b]`` is the weight that prefers a to b.

    A million votes take seconds: each adds its weight to (option, set of options
    below it), of which ten options have 5,120 at most, and the pairs are read off
    those sums.
    """
    if not votes.options:
        raise InvalidVotes("$.options: a ranked vote needs options.")
    size = len(votes.options)
    bit = {option: 1 << position for position, option in enumerate(votes.options)}
    everything = (1 << size) - 1
    below: defaultdict[tuple[str, int], Number] = defaultdict(int)
    weigh_one = votes.electors is None
    for index, vote in enumerate(votes.votes):
        ranking = vote.ranking
        if ranking is None:
            raise InvalidVotes(f"$.votes[{index}].ranking: expected a ranking.")
        weight = vote.count if weigh_one else votes.weight_of(vote)
        rest = everything if unranked_last else _ranked(ranking, bit)
        for group in ranking:
            if len(group) == 1:
                rest ^= bit[group[0]]
            else:
                for option in group:
                    rest ^= bit[option]
            for option in group:
                below[option, rest] += weight
    return _read_off(below, votes.options)


def _ranked(ranking: Iterable[Iterable[str]], bit: Mapping[str, int]) -> int:
    return sum(bit[option] for group in ranking for option in group)


def _read_off(
    below: Mapping[tuple[str, int], Number], options: tuple[str, ...]
) -> Matrix:
    size = len(options)
    place = {option: position for position, option in enumerate(options)}
    table: Matrix = [[0] * size for _ in range(size)]
    for (option, others), weight in below.items():
        row = table[place[option]]
        for position in range(size):
            if others >> position & 1:
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
