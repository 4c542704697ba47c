"""Apache votes: procedural majority, code changes with veto, releases.

Source: the Apache Software Foundation's voting page. Binding votes alone decide;
the others are shown. Fractions (+0.5) and signed zeros express a mood and are not
counted.
Weights have no place in this method: every binding vote counts one, by its rule.

* procedural: more +1 than -1;
* code: at least three +1 and no -1, since a -1 is a veto; ``lazy`` consensus asks
  for no -1 alone;
* release: at least three +1, and more +1 than -1; it cannot be vetoed.
"""

import re
from dataclasses import replace

from governance.errors import InvalidVotes
from governance.tally import parameters as read
from governance.tally.model import Step, Tally, Vote, Votes, who

KINDS = ("procedural", "code", "release")
NEEDED = 3
_MOOD = re.compile(r"[+-]0\.[0-9]{1,9}", re.ASCII)
SIGNS = {
    "+1": "+1",
    "yes": "+1",
    "-1": "-1",
    "no": "-1",
    "0": "0",
    "+0": "0",
    "-0": "0",
    "abstain": "0",
}


def count(votes: Votes) -> Tally:
    """Count binding +1 and -1; say what the others would have liked."""
    read.require_known(votes.parameters, {"kind", "binding", "lazy"})
    kind = read.word(votes.parameters, "kind", KINDS)
    lazy = votes.parameters.get("lazy", False)
    if not isinstance(lazy, bool) or (lazy and kind != "code"):
        raise InvalidVotes("$.parameters.lazy: true or false, for code votes alone.")
    binding = _binding(votes)
    sums = {
        (sign, is_binding): 0
        for sign in ("+1", "0", "-1")
        for is_binding in (True, False)
    }
    for index, vote in enumerate(votes.votes):
        sign = _sign(vote, index)
        sums[sign, binding is None or vote.elector in binding] += vote.count
    plus, minus = sums["+1", True], sums["-1", True]
    passed, rule = _decide(kind, lazy, plus, minus)
    return Tally(
        method="apache",
        passed=passed,
        winners=("+1",) if passed else (),
        figures={
            "kind": kind,
            "binding": {s: sums[s, True] for s in ("+1", "0", "-1")},
            "not_binding": {s: sums[s, False] for s in ("+1", "0", "-1")},
            "vetoed": kind == "code" and minus > 0,
        },
        steps=(
            Step("Votes of +1", _working(votes, binding, "+1"), str(plus)),
            Step("Votes of -1", _working(votes, binding, "-1"), str(minus)),
            Step("Rule", rule, "passed" if passed else "not passed"),
        ),
    )


def _sign(vote: Vote, index: int) -> str:
    if _MOOD.fullmatch(vote.choice):
        return "0"
    if vote.choice not in SIGNS:
        raise InvalidVotes(
            f"$.votes[{index}].choice: {vote.choice or 'a ranking'} is none of "
            f"{', '.join(SIGNS)}."
        )
    return SIGNS[vote.choice]


def _working(votes: Votes, binding: set[str] | None, sign: str) -> str:
    """Return whose votes of ``sign`` are counted, one each."""
    counted = tuple(
        vote for vote in votes.votes if binding is None or vote.elector in binding
    )
    words = [word for word, meant in SIGNS.items() if meant == sign]
    return f"binding, one each: {who(replace(votes, votes=counted), *words)}"


def _binding(votes: Votes) -> set[str] | None:
    """Return whose votes bind; ``None`` where everybody's do."""
    if "binding" not in votes.parameters:
        return None
    binding = read.texts(votes.parameters["binding"], "$.parameters.binding")
    for index, name in enumerate(binding):
        if votes.electors is not None and name not in votes.electors:
            raise InvalidVotes(
                f"$.parameters.binding[{index}]: {name} is not on the roll."
            )
    return set(binding)


def _decide(kind: str, lazy: bool, plus: int, minus: int) -> tuple[bool, str]:
    if kind == "procedural":
        return plus > minus, f"{plus} > {minus}"
    if kind == "release":
        passed = plus >= NEEDED and plus > minus
        return passed, f"{plus} >= {NEEDED} and {plus} > {minus}"
    if lazy:
        return minus == 0, f"no veto: {minus} = 0"
    passed = plus >= NEEDED and minus == 0
    return passed, f"{plus} >= {NEEDED} and no veto: {minus} = 0"
