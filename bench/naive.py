"""``python -m bench.naive``: counts beside a second, slow reading of each rule.

For the methods that no library counts, and for whole orders and ties where libraries
give a winner alone. Written from the rules' texts by other ways than the counts: all
paths are walked, caps are found by trying every level. Ends with 1 if any differs.
STV is held to droop, a program of others, where ``--droop`` names a checkout of
https://github.com/jklundell/droop; ties fall by one order there and here. Its
Scottish rule rounds transfers to five decimals, so where exact fractions tie for
exclusion it may see none; what differs so is told apart, and is no difference.
"""

import argparse
import sys
from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from itertools import pairwise, permutations
from random import Random  # noqa: TID251  a fixed seed, for profiles alone
from typing import Any

from core.canonical import sha256_hex
from governance import tally
from governance.tally import Elector, Vote, Votes

SEED = "declared before"
Case = tuple[Votes, Any]


def threshold(draw: Random) -> Case:
    """Return random yes and no, and whether it passes with what weight of yes."""
    roll = _roll(draw, draw.randint(1, 12))
    said = {e: draw.choice(["yes", "no", "abstain", ""]) for e in roll}
    said = {e: choice for e, choice in said.items() if choice and not roll[e].recused}
    base = draw.choice(["electorate", "cast", "cast-minus-abstain"])
    need, quorum, cap = Fraction(draw.randint(1, 5), 6), Fraction(1, 4), Fraction(2, 5)
    comparator = draw.choice([">", ">="])
    rule = {
        "threshold": str(need), "comparator": comparator, "base": base,
        "quorum": str(quorum), "organisation_cap": str(cap),
    }  # fmt: skip
    counted = {e: roll[e].weight for e in said}
    if base != "electorate":
        inside = [e for e in said if base == "cast" or said[e] != "abstain"]
        level = _level(roll, inside, cap)
        for organisation in {roll[e].organisation for e in inside} - {""}:
            own = [e for e in inside if roll[e].organisation == organisation]
            total = sum(roll[e].weight for e in own)
            for e in own if total > level else []:
                counted[e] *= level / total
        whole = sum((counted[e] for e in inside), Fraction(0))
    everybody = sum((e.weight for e in roll.values() if not e.recused), Fraction(0))
    whole = everybody if base == "electorate" else whole
    yes = sum((counted[e] for e in said if said[e] == "yes"), Fraction(0))
    share = yes / whole if whole else Fraction(-1)
    enough = share > need if comparator == ">" else share >= need
    present = sum((roll[e].weight for e in said), Fraction(0)) >= quorum * everybody
    votes = tuple(Vote(e, choice) for e, choice in said.items())
    return Votes("threshold", (), rule, roll, votes), (enough and present, yes)


def _level(roll: dict[str, Elector], inside: list[str], cap: Fraction) -> Fraction:
    """Return the highest weight of an organisation that no total under it forbids."""
    sums: dict[str, Fraction] = {}
    for e in inside:
        name = roll[e].organisation
        sums[name] = sums.get(name, Fraction(0)) + roll[e].weight
    alone = sums.pop("", Fraction(0))
    # Who has no weight is not there: it is not the smallest of those who are.
    sums = {name: weight for name, weight in sums.items() if weight}

    def fits(level: Fraction) -> bool:
        held = [min(weight, level) for weight in sums.values()]
        return max(held, default=Fraction(0)) <= cap * (sum(held) + alone)

    levels = set(sums.values())
    for cut in range(1, len(sums) + 1):
        for kept in permutations(sums.values(), len(sums) - cut):
            if cap * cut != 1:
                levels.add(cap * (sum(kept) + alone) / (1 - cap * cut))
    fitting = [level for level in levels if level > 0 and fits(level)]
    return max(fitting) if fitting else min(sums.values(), default=Fraction(0))


def apache(draw: Random) -> Case:
    """Return random binding and other votes, and whether they carry."""
    people = [f"e{n}" for n in range(draw.randint(0, 8))]
    said = {e: draw.choice(["+1", "+1", "+1", "-1", "+0", "-0.5"]) for e in people}
    binding = [e for e in people if draw.random() < 0.7]
    kind = draw.choice(["procedural", "code", "release"])
    ups = len([e for e in binding if said[e] == "+1"])
    downs = len([e for e in binding if said[e] == "-1"])
    passes = {
        "procedural": ups - downs > 0,
        "code": ups > 2 and not downs,
        "release": ups > 2 and ups - downs > 0,
    }[kind]
    votes = tuple(Vote(e, choice) for e, choice in said.items())
    given = {"kind": kind, "binding": binding}
    return Votes("apache", (), given, None, votes), passes


def ietf(draw: Random) -> Case:
    """Return random positions, and whether the document goes on."""
    roll = _roll(draw, draw.randint(1, 15))
    positions = ["yes", "noobj", "noobj", "noobj", "abstain", "recuse", "norecord"]
    positions += ["discuss"] * (draw.random() < 0.2)
    free = [e for e in roll if not roll[e].recused]
    said = {e: draw.choice(positions) for e in free if draw.random() < 0.9}
    active = len([e for e in free if said.get(e) != "recuse"])
    standards = draw.random() < 0.7
    favourable = [c for c in said.values() if c in ("yes", "noobj")]
    enough = 3 * len(favourable) >= 2 * active if standards else bool(favourable)
    passes = enough and "yes" in favourable and "discuss" not in said.values()
    votes = tuple(Vote(e, choice) for e, choice in said.items())
    given = {"class": "standards" if standards else "other"}
    return Votes("ietf", (), given, roll, votes), passes


def consensus(draw: Random) -> Case:
    """Return random reviews, concerns and days, and whether the period is over."""
    people = [f"e{n}" for n in range(draw.randint(1, 9))]
    said = {e: draw.choice(["reviewed"] * 5 + ["", "concern"]) for e in people}
    concerns = [
        {"name": f"c{n}", "by": draw.choice(people), "resolved": draw.random() < 0.7}
        for n in range(draw.randint(0, 2))
    ]
    day = draw.randint(1, 20)
    done = len([e for e in people if said[e] == "reviewed"])
    # rfcbot: at least half and one more, and at most two outstanding
    ticked = done >= max(len(people) // 2 + 1, len(people) - 2)
    named = {str(concern["by"]) for concern in concerns}
    loud = [e for e in people if said[e] == "concern" and e not in named]
    quiet = not loud and all(concern["resolved"] for concern in concerns)
    given = {
        "reviewers": people, "concerns": concerns, "period_days": 10,
        "started_at": "2026-01-01T00:00:00Z", "now": f"2026-01-{day:02}T00:00:00Z",
    }  # fmt: skip
    votes = tuple(Vote(e, choice) for e, choice in said.items() if choice)
    passes = ticked and quiet and day >= 11
    return Votes("consensus", (), given, None, votes), passes


def approval(draw: Random) -> Case:
    """Return random approvals; who surely has a seat, and who is tied for the last."""
    options, votes = _ranked(draw, ties=True)
    votes = tuple(vote._replace(ranking=(vote.ranking or ())[:1]) for vote in votes)
    seats = draw.randint(1, len(options))
    sums = {
        o: sum(v.count for v in votes if v.ranking and o in v.ranking[0])
        for o in options
    }
    better = {o: len([p for p in options if sums[p] > sums[o]]) for o in options}
    level = {o: len([p for p in options if sums[p] == sums[o]]) for o in options}
    liked = [o for o in options if sums[o]]
    sure = sorted(o for o in liked if better[o] + level[o] <= seats)
    tied = sorted(o for o in liked if better[o] < seats < better[o] + level[o])
    given = {"seats": seats}
    return Votes("approval", options, given, None, votes), (sure, tied)


def schulze(draw: Random) -> Case:
    """Return random rankings, and which option is before which by walking all paths."""
    options, votes = _ranked(draw, ties=True)
    measure = draw.choice(["winning-votes", "margins"])
    unranked = draw.choice(["last", "no-opinion"])
    table = _table(options, votes, last=unranked == "last")

    def link(a: str, b: str) -> tuple[int, int]:
        ahead, behind = table[a, b], table[b, a]
        if ahead <= behind:
            return (0, 0)
        return (ahead, -behind) if measure == "winning-votes" else (ahead - behind, 0)

    def best(a: str, b: str) -> tuple[int, int]:
        between = [o for o in options if o not in (a, b)]
        ways = (
            (a, *way, b)
            for size in range(len(between) + 1)
            for way in permutations(between, size)
        )
        return max(min(link(x, y) for x, y in pairwise(way)) for way in ways)

    before = {
        (a, b) for a in options for b in options if a != b and best(a, b) > best(b, a)
    }
    given = {"strength": measure, "unranked": unranked}
    return Votes("schulze", options, given, None, votes), before


def debian(draw: Random) -> Case:
    """Return random rankings; what is dropped, and the last Schwartz set."""
    options, votes = _ranked(draw, ties=True)
    default, table = options[-1], _table(options, votes, last=True)
    size, ratio = draw.randint(1, 60), draw.choice([1, 2, 3])
    kept = [default]
    for o in options[:-1]:
        ahead, behind = table[o, default], table[default, o]
        if 4 * ahead**2 >= 9 * size and ahead >= ratio * behind and ahead > behind:
            kept.append(o)
    defeats = {(a, b) for a in kept for b in kept if table[a, b] > table[b, a]}
    while True:
        reach = {a: _reach(a, defeats) for a in kept}
        top = [a for a in kept if all(b in reach[a] or a not in reach[b] for b in kept)]
        inside = [(table[a, b], -table[b, a]) for a, b in defeats if {a, b} <= set(top)]
        if not inside:
            break
        weakest = min(inside)
        defeats = {
            (a, b) for a, b in defeats
            if not {a, b} <= set(top) or (table[a, b], -table[b, a]) != weakest
        }  # fmt: skip
    given = {
        "default": default, "electorate_size": size,
        "majority": {o: str(ratio) for o in options[:-1]},
    }  # fmt: skip
    gone = sorted(set(options) - set(kept))
    return Votes("debian", options, given, None, votes), (gone, sorted(top))


def _reach(start: str, defeats: set[tuple[str, str]]) -> set[str]:
    found, edge = set(), {start}
    while edge:
        edge = {b for a, b in defeats if a in edge} - found
        found |= edge
    return found


def _transferable(rule: str) -> Callable[[Random], Case]:
    def case(draw: Random) -> Case:
        options, votes = _ranked(draw, ties=False)
        seats = draw.randint(1, len(options) - 1)
        lots = sorted(options, key=lambda o: sha256_hex(f"{SEED}\0{o}".encode()))
        number = {o: str(place) for place, o in enumerate(options, 1)}
        lines = [
            f"{len(options)} {seats}",
            f"[tie {' '.join(number[o] for o in lots)}]",
        ]
        for vote in votes:
            order = " ".join(number[group[0]] for group in vote.ranking or ())
            lines.append(f"{vote.count} {order} 0")
        text = "\n".join([*lines, "0", *(f'"{o}"' for o in options), '"t"', ""])
        profile = import_module("droop.profile").ElectionProfile(data=text)
        name = "meek-prf" if rule == "meek" else "scotland"
        election = import_module("droop.election").Election(profile, {"rule": name})
        election.count()
        given = {"seats": seats, "rule": rule, "tie_break_seed": SEED}
        elected = sorted(c.name for c in election.C.elected())
        return Votes("stv", options, given, None, votes), elected

    return case


def _roll(draw: Random, number: int) -> dict[str, Elector]:
    return {
        f"e{n}": Elector(
            f"e{n}",
            Fraction(draw.randint(0, 30), draw.randint(1, 4)),
            draw.choice(["", "a", "b", "c"]),
            draw.random() < 0.1,
        )
        for n in range(number)
    }


def _ranked(draw: Random, *, ties: bool) -> tuple[tuple[str, ...], tuple[Vote, ...]]:
    options = tuple("abcde"[: draw.randint(3, 5)])
    votes = []
    for _ in range(draw.randint(3, 10)):
        groups: list[tuple[str, ...]] = []
        for option in draw.sample(options, draw.randint(1, len(options))):
            if ties and groups and draw.random() < 0.2:
                groups[-1] += (option,)
            else:
                groups.append((option,))
        votes.append(Vote("", "", tuple(groups), draw.randint(2, 6)))
    return options, tuple(votes)


def _table(
    options: tuple[str, ...], votes: tuple[Vote, ...], *, last: bool
) -> dict[tuple[str, str], int]:
    table = {(a, b): 0 for a in options for b in options}
    for vote in votes:
        place = {o: n for n, group in enumerate(vote.ranking or ()) for o in group}
        for a, b in table:
            if a in place and (b in place or last):
                table[a, b] += vote.count * (place[a] < place.get(b, len(options)))
    return table


def _ours(votes: Votes) -> Any:
    """Return of our count what the second reading answers."""
    found = tally.count(votes)
    if votes.method == "threshold":
        return found.passed, found.figures["yes"]
    if votes.method == "approval":
        drawn = (found.tie_break or "").rpartition(": ")[2]
        tied = sorted(drawn.split(" before ")) if drawn else []
        return sorted(set(found.winners) - set(tied)), tied
    if votes.method == "schulze":
        # from the stored strengths: the order of the ranking is theirs
        places = {o: n for n, group in enumerate(found.ranking) for o in group}
        steps = {s.what: s.result for s in found.steps}
        before = set()
        for a in votes.options:
            for b in votes.options:
                said = steps.get(f"Strongest paths between {a} and {b}", "tied")
                if said != "tied":
                    first, _, second = said.partition(" before ")
                    before.add((first, second))
                    assert places[first] < places[second]
        return before
    if votes.method == "debian":
        return sorted(found.dropped), sorted(found.figures["schwartz"])
    return sorted(found.winners) if votes.method == "stv" else found.passed


def _ties_exactly(votes: Votes) -> bool:
    """Whether somebody was excluded who held exactly as much as another."""
    return any("as many as" in step.result for step in tally.count(votes).steps)


CASES: dict[str, Callable[[Random], Case]] = {
    "threshold": threshold, "apache": apache, "ietf": ietf, "consensus": consensus,
    "approval": approval, "schulze": schulze, "debian": debian,
    "wigm": _transferable("wigm"), "meek": _transferable("meek"),
}  # fmt: skip


def main() -> int:
    """Compare each method on so many profiles; print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=10_000)
    parser.add_argument("--droop", default="", help="a checkout of droop, for STV")
    parser.add_argument("--methods", nargs="*", default=list(CASES))
    given = parser.parse_args()
    sys.path.insert(0, given.droop)
    differ = 0
    for name in given.methods:
        if name in ("wigm", "meek") and not given.droop:
            continue
        draw, wrong, rounded = Random(f"naive {name}"), 0, 0  # noqa: S311
        for _ in range(given.profiles):
            votes, theirs = CASES[name](draw)
            if (ours := _ours(votes)) == theirs:
                continue
            if name == "wigm" and _ties_exactly(votes):
                rounded += 1
            else:
                wrong += 1
                if wrong <= 3:
                    print(f"{name}: {votes}\n  ours {ours}, theirs {theirs}")
        same = given.profiles - wrong - rounded
        print(f"{name}: {same:,} of {given.profiles:,} the same, {rounded} by rounding")
        differ += wrong
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
