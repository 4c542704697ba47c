"""How many more answers turn a threshold ballot, without counting it each time."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from governance.tally.model import Elector, Votes
from governance.tally.recap import recap
from governance.tally.threshold import BASES, Rule, read_rule


def fewest_yes(votes: Votes) -> int | None:
    """Return how many silent electors, heaviest first, would have to say yes.

    ``None`` means that not even all of them would do. One more "yes" never lowers
    the share of "yes", so the first number that is enough is the least for this
    order.
    """
    rule = read_rule(votes.parameters)
    roll, silent = _roll(votes)
    sums = _ByOrganisation(votes, rule, roll)
    everybody = _ByOrganisation(votes, rule, roll)
    everybody.add_yes(silent)
    if not everybody.reached():
        return None
    for more, elector in enumerate(silent):
        if sums.reached():
            return more
        sums.add_yes([elector])
    return len(silent)


def fewest_no(votes: Votes) -> int | None:
    """Return how many silent electors, heaviest first, saying no would undo "yes".

    ``None`` means that it stands whatever they say; 0 that it does not stand now.
    One more "no" never raises the share of "yes".
    """
    rule = read_rule(votes.parameters)
    roll, silent = _roll(votes)
    sums = _ByOrganisation(votes, rule, roll)
    for more in range(len(silent) + 1):
        if not sums.reached():
            return more
        sums.add_no(silent[more : more + 1])
    return None


def _roll(votes: Votes) -> tuple[list[Elector], list[Elector]]:
    """Return who is not recused, and of them who is silent, heaviest first."""
    voted = {vote.elector for vote in votes.votes}
    roll = [e for e in (votes.electors or {}).values() if not e.recused]
    silent = (e for e in roll if e.id not in voted)
    return roll, sorted(silent, key=lambda e: (-e.weight, e.id))


class _ByOrganisation:
    """The sums of "yes" and of the base, by organisation."""

    def __init__(self, votes: Votes, rule: Rule, roll: list[Elector]) -> None:
        self.rule = rule
        self.electorate = sum((e.weight for e in roll), Fraction(0))
        self.yes: defaultdict[str, Fraction] = defaultdict(Fraction)
        self.base: defaultdict[str, Fraction] = defaultdict(Fraction)
        for vote in votes.votes:
            elector = (votes.electors or {})[vote.elector]
            if vote.choice == "yes":
                self.add_yes([elector])
            elif vote.choice in BASES[rule.base]:
                self.add_no([elector])

    def add_yes(self, electors: Iterable[Elector]) -> None:
        for elector in electors:
            self.yes[elector.organisation] += elector.weight
            self.base[elector.organisation] += elector.weight

    def add_no(self, electors: Iterable[Elector]) -> None:
        for elector in electors:
            self.base[elector.organisation] += elector.weight

    def reached(self) -> bool:
        rule = self.rule
        if rule.base == "electorate":
            yes, total = sum(self.yes.values(), Fraction(0)), self.electorate
        elif rule.organisation_cap is None:
            yes = sum(self.yes.values(), Fraction(0))
            total = sum(self.base.values(), Fraction(0))
        else:
            named = {name: w for name, w in self.base.items() if name}
            cut = recap(named, self.base.get("", Fraction(0)), rule.organisation_cap)
            parts = (w * cut.factor(name) for name, w in self.yes.items())
            yes, total = sum(parts, Fraction(0)), cut.total
        if not total:
            return False
        needed = rule.threshold * total
        return yes > needed if rule.comparator == ">" else yes >= needed
