"""IETF ballot positions: enough Yes or No Objection, and no Discuss.

Source: the IESG ballot statement and Datatracker's ``needed_ballot_positions``. For
``standards`` (BCP and the standards track) needed = ceil(2/3 of the active members
who are not recused); otherwise one. It passes with at least one Yes, no Discuss, and
Yes + No Objection >= needed. Abstain and No Record count for nothing, and a recusal
leaves the denominator. Weights have no place here: positions are of persons.
"""

from collections import Counter
from fractions import Fraction
from math import ceil

from governance.errors import InvalidVotes
from governance.tally import parameters as read
from governance.tally.model import SHOWN, Step, Tally, Votes, who

POSITIONS = ("yes", "noobj", "discuss", "abstain", "recuse", "norecord")

_NAMED = {
    "yes": "Yes",
    "noobj": "No objection",
    "discuss": "Discuss",
    "abstain": "Abstain",
}


def count(votes: Votes) -> Tally:
    """Count positions against what the document's class needs."""
    read.require_known(votes.parameters, {"class"})
    standards = (
        read.word(votes.parameters, "class", ("standards", "other")) == "standards"
    )
    taken: Counter[str] = Counter(dict.fromkeys(POSITIONS, 0))
    for index, vote in enumerate(votes.votes):
        if vote.choice not in POSITIONS:
            raise InvalidVotes(
                f"$.votes[{index}].choice: {vote.choice or 'a ranking'} is none of "
                f"{', '.join(POSITIONS)}."
            )
        taken[vote.choice] += vote.count
    roll = votes.electors
    members = len(roll) if roll is not None else taken.total()
    spoken = {vote.elector for vote in votes.votes}
    flagged = {e.id for e in (roll or {}).values() if e.recused}
    recused = len(flagged) + sum(
        vote.count
        for vote in votes.votes
        if vote.choice == "recuse" and vote.elector not in flagged
    )
    active = members - recused
    needed = ceil(Fraction(2, 3) * active) if standards else 1
    favourable = taken["yes"] + taken["noobj"]
    passed = taken["yes"] >= 1 and not taken["discuss"] and favourable >= needed
    return Tally(
        method="ietf",
        passed=passed,
        winners=("yes",) if passed else (),
        figures={
            "members": members,
            "recused": recused,
            "active": active,
            "needed": needed,
            "favourable": favourable,
            "silent": members - taken.total() - len(flagged - spoken),
            "positions": dict(taken),
        },
        steps=(
            *(
                Step(_NAMED[position], who(votes, position), str(taken[position]))
                for position in _NAMED
            ),
            Step("Recused", _recused(votes, flagged), str(recused)),
            Step("Denominator", f"{members} members - {recused} recused", str(active)),
            Step(
                "Needed",
                f"ceil(2/3 · {active})" if standards else "one, for this class",
                str(needed),
            ),
            Step(
                "Result",
                f"yes {taken['yes']} >= 1, discuss {taken['discuss']} = 0, "
                f"yes and no objection {favourable} >= {needed}",
                "passed" if passed else "not passed",
            ),
        ),
    )


def _recused(votes: Votes, flagged: set[str]) -> str:
    """Return who recused themselves: by their answer, or as the roll says."""
    by_answer = who(votes, "recuse")
    named = ", ".join(sorted(flagged)) if len(flagged) <= SHOWN else "see the roll"
    return (
        ", ".join(part for part in (named, by_answer) if part and part != "nobody")
        or "nobody"
    )
