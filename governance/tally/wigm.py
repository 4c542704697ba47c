"""Weighted inclusive Gregory: exact transfers of surpluses and of the excluded.

Source: the Scottish Local Government Elections Order 2007, rules 46 to 52, without
its rounding to five decimals. Elected options' surpluses are transferred one at a
time, the largest first; every vote of the elected goes on at value times surplus
over total. With no surplus waiting, the lowest option is excluded and its votes go
on at their present value. Ties look back to the latest earlier round in which the
tied differed, then to the lot.
"""

from collections import defaultdict
from fractions import Fraction

from governance.tally.rounds import Cast, Number, Papers, Result, Round
from governance.tally.ties import Lots


class _Count:
    def __init__(
        self, options: tuple[str, ...], cast: Cast, seats: int, lots: Lots
    ) -> None:
        self.options, self.seats, self.lots = options, seats, lots
        self.letters = cast.letters
        self.names = {letter: option for option, letter in cast.letters.items()}
        self.result = Result()
        # What each option holds: papers together, and at which value they came.
        self.held: dict[str, list[tuple[Fraction, Papers]]] = {o: [] for o in options}
        self.exhausted = Fraction(0)
        self.waiting: list[str] = []
        self._hand_on(Fraction(1), cast.papers, 0)
        share = Fraction(cast.weight) / (seats + 1)
        self.strict = any(
            isinstance(weight, Fraction) and weight.denominator != 1
            for weight in cast.papers.values()
        )
        self.quota = share if self.strict else Fraction(share.__floor__() + 1)

    def _hand_on(self, value: Fraction, papers: Papers, start: int) -> None:
        """Give ``papers`` to the next in the race whom they name after ``start``."""
        race = {self.letters[option] for option in self.result.hopeful(self.options)}
        found: defaultdict[str, defaultdict[str, Number]]
        found = defaultdict(lambda: defaultdict(int))
        lost: Number = 0
        for order, weight in papers.items():
            for place in range(start, len(order)):
                if order[place] in race:
                    found[order[place]][order[place:]] += weight
                    break
            else:
                lost += weight
        for letter, bundle in found.items():
            self.held[self.names[letter]].append((value, bundle))
        self.exhausted += lost * value

    def votes(self, option: str) -> Fraction:
        return sum(
            (value * sum(papers.values()) for value, papers in self.held[option]),
            Fraction(0),
        )

    def run(self) -> Result:
        while len(self.result.elected) < self.seats:
            hopeful = self.result.hopeful(self.options)
            if not hopeful:
                break
            votes = {o: self.votes(o) for o in self.options if self._in_race(o)}
            if len(self.result.elected) + len(hopeful) <= self.seats:
                rest = self._best_first(hopeful, votes)
                self._note(votes, elected=rest, working="as many seats as are left")
                break
            reached = [o for o in hopeful if self._reaches(votes[o])]
            if reached:
                order = self._best_first(reached, votes)
                order = order[: self.seats - len(self.result.elected)]
                self._note(votes, elected=order, working="the quota is reached")
                self.waiting += [o for o in order if votes[o] > self.quota]
            elif self.waiting:
                self._transfer_surplus(votes)
            else:
                self._exclude(hopeful, votes)
        return self.result

    def _in_race(self, option: str) -> bool:
        return option not in self.result.excluded

    def _reaches(self, votes: Fraction) -> bool:
        return votes > self.quota if self.strict else votes >= self.quota

    def _best_first(self, options: list[str], votes: dict[str, Fraction]) -> list[str]:
        return self._in_turn(options, votes, best=True)

    def _worst_first(self, options: list[str], votes: dict[str, Fraction]) -> list[str]:
        return self._in_turn(options, votes, best=False)

    def _in_turn(
        self, options: list[str], votes: dict[str, Fraction], *, best: bool
    ) -> list[str]:
        """Order by votes now, then in the latest earlier rounds, then by lot.

        Whom the lot draws first has their turn first, at either end.
        """

        def history(option: str) -> tuple[Fraction, ...]:
            past = [r.votes.get(option, Fraction(0)) for r in self.result.rounds]
            return (votes[option], *reversed(past))

        ordered: list[str] = []
        for key in sorted({history(option) for option in options}, reverse=best):
            tied = [option for option in options if history(option) == key]
            ordered += self.lots.order(tied) if len(tied) > 1 else tied
        return ordered

    def _transfer_surplus(self, votes: dict[str, Fraction]) -> None:
        largest = self._best_first(self.waiting, votes)[0]
        self.waiting.remove(largest)
        total = votes[largest]
        surplus = total - self.quota
        bundles, self.held[largest] = self.held[largest], []
        for value, papers in bundles:
            self._hand_on(value * surplus / total, papers, 1)
        self.held[largest].append((self.quota, {self.letters[largest]: 1}))
        working = (
            f"surplus of {largest}: {total} - {self.quota} = {surplus}; "
            f"its votes go on at {surplus / total} of their value"
        )
        self._note(votes, working=working)

    def _exclude(self, hopeful: list[str], votes: dict[str, Fraction]) -> None:
        lowest = self._worst_first(hopeful, votes)[0]
        equal = [o for o in hopeful if votes[o] == votes[lowest] and o != lowest]
        working = "fewest votes; they go on at their value"
        if equal:
            working = (
                f"as many as {', '.join(equal)}: the latest round in which they "
                f"differed decides, then the lot; its votes go on at their value"
            )
        self._note(votes, excluded=[lowest], working=working)
        bundles, self.held[lowest] = self.held[lowest], []
        for value, papers in bundles:
            self._hand_on(value, papers, 1)

    def _note(
        self,
        votes: dict[str, Fraction],
        *,
        elected: list[str] | None = None,
        excluded: list[str] | None = None,
        working: str,
    ) -> None:
        won, out = tuple(elected or ()), tuple(excluded or ())
        self.result.note(
            Round(votes, self.quota, self.exhausted, won, out, working=working)
        )


def elect(options: tuple[str, ...], cast: Cast, seats: int, lots: Lots) -> Result:
    """Elect ``seats`` of ``options``; every figure is an exact fraction."""
    return _Count(options, cast, seats, lots).run()
