"""Whether a vote that has not been cast could still change the outcome. Exact.

Source: Django's DEP 10 repeats a board's vote for a week while "one more vote could
change the outcome". Its general form: a count is *open to a turn* if adding one
admissible answer of one elector who has not answered gives another outcome, and
*settled* if no answers of any of them do. Outcome means: passed or not, and who won.

An admissible answer is every choice of the method, recusal, or every ranking with
ties and gaps that it takes. Lots are held as they would be drawn now: a further vote
would draw them anew, and nobody can turn an outcome by that on purpose.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

from governance.tally import apache, approval, consensus, debian, ietf, schulze, stv
from governance.tally import threshold as weighted
from governance.tally.model import Elector, Ranking, Tally, Vote, Votes
from governance.tally.ties import Lots

MOST_TRIALS = 5000
RECUSE = "recuse"
_COUNT = {
    "threshold": weighted.count,
    "apache": apache.count,
    "consensus": consensus.count,
    "ietf": ietf.count,
    "approval": approval.count,
    "debian": debian.count,
    "schulze": schulze.count,
    "stv": stv.count,
}
_CHOICES = {
    "threshold": ("yes", "no", "abstain", RECUSE),
    "apache": ("+1", "0", "-1", RECUSE),
    "consensus": ("reviewed", "concern", RECUSE),
    "ietf": ("yes", "noobj", "discuss", "abstain", RECUSE),
}
# The answers that help a question most and harm it most. Every other answer, recusal
# and silence among them, lies between: of the two sides of a comparison each moves
# the same or less. Shares hold that too, see docs/decisions/0008.
_EXTREMES = {
    "threshold": ("yes", "no"),
    "apache": ("+1", "-1"),
    "ietf": ("yes", "discuss"),
}


def missing(votes: Votes) -> list[Elector]:
    """Return who is on the roll, has not answered and is not recused."""
    answered = {vote.elector for vote in votes.votes}
    roll = (votes.electors or {}).values()
    return [e for e in roll if not e.recused and e.id not in answered]


def could_turn(votes: Votes) -> bool:
    """Whether one answer of one elector who is missing gives another outcome."""
    trial = _Trial(votes)
    before = _outcome(trial.with_one_more(None, None))
    return any(
        _outcome(trial.with_one_more(elector, answer)) != before
        for elector in trial.kinds()
        for answer in _answers(votes.method, votes.options)
    )


def is_settled(votes: Votes) -> bool:
    """Whether no answers of those who are missing could change the outcome.

    Where options are ranked, and where time counts, this is only said once nobody is
    missing.
    """
    silent = missing(votes)
    if votes.electors is None or votes.method == "consensus":
        return False
    if not silent:
        return True
    if votes.method not in _EXTREMES:
        return False
    count = _COUNT[votes.method]
    outcomes = {_outcome(count(votes))}
    for choice in _EXTREMES[votes.method]:
        more = tuple(Vote(elector.id, choice) for elector in silent)
        outcomes.add(_outcome(count(replace(votes, votes=votes.votes + more))))
    return len(outcomes) == 1


def trials(method: str, options: int, electors: int) -> int:
    """Return how many counts ``could_turn`` may take."""
    if method in _CHOICES:
        return 0  # these are counted by sums, however many electors
    names = tuple(str(n) for n in range(min(options, 6)))
    return sum(1 for _ in _answers(method, names)) * electors


def _outcome(tally: Tally) -> tuple[bool | None, tuple[str, ...]]:
    return tally.passed, tally.winners


def _answers(method: str, options: tuple[str, ...]) -> Iterator[str | Ranking]:
    """Yield every answer that an elector could give."""
    if method in _CHOICES:
        yield from _CHOICES[method]
        return
    for size in range(1, len(options) + 1):
        for chosen in combinations(options, size):
            if method == "approval":
                yield (chosen,)
            elif method == "stv":
                for order in permutations(chosen):
                    yield tuple((option,) for option in order)
            else:
                yield from _weak_orders(chosen)
    yield RECUSE
    if method == "approval":
        yield ()


def _weak_orders(options: tuple[str, ...]) -> Iterator[Ranking]:
    """Yield every order of all ``options`` in which some may be equal."""
    if not options:
        yield ()
        return
    for size in range(1, len(options) + 1):
        for first in combinations(options, size):
            rest = tuple(option for option in options if option not in first)
            for others in _weak_orders(rest):
                yield (first, *others)


class _Trial:
    """The votes as sums, so that each trial counts a few lines and not everybody.

    Electors of one answer are merged: by organisation where weights are capped again,
    all together where only rankings matter. Methods that look at persons keep them.
    """

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        self.silent = missing(votes)
        self.persons = votes.method in ("apache", "consensus", "ietf")
        self.by_party = votes.method == "threshold"
        self.parameters: Mapping[str, Any] = votes.parameters
        if votes.method not in _CHOICES:
            seed = Lots(votes).seed
            self.parameters = {**votes.parameters, "tie_break_seed": seed}
        self.electors, self.cast = self._merged()

    def kinds(self) -> list[Elector]:
        """Return one of each kind of missing elector that the method tells apart."""
        found: dict[Any, Elector] = {}
        for elector in self.silent:
            found.setdefault(self._kind(elector), elector)
        return list(found.values())

    def with_one_more(self, elector: Elector | None, answer: Any) -> Tally:
        """Count with ``elector`` giving ``answer``; with nobody, as things stand."""
        electors, cast = dict(self.electors), list(self.cast)
        party = self._party(elector) if elector else None
        rest: defaultdict[str, Fraction] = defaultdict(Fraction)
        for one in self.silent:
            if not self.persons:
                rest[self._party(one)] += one.weight
        if elector is not None and party is not None:
            rest[party] -= elector.weight
            recused = answer == RECUSE
            electors[elector.id] = replace(elector, recused=recused)
            if isinstance(answer, tuple):
                cast.append(Vote(elector.id, "", answer))
            elif not recused:
                cast.append(Vote(elector.id, answer))
        for name, weight in rest.items():
            identifier = f"silent\0{name}"
            electors[identifier] = Elector(identifier, weight, name)
        counted = replace(
            self.votes,
            parameters=self.parameters,
            electors=electors,
            votes=tuple(cast),
        )
        return _COUNT[self.votes.method](counted)

    def _merged(self) -> tuple[dict[str, Elector], list[Vote]]:
        roll = self.votes.electors or {}
        if self.persons:
            return dict(roll), list(self.votes.votes)
        sums: defaultdict[tuple[str, str, Ranking | None], Fraction]
        sums = defaultdict(Fraction)
        for vote in self.votes.votes:
            party = self._party(roll[vote.elector])
            sums[party, vote.choice, vote.ranking] += roll[vote.elector].weight
        electors, cast = {}, []
        for number, ((party, choice, ranking), weight) in enumerate(sums.items()):
            identifier = f"cast\0{number}"
            electors[identifier] = Elector(identifier, weight, party)
            cast.append(Vote(identifier, choice, ranking))
        return electors, cast

    def _party(self, elector: Elector) -> str:
        return elector.organisation if self.by_party else ""

    def _kind(self, elector: Elector) -> Any:
        if not self.persons:
            return elector.weight, self._party(elector)
        named = (self.parameters.get(n) for n in ("binding", "reviewers"))
        return tuple(
            elector.id in names if isinstance(names, list) else True for names in named
        )
