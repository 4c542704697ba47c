"""The Schulze method, with its three switches as parameters.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
Condorcet-consistent single-winner election method" (2011), section 2. The strength
of a defeat of W to L is (W, fewer L) under ``winning-votes`` and W - L under
``margins``; ``unranked`` options are ``last`` or of ``no-opinion``; A is before B
when the strongest path from A to B is stronger than the one back. Several seats go
to the first of that order. All three change who holds a seat (Kubernetes steering
2021), so a ballot states them. Weights apply.
"""

from collections.abc import Callable, Mapping

from governance.tally import pairwise, seats
from governance.tally import parameters as read
from governance.tally.model import Ranking, Step, Tally, Votes
from governance.tally.pairwise import Matrix, Number
from governance.tally.ties import Lots

Strength = tuple[Number, Number]
Path = list[int]
NONE: Strength = (0, 0)
MOST_ROUTES = 25


def count(votes: Votes) -> Tally:
    """Rank every option by strongest paths and fill the seats from the top."""
    read.require_known(votes.parameters, {"unranked", "strength", *seats.KNOWN})
    given = votes.parameters
    unranked = read.word(given, "unranked", ("last", "no-opinion"), "last")
    measure = read.word(given, "strength", tuple(STRENGTHS), "winning-votes")
    limit = seats.read_limit(votes)
    table = pairwise.matrix(votes, unranked_last=unranked == "last")
    paths = strongest_paths(table, STRENGTHS[measure])
    routes = _routes(table, paths, STRENGTHS[measure])
    figures = {
        "pairwise": pairwise.as_figures(table, votes.options),
        "strongest_paths": {
            a: {b: paths[i][j][0] for j, b in enumerate(votes.options) if i != j}
            for i, a in enumerate(votes.options)
        },
        "routes": {
            a: {
                b: [votes.options[place] for place in routes[i, j]]
                for j, b in enumerate(votes.options)
                if (i, j) in routes
            }
            for i, a in enumerate(votes.options)
        },
        "unranked": unranked,
        "strength": measure,
        "seats": limit.seats,
    }
    if not any(vote.ranking and votes.weight_of(vote) for vote in votes.votes):
        return seats.nobody(votes, figures)
    ranking = rank(paths, votes.options)
    lots = Lots(votes)
    winners, passed_over = seats.fill(seats.order(ranking, {}, limit, lots), limit)
    steps = pairwise.steps(table, votes.options)
    steps += _path_steps(paths, routes, votes.options)
    steps.append(Step("Order", "who is before whom, above", _written(ranking)))
    steps.append(Step("Seats", f"{limit.seats}, in this order", ", ".join(winners)))
    return Tally(
        method="schulze",
        passed=bool(winners),
        winners=tuple(winners),
        ranking=ranking,
        dropped=passed_over,
        figures=figures,
        steps=tuple(steps),
        tie_break=lots.account(),
    )


def _winning_votes(ahead: Number, behind: Number) -> Strength:
    return (ahead, -behind) if ahead > behind else NONE


def _margins(ahead: Number, behind: Number) -> Strength:
    return (ahead - behind, 0) if ahead > behind else NONE


STRENGTHS: dict[str, Callable[[Number, Number], Strength]] = {
    "winning-votes": _winning_votes,
    "margins": _margins,
}


def strongest_paths(
    table: Matrix, strength: Callable[[Number, Number], Strength]
) -> list[list[Strength]]:
    """Return the strength of the strongest path between each two options.

    A path is as strong as its weakest defeat; Floyd and Warshall's algorithm.
    """
    everyone = range(len(table))
    paths = [
        [strength(table[a][b], table[b][a]) if a != b else NONE for b in everyone]
        for a in everyone
    ]
    for via in everyone:
        for a in everyone:
            first = paths[a][via]
            if a == via or first == NONE:
                continue
            for b in everyone:
                if b not in (a, via):
                    paths[a][b] = max(paths[a][b], min(first, paths[via][b]))
    return paths


def rank(paths: list[list[Strength]], options: tuple[str, ...]) -> Ranking:
    """Return groups of options: each group is beaten by none of what is left."""
    left = list(range(len(options)))
    groups = []
    while left:
        best = [a for a in left if not any(paths[b][a] > paths[a][b] for b in left)]
        groups.append(tuple(options[a] for a in best))
        left = [a for a in left if a not in best]
    return tuple(groups)


def _routes(
    table: Matrix,
    paths: list[list[Strength]],
    strength: Callable[[Number, Number], Strength],
) -> dict[tuple[int, int], list[int]]:
    """Return the shortest of the strongest paths between each two options.

    Beyond ``MOST_ROUTES`` options nobody follows them, and they are left out.
    """
    if len(table) > MOST_ROUTES:
        return {}
    everyone = range(len(table))
    links = [
        [strength(table[a][b], table[b][a]) if a != b else NONE for b in everyone]
        for a in everyone
    ]
    return {
        (a, b): _route(links, a, b, paths[a][b])
        for a in everyone
        for b in everyone
        if a != b and paths[a][b] != NONE
    }


def _route(links: list[list[Strength]], start: int, end: int, least: Strength) -> Path:
    """Return the shortest way over links of at least that strength."""
    reached: dict[int, Path] = {start: [start]}
    ways: list[Path] = [[start]]
    for way in ways:
        for place, link in enumerate(links[way[-1]]):
            if link >= least and place not in reached:
                reached[place] = [*way, place]
                ways.append(reached[place])
    return reached[end]


def _path_steps(
    paths: list[list[Strength]],
    routes: Mapping[tuple[int, int], Path],
    options: tuple[str, ...],
) -> list[Step]:
    def said(i: int, j: int) -> str:
        way = " > ".join(options[place] for place in routes.get((i, j), ()))
        return f"{paths[i][j][0]} by {way}" if way else str(paths[i][j][0])

    return [
        Step(
            f"Strongest paths between {a} and {b}",
            f"there {said(i, j)}; back {said(j, i)}",
            _before(a, b, paths[i][j], paths[j][i]),
        )
        for i, a in enumerate(options)
        for j, b in enumerate(options)
        if i < j
    ]


def _before(a: str, b: str, there: Strength, back: Strength) -> str:
    if there == back:
        return "tied"
    return f"{a} before {b}" if there > back else f"{b} before {a}"


def _written(ranking: Ranking) -> str:
    return " > ".join(" = ".join(group) for group in ranking)
