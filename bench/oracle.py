"""Count profiles by libraries of others. Run by ``bench.crosscheck``, in their Python.

Reads lines of JSON ``{"method", "options", "seats", "votes": [[order, count], …]}``
and answers each with the winners or the whole order, or null where the library ends
in a tie that it breaks by chance.
"""

import json
import sys
from typing import Any

import pyrankvote
import schulze_condorcet
import votelib.convert
import votelib.evaluate.core
from schulze_condorcet import strength

CHANCES = 8


def main() -> None:
    """Answer every line."""
    for line in sys.stdin:
        profile = json.loads(line)
        answer = ANSWERS[profile["method"]](profile)
        sys.stdout.write(json.dumps(answer) + "\n")


def _schulze(profile: Any, measure: Any = strength.winning_votes) -> Any:
    votes = [
        ">".join("=".join(group) for group in order)
        for order, count in profile["votes"]
        for _ in range(count)
    ]
    found = schulze_condorcet.schulze_evaluate(votes, profile["options"], measure)
    # Their further places are of the question without the winners: another order.
    return sorted(found.split(">")[0].split("="))


def _approval(profile: Any) -> Any:
    votes = {}
    for order, count in profile["votes"]:
        approved = frozenset(option for group in order for option in group)
        votes[approved] = votes.get(approved, 0) + count
    sums = votelib.convert.ApprovalToSimpleVotes().convert(votes)
    seats = profile["seats"]
    top = sorted(sums.values(), reverse=True)
    if len(top) <= seats or top[seats - 1] == top[seats]:
        return None
    return sorted(votelib.evaluate.core.Plurality().evaluate(sums, seats))


def _transferable(profile: Any) -> Any:
    people = {name: pyrankvote.Candidate(name) for name in profile["options"]}
    ballots = [
        pyrankvote.Ballot([people[group[0]] for group in order])
        for order, count in profile["votes"]
        for _ in range(count)
    ]
    # It breaks ties by chance: an answer that chance changes is none.
    found = {
        pyrankvote.instant_runoff_voting(list(people.values()), ballots)
        .get_winners()[0]
        .name
        for _ in range(CHANCES)
    }
    return sorted(found) if len(found) == 1 else None


ANSWERS = {
    "schulze": _schulze,
    "margins": lambda profile: _schulze(profile, strength.margin),
    "debian": _schulze,
    "approval": _approval,
    "wigm": _transferable,
    "meek": _transferable,
}

if __name__ == "__main__":
    main()
