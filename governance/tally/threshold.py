"""The weighted threshold: yes, no or abstain against an exact share of a base.

The rule asked for in rust-lang/rfcbot-rs#319 and OpenSlides#6667 and met by none:
a rational threshold (2/3, not 66 %), a comparator that is written down (``>=`` or
``>``), a base that is named (electorate, cast, cast-minus-abstain) and a quorum
that is a rule of its own. Recused electors leave every denominator.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from governance.errors import InvalidVotes
from governance.tally.model import SHOWN, Step, Tally, Vote, Votes
from governance.tally.recap import Recap, recap
from governance.tally.votesfile import share

CHOICES = ("yes", "no", "abstain")
BASES = {
    "electorate": ("yes", "no", "abstain"),
    "cast": ("yes", "no", "abstain"),
    "cast-minus-abstain": ("yes", "no"),
}
_PARAMETERS = {"threshold", "comparator", "base", "quorum", "organisation_cap"}


@dataclass(frozen=True)
class Rule:
    """The parameters of one threshold ballot."""

    threshold: Fraction
    comparator: str
    base: str
    quorum: Fraction | None = None
    organisation_cap: Fraction | None = None


def read_rule(parameters: Mapping[str, Any]) -> Rule:
    """Return the rule that ``parameters`` spell out; refuse one that is not whole."""
    place = "$.parameters"
    for name in parameters:
        if name not in _PARAMETERS:
            raise InvalidVotes(f"{place}.{name}: threshold has no such parameter.")
    threshold = share(parameters.get("threshold"), f"{place}.threshold")
    comparator, base = parameters.get("comparator"), parameters.get("base")
    if comparator not in (">=", ">"):
        raise InvalidVotes(f"{place}.comparator: {comparator!r} is neither >= nor >.")
    if base not in BASES:
        raise InvalidVotes(f"{place}.base: {base!r} is none of {', '.join(BASES)}.")
    if comparator == ">" and threshold == 1:
        raise InvalidVotes(f"{place}: more than all can never be reached.")
    quorum, cap = parameters.get("quorum"), parameters.get("organisation_cap")
    rule = Rule(
        threshold,
        comparator,
        base,
        None if quorum is None else share(quorum, f"{place}.quorum"),
        None if cap is None else share(cap, f"{place}.organisation_cap"),
    )
    if rule.organisation_cap == 0:
        raise InvalidVotes(f"{place}.organisation_cap: 0 would silence everybody.")
    return rule


def count(votes: Votes) -> Tally:
    """Count; abstentions count towards the quorum, never as yes or no."""
    rule = read_rule(votes.parameters)
    _require_countable(votes, rule)
    sums = _Sums(votes, rule)
    quorum = sums.quorum_reached()
    over = sums.threshold_reached()
    passed = quorum and over
    return Tally(
        method="threshold",
        passed=passed,
        winners=("yes",) if passed else (),
        ranking=_ranking(sums.counted["yes"], sums.counted["no"]),
        figures=sums.figures(quorum=quorum, over=over),
        steps=tuple(sums.steps(quorum=quorum, over=over)),
    )


def _require_countable(votes: Votes, rule: Rule) -> None:
    for index, vote in enumerate(votes.votes):
        if vote.choice not in CHOICES:
            given = vote.choice or "a ranking"
            raise InvalidVotes(
                f"$.votes[{index}].choice: {given} is none of yes, no, abstain."
            )
    if votes.electors is None:
        if rule.base == "electorate" or rule.quorum is not None:
            raise InvalidVotes("$.electors: needed for an electorate base or a quorum.")
        if rule.organisation_cap is not None:
            raise InvalidVotes("$.electors: needed for an organisation cap.")


class _Sums:
    """Every sum of one count, worked out once."""

    def __init__(self, votes: Votes, rule: Rule) -> None:
        self.votes, self.rule = votes, rule
        self.people = dict.fromkeys(CHOICES, 0)
        for vote in votes.votes:
            self.people[vote.choice] += vote.count
        self.voters = sum(self.people.values())
        self.published = {
            c: _sum(votes.weight_of(v) for v in votes.votes if v.choice == c)
            for c in CHOICES
        }
        self.cast = _sum(self.published.values())
        electors = [e for e in (votes.electors or {}).values() if not e.recused]
        self.electors = len(electors) if votes.electors is not None else self.voters
        self.electorate = (
            _sum(e.weight for e in electors)
            if votes.electors is not None
            else self.cast
        )
        self.organisations = self._organisations()
        self.recap = self._recap()
        self.counted = self._counted()
        self.base = (
            self.electorate
            if rule.base == "electorate"
            else _sum(self.counted[c] for c in BASES[rule.base])
        )
        self.needed = rule.threshold * self.base

    def _organisation(self, vote: Vote) -> str:
        electors = self.votes.electors
        return electors[vote.elector].organisation if electors else ""

    def _organisations(self) -> dict[str, Fraction]:
        totals: defaultdict[str, Fraction] = defaultdict(Fraction)
        for vote in self.votes.votes:
            if vote.choice in BASES[self.rule.base]:
                totals[self._organisation(vote)] += self.votes.weight_of(vote)
        return dict(sorted(totals.items()))

    def _recap(self) -> Recap:
        cap = self.rule.organisation_cap
        named = {o: w for o, w in self.organisations.items() if o}
        if cap is None or self.rule.base == "electorate":
            return Recap(_sum(self.organisations.values()))
        return recap(named, self.organisations.get("", Fraction(0)), cap)

    def _counted(self) -> dict[str, Fraction]:
        """Return the weight of each choice after the cap on the votes cast."""
        split: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
        for vote in self.votes.votes:
            key = (vote.choice, self._organisation(vote))
            split[key] += self.votes.weight_of(vote)
        counted = dict.fromkeys(CHOICES, Fraction(0))
        for (choice, organisation), weight in split.items():
            in_base = choice in BASES[self.rule.base]
            factor = self.recap.factor(organisation) if in_base else Fraction(1)
            counted[choice] += weight * factor
        return counted

    def quorum_reached(self) -> bool:
        quorum = self.rule.quorum
        return quorum is None or self.cast >= quorum * self.electorate

    def threshold_reached(self) -> bool:
        yes = self.counted["yes"]
        if self.base == 0:
            return False
        return yes > self.needed if self.rule.comparator == ">" else yes >= self.needed

    def figures(self, *, quorum: bool, over: bool) -> dict[str, Any]:
        rule = self.rule
        return {
            "electors": self.electors,
            "electorate_weight": self.electorate,
            "voters": self.voters,
            "cast_weight": self.cast,
            **{f"{c}_votes": self.people[c] for c in CHOICES},
            **{c: self.counted[c] for c in CHOICES},
            **{f"{c}_before_cap": self.published[c] for c in CHOICES},
            "base": rule.base,
            "base_weight": self.base,
            "threshold": rule.threshold,
            "comparator": rule.comparator,
            "needed": self.needed,
            "yes_share": self.counted["yes"] / self.base if self.base else None,
            "threshold_reached": over,
            "quorum": rule.quorum,
            "quorum_needed": (rule.quorum or Fraction(0)) * self.electorate,
            "quorum_reached": quorum,
            "organisation_cap": rule.organisation_cap,
            "organisation_factors": dict(self.recap.factors),
            "organisations_equal": self.recap.equal,
        }

    def steps(self, *, quorum: bool, over: bool) -> Iterable[Step]:
        rule = self.rule
        yield Step(
            "Weight of the electorate",
            f"{self.electors} electors who are not recused",
            str(self.electorate),
        )
        for choice in CHOICES:
            terms = [
                str(self.votes.weight_of(v))
                for v in self.votes.votes
                if v.choice == choice
            ]
            yield Step(
                f"Votes {choice}, as published",
                _addition(terms),
                str(self.published[choice]),
            )
        if rule.quorum is not None:
            needed = rule.quorum * self.electorate
            yield Step(
                "Quorum, abstentions included",
                f"cast {self.cast} >= {rule.quorum} · {self.electorate} = {needed}",
                "reached" if quorum else "missed",
            )
        yield from self._cap_steps()
        if rule.base == "electorate":
            yield Step("Base: the electorate", "from above", str(self.base))
        else:
            words = BASES[rule.base]
            sums = " + ".join(str(self.counted[c]) for c in words)
            yield Step(f"Base: {' + '.join(words)}", sums, str(self.base))
        yield Step(
            "Threshold",
            f"yes {self.counted['yes']} {rule.comparator} "
            f"{rule.threshold} · {self.base} = {self.needed}"
            if self.base
            else "nobody's vote is in the base, so nothing can pass",
            "reached" if over else "missed",
        )
        yield Step(
            "Result",
            "quorum and threshold" if rule.quorum is not None else "threshold",
            "passed" if quorum and over else "not passed",
        )

    def _cap_steps(self) -> Iterable[Step]:
        cap = self.rule.organisation_cap
        if cap is None:
            return
        if self.rule.base == "electorate":
            yield Step(
                "Organisation cap",
                "the base is the electorate, whose weights are capped already",
                "nothing to cut",
            )
            return
        if not self.recap.factors:
            yield Step(
                "Organisation cap on the votes in the base",
                f"every organisation has at most {cap} of {self.recap.total}",
                "nothing to cut",
            )
            return
        why = (
            "too few organisations voted for the cap, so they count equally"
            if self.recap.equal
            else f"the largest total in which none has more than {cap}"
        )
        yield Step("Total after the organisation cap", why, str(self.recap.total))
        for name, factor in self.recap.factors.items():
            weight = self.organisations[name]
            yield Step(
                f"Cut of {name}",
                f"{weight} · {factor}",
                str(weight * factor),
            )
        for choice in BASES[self.rule.base]:
            yield Step(
                f"Votes {choice}, after the cap",
                _addition(self._after_cap(choice)),
                str(self.counted[choice]),
            )

    def _after_cap(self, choice: str) -> list[str]:
        terms = []
        for vote in self.votes.votes:
            if vote.choice == choice:
                factor = self.recap.factor(self._organisation(vote))
                weight = self.votes.weight_of(vote)
                terms.append(str(weight) if factor == 1 else f"{weight} · {factor}")
        return terms


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _addition(terms: list[str]) -> str:
    if not terms:
        return "no votes"
    if len(terms) > SHOWN:
        return f"the sum of {len(terms)} weights in the votes file"
    return " + ".join(terms)


def _ranking(yes: Fraction, no: Fraction) -> tuple[tuple[str, ...], ...]:
    if yes == no:
        return (("yes", "no"),)
    return (("yes",), ("no",)) if yes > no else (("no",), ("yes",))
