"""What a ballot still needs and what would change it, in sentences. Plain Python.

For every method but the weighted threshold, whose needs are drawn. Each sentence is
read off the figures of a tally; a number of people is the least that could do it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from governance.legible import rounded
from governance.outcomes import listed
from governance.tally.apache import NEEDED


@dataclass(frozen=True)
class Standing:
    """How a ballot stands: its tally as JSON, and what the tally does not hold.

    ``blocking`` names those whose answer stops it alone; ``silent`` are the weights
    of those who have not answered; ``names`` are people by their ids.
    """

    tally: Mapping[str, Any]
    parameters: Mapping[str, Any]
    blocking: Sequence[str] = ()
    silent: Sequence[Fraction] = ()
    names: Mapping[str, str] | None = None

    @property
    def figures(self) -> Mapping[str, Any]:
        """The figures of the tally."""
        found: Mapping[str, Any] = self.tally["figures"]
        return found

    def fewest(self, gap: Fraction) -> str:
        """Return how many of the silent it takes at least to make up ``gap``."""
        people, left = 0, gap
        for weight in sorted(self.silent, reverse=True):
            people, left = people + 1, left - weight
            if left <= 0:
                who = _many(people, "person who is", "people who are")
                return f"at least {who} silent"
        return "somebody who changes their answer, as the silent are too few"


def sentences(standing: Standing) -> list[str]:
    """Return what is needed and what would change it; nothing for a threshold."""
    tell = _BY_METHOD.get(standing.tally["method"])
    return tell(standing) if tell else []


def _apache(standing: Standing) -> list[str]:
    kind, binding = standing.figures["kind"], standing.figures["binding"]
    plus, minus = binding["+1"], binding["-1"]
    told = [
        f"So far {plus} +1 and {minus} \N{MINUS SIGN}1; each person counts one, "
        "whatever their weight."
    ]
    if kind == "code" and minus:
        told.append(
            f"It is vetoed by {listed(standing.blocking) or minus}, and fails unless "
            "each veto is taken back."
        )
    lazy = bool(standing.parameters.get("lazy"))
    wanted = NEEDED if kind != "procedural" and not lazy else 0
    ahead = minus + 1 if kind != "code" else 0
    missing = max(wanted, ahead) - plus
    if missing > 0:
        told.append(f"It needs {missing} more +1.")
    elif kind != "code":
        told.append(
            f"It would pass now; {plus - minus} more \N{MINUS SIGN}1 would undo that."
        )
    elif not minus:
        told.append("It would pass now; one \N{MINUS SIGN}1 would stop it.")
    return told


def _consensus(standing: Standing) -> list[str]:
    figures, names = standing.figures, standing.names or {}
    reviewers, reviewed = figures["reviewers"], figures["reviewed"]
    limit = int(standing.parameters.get("max_outstanding", 2))
    missing = max(reviewers // 2 + 1, reviewers - limit) - reviewed
    told = [f"{reviewed} of {_many(reviewers, 'reviewer', 'reviewers')} have reviewed."]
    if missing > 0:
        told.append(f"It needs {_many(missing, 'more review', 'more reviews')}.")
    if 0 < len(figures["missing"]) <= 12:
        still = [names.get(each, each) for each in figures["missing"]]
        told.append(f"Not yet: {listed(still)}.")
    if figures["open_concerns"]:
        told.append(
            f"A concern of {listed(standing.blocking) or 'a reviewer'} is open, and "
            "stops it until it is settled."
        )
    elif figures["gate"]:
        told.append(
            f"The comment period ends on {_moment(figures['ends_at'])}; a concern "
            "raised before would stop it."
            if figures["ends_at"]
            else "The comment period begins now."
        )
    return told


def _ietf(standing: Standing) -> list[str]:
    figures, taken = standing.figures, standing.figures["positions"]
    needed, favourable = figures["needed"], figures["favourable"]
    told = [
        f"{favourable} of the {needed} needed positions are yes or no objection; "
        f"{figures['active']} people are not recused, and each counts one."
    ]
    if not taken["yes"]:
        told.append("It needs at least one yes.")
    if needed > favourable:
        more = _many(needed - favourable, "more person", "more people")
        told.append(f"It needs {more} with yes or no objection.")
    if taken["discuss"]:
        told.append(
            f"A discuss of {listed(standing.blocking) or 'somebody'} stops it until "
            "it is changed."
        )
    elif taken["yes"] and favourable >= needed:
        told.append("It would pass now; one discuss would stop it.")
    return told


def _approval(standing: Standing) -> list[str]:
    figures, winners = standing.figures, standing.tally["winners"]
    given = {name: Fraction(held) for name, held in figures["approvals"].items()}
    needed = Fraction(figures["needed"])
    told = [_as_it_stands(standing)]
    if needed:
        told.append(f"An option needs an approving weight of {rounded(needed)} now.")
    for option in sorted(given, key=lambda name: -given[name]):
        if option in winners:
            continue
        last = min((given[name] for name in winners), default=Fraction(0))
        full = len(winners) == figures["seats"]
        gap = max(needed, last if full else Fraction(0)) - given[option]
        if gap > 0:
            told.append(
                f"{option} lacks {rounded(gap)}: {standing.fewest(gap)} would have to "
                "approve of it."
            )
        break
    return told


def _debian(standing: Standing) -> list[str]:
    told = [_as_it_stands(standing)]
    ahead = [each for each in _margins(standing) if each[0] > 0]
    if ahead:
        gap, first, other = min(ahead)
        told.append(
            f"The closest comparison: {first} is preferred to {other} by a weight of "
            f"{rounded(gap)}. To turn it takes {standing.fewest(gap)}."
        )
    return told


def _schulze(standing: Standing) -> list[str]:
    """Name the closest two paths between a winner and one who is none.

    With less weight than the smallest victory no victory turns; then a vote moves a
    path by its weight at most, and by margins both paths at once.
    """
    paths, winners = standing.figures["strongest_paths"], standing.tally["winners"]
    told = [_as_it_stands(standing)]
    calls = [
        (Fraction(paths[a][b]) - Fraction(paths[b][a]), a, b)
        for a in winners
        for b in paths
        if b not in winners
    ]
    if not calls:
        return told
    gap, first, other = min(calls)
    there, back = Fraction(paths[first][other]), Fraction(paths[other][first])
    told.append(
        f"The closest call: {first} stands above {other} by a strongest path of "
        f"{rounded(there)} against {rounded(back)}."
    )
    margin = gap / 2 if standing.figures["strength"] == "margins" else gap
    least = min([margin, *(abs(each[0]) for each in _margins(standing))])
    if least:
        told.append(f"To turn that takes {standing.fewest(least)}.")
    return told


def _margins(standing: Standing) -> list[tuple[Fraction, str, str]]:
    pairs = standing.figures["pairwise"]
    return [
        (Fraction(pairs[a][b]) - Fraction(pairs[b][a]), a, b)
        for a in pairs
        for b in pairs[a]
    ]


def _stv(standing: Standing) -> list[str]:
    told, rounds = [_as_it_stands(standing)], standing.figures["rounds"]
    if rounds:
        told.append(
            f"A seat takes a quota of {rounded(Fraction(rounds[0]['quota']))} at first."
        )
    closest = min(_exclusions(rounds), default=None)
    if closest:
        gap, out, above = closest
        told.append(
            f"The closest exclusion: {out} left the count {rounded(gap)} behind "
            f"{above}. To turn it takes {standing.fewest(gap)}."
        )
    return told


def _exclusions(
    rounds: Sequence[Mapping[str, Any]],
) -> list[tuple[Fraction, str, str]]:
    """Return by how much each excluded option was behind the next one."""
    found, gone = [], set[str]()
    for each in rounds:
        held = {name: Fraction(votes) for name, votes in each["votes"].items()}
        for out in each["excluded"]:
            rest = [n for n in held if n not in gone and n not in each["excluded"]]
            if rest:
                above = min(rest, key=lambda name: (held[name], name))
                found.append((held[above] - held[out], out, above))
        gone |= {*each["excluded"], *each["elected"]}
    return found


def _as_it_stands(standing: Standing) -> str:
    winners = standing.tally["winners"]
    if not winners:
        return "As it stands no option has what it needs."
    if len(winners) == 1:
        return f"As it stands: {winners[0]} is ahead of all others."
    return f"As it stands: the seats go to {listed(winners)}, in this order."


_BY_METHOD: Mapping[str, Callable[[Standing], list[str]]] = {
    "apache": _apache,
    "consensus": _consensus,
    "ietf": _ietf,
    "approval": _approval,
    "debian": _debian,
    "schulze": _schulze,
    "stv": _stv,
}


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _moment(stamp: str) -> str:
    return stamp[:16].replace("T", " at ") + " UTC"
