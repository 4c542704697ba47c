"""How a milestone stands, by its file's word and by its evidence. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence

from roadmap.rules import Rule

OPEN, PARTLY, FRESH, STALE, CONTRADICTED = (
    "open",
    "partly",
    "fresh",
    "stale",
    "contradicted",
)
PROVEN = frozenset({FRESH, STALE})


def state_of(said: str, proof: str) -> str:
    """Return the state that counts.

    Where a file states rules, evidence alone makes a milestone done: ticked without
    it, the work counts as going on. A milestone that was dropped stays dropped.
    """
    if not proof or said == "dropped":
        return said
    if proof in PROVEN:
        return "done"
    if said == "done" or (proof == PARTLY and said in {"planned", "unknown"}):
        return "active"
    return said


def together(states: Sequence[str]) -> str:
    """Return how a set of rules stands, all of which have to hold."""
    if not states:
        return ""
    if CONTRADICTED in states:
        return CONTRADICTED
    found = [state for state in states if state in PROVEN]
    if len(found) < len(states):
        return PARTLY if found or PARTLY in states else OPEN
    return STALE if STALE in found else FRESH


def settle(
    rules: Mapping[str, Sequence[Rule]],
    said: Mapping[str, str],
    answers: Mapping[str, str],
) -> dict[str, tuple[str, ...]]:
    """Return, for each milestone with rules, how each of its rules stands.

    ``answers`` are the states of rules that git answers, by their digest. A rule that
    names milestones holds when all of them are done, by evidence where they have
    rules of their own. Milestones that wait for one another never become done.
    """
    stands: dict[str, tuple[str, ...]] = {}
    proofs: dict[str, str] = {}
    moved = True
    while moved:
        moved = False
        for key, own in rules.items():
            states = tuple(_of(rule, rules, said, answers, proofs) for rule in own)
            if stands.get(key) != states:
                stands[key], proofs[key], moved = states, together(states), True
    return stands


def _of(
    rule: Rule,
    rules: Mapping[str, Sequence[Rule]],
    said: Mapping[str, str],
    answers: Mapping[str, str],
    proofs: Mapping[str, str],
) -> str:
    if rule.is_git:
        return answers.get(rule.hash(), OPEN)
    return together([_named(key, rules, said, proofs) for key in rule.milestones])


def _named(
    key: str,
    rules: Mapping[str, Sequence[Rule]],
    said: Mapping[str, str],
    proofs: Mapping[str, str],
) -> str:
    if rules.get(key):
        return proofs.get(key, OPEN)
    return FRESH if said.get(key) == "done" else OPEN


def done_in(states: Iterable[str]) -> int:
    """Return how many of the rules hold."""
    return sum(state in PROVEN for state in states)
