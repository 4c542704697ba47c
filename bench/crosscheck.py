"""``python -m bench.crosscheck``: the counts beside those of libraries of others.

A development tool: the libraries stay in an environment of their own,

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install \\
        votelib pyrankvote schulze-condorcet
    python -m bench.crosscheck --oracle /tmp/oracle/bin/python

and the project never depends on them. Random profiles of 3 to 6 options and 3 to 25
votes from a fixed seed go to both, and the winners are compared; every difference is
printed, and ends it with 1.
No library was found that counts thresholds, Apache's votes, positions or comment
periods, or STV for several seats: ``bench.naive`` holds those to a second reading.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from random import Random  # noqa: TID251  a fixed seed, for profiles alone
from typing import Any

from governance import tally
from governance.tally import Vote, Votes

PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "schulze": ("schulze", {"strength": "winning-votes"}),
    "margins": ("schulze", {"strength": "margins"}),
    "debian": ("debian", {}),
    "approval": ("approval", {}),
    "wigm": ("stv", {"rule": "wigm"}),
    "meek": ("stv", {"rule": "meek"}),
}
STRICT = ("wigm", "meek")
LAST = "further discussion"


def main() -> int:
    """Compare each method on so many profiles; print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oracle", default="/tmp/oracle/bin/python")  # noqa: S108
    parser.add_argument("--profiles", type=int, default=10_000)
    parser.add_argument("--methods", nargs="*", default=list(PARAMETERS))
    given = parser.parse_args()
    worst = 0
    for name in given.methods:
        profiles = list(_profiles(name, given.profiles))
        answers = _ask(given.oracle, profiles)
        same = skipped = 0
        for profile, theirs in zip(profiles, answers, strict=True):
            ours = _count(name, profile)
            if theirs is None or ours is None:
                skipped += 1
            elif ours == theirs:
                same += 1
            else:
                print(f"{name}: {json.dumps(profile)}\n  ours {ours}, theirs {theirs}")
                worst = 1
        differ = len(profiles) - same - skipped
        print(
            f"{name}: {same:,} of {len(profiles):,} the same, {skipped:,} ended in a "
            f"tie that is broken and were left out, {differ:,} differ"
        )
    return worst


def _profiles(name: str, number: int) -> Iterator[dict[str, Any]]:
    draw = Random(f"crosscheck {name}")  # noqa: S311
    for _ in range(number):
        options = list("abcdef"[: draw.randint(3, 6)])
        seats = draw.randint(1, 2) if name == "approval" else 1
        lines = [
            [_order(name, options, draw), draw.randint(1, 4)]
            for _ in range(draw.randint(3, 9))
        ]
        yield {"method": name, "options": options, "seats": seats, "votes": lines}


def _order(name: str, options: list[str], draw: Random) -> list[list[str]]:
    order = draw.sample(options, len(options))
    if name in STRICT:
        return [[option] for option in order[: draw.randint(1, len(order))]]
    groups: list[list[str]] = []
    for option in order:
        if groups and draw.random() < 0.2:
            groups[-1].append(option)
        else:
            groups.append([option])
    return groups[:1] if name == "approval" else groups


def _ask(oracle: str, profiles: list[dict[str, Any]]) -> list[Any]:
    lines = "".join(json.dumps(profile) + "\n" for profile in profiles)
    done = subprocess.run(
        [oracle, "bench/oracle.py"],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _count(name: str, profile: dict[str, Any]) -> Any:
    """Return what the library is asked for; ``None`` where a lot decided it."""
    method, parameters = PARAMETERS[name]
    if method == "debian":
        # An option that everybody puts last drops none of the others.
        parameters = {"default": LAST}
    else:
        parameters = {**parameters, "seats": profile["seats"]}
    votes = tuple(
        Vote("", "", tuple(tuple(group) for group in order), count)
        for order, count in profile["votes"]
    )
    options = (*profile["options"], LAST) if method == "debian" else profile["options"]
    result = tally.count(Votes(method, tuple(options), parameters, None, votes))
    if method == "schulze":
        return sorted(result.ranking[0])
    if method == "debian":
        return sorted(result.figures["schwartz"])
    if result.tie_break or (method == "stv" and _looked_back(result.figures["rounds"])):
        return None
    return sorted(result.winners)


def _looked_back(rounds: list[dict[str, Any]]) -> bool:
    """Whether somebody left who had as much as another, by what earlier rounds said.

    ``wigm`` does so by its rule, and others draw a lot or go by names.
    """
    for round_ in rounds:
        votes = list(round_["votes"].values())
        if any(votes.count(round_["votes"][name]) > 1 for name in round_["excluded"]):
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
