"""Weighted inclusive Gregory: exact transfers of surpluses and of the excluded.

Source: the Scottish Local Government Elections Order 2007, rules 46 to 52, without
its rounding to five decimals. Elected options' surpluses are transferred one at a
time, the largest first; every vote of the elected goes on at value times surplus
over total. With no surplus waiting, the lowest option is excluded and its votes go
on at their present value. Ties look back to the latest earlier round in which the
tied differed, then to the lot.
"""

from dataclasses import dataclass
from fractions import Fraction

from governance.tally.rounds import Pile, Result, Round
from governance.tally.ties import Lots


@dataclass
class _Parcel:
    order: tuple[str, ...]
    value: Fraction
    at: int = 0


class _Count:
    def __init__(
        self, options: tuple[str, ...], piles: list[Pile], seats: int, lots: Lots
    ) -> None:
        self.options, self.seats, self.lots = options, seats, lots
        self.result = Result()
        self.held: dict[str, list[_Parcel]] = {option: [] for option in options}
        self.exhausted = Fraction(0)
        self.waiting: list[str] = []
        total = sum((pile.weight for pile in piles), Fraction(0))
        for pile in piles:
            self._hand_on(_Parcel(pile.order, pile.weight), set(options))
        share = total / (seats + 1)
        whole = all(pile.weight.denominator == 1 for pile in piles)
        self.quota = Fraction(share.__floor__() + 1) if whole else share
        self.strict = not whole

    def _hand_on(self, parcel: _Parcel, open_to: set[str]) -> None:
        while parcel.at < len(parcel.order):
            option = parcel.order[parcel.at]
            if option in open_to:
                self.held[option].append(parcel)
                return
            parcel.at += 1
        self.exhausted += parcel.value

    def votes(self, option: str) -> Fraction:
        return sum((parcel.value for parcel in self.held[option]), Fraction(0))

    def run(self) -> Result:
        while len(self.result.elected) < self.seats:
            hopeful = self.result.hopeful(self.options)
            if not hopeful:
                break
            votes = {o: self.votes(o) for o in self.options if self._in_race(o)}
            if len(self.result.elected) + len(hopeful) <= self.seats:
                self._note(votes, elected=self._best_first(hopeful, votes))
                break
            reached = [o for o in hopeful if self._reaches(votes[o])]
            if reached:
                order = self._best_first(reached, votes)
                order = order[: self.seats - len(self.result.elected)]
                self._note(votes, elected=order)
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
        return list(reversed(self._worst_first(options, votes)))

    def _worst_first(self, options: list[str], votes: dict[str, Fraction]) -> list[str]:
        """Order by votes now, then in the latest earlier rounds, then by lot."""

        def history(option: str) -> tuple[Fraction, ...]:
            past = [r.votes.get(option, Fraction(0)) for r in self.result.rounds]
            return (votes[option], *reversed(past))

        ordered: list[str] = []
        for key in sorted({history(option) for option in options}):
            tied = [option for option in options if history(option) == key]
            ordered += self.lots.order(tied) if len(tied) > 1 else tied
        return ordered

    def _transfer_surplus(self, votes: dict[str, Fraction]) -> None:
        largest = self._best_first(self.waiting, votes)[0]
        self.waiting.remove(largest)
        total = votes[largest]
        ratio = (total - self.quota) / total
        parcels, self.held[largest] = self.held[largest], []
        kept = _Parcel((largest,), self.quota)
        open_to = set(self.result.hopeful(self.options))
        for parcel in parcels:
            self._hand_on(
                _Parcel(parcel.order, parcel.value * ratio, parcel.at + 1), open_to
            )
        self.held[largest].append(kept)
        self._note(votes)

    def _exclude(self, hopeful: list[str], votes: dict[str, Fraction]) -> None:
        lowest = self._worst_first(hopeful, votes)[0]
        self._note(votes, excluded=[lowest])
        parcels, self.held[lowest] = self.held[lowest], []
        open_to = set(self.result.hopeful(self.options))
        for parcel in parcels:
            self._hand_on(_Parcel(parcel.order, parcel.value, parcel.at + 1), open_to)

    def _note(
        self,
        votes: dict[str, Fraction],
        elected: list[str] | None = None,
        excluded: list[str] | None = None,
    ) -> None:
        won, out = tuple(elected or ()), tuple(excluded or ())
        self.result.rounds.append(Round(votes, self.quota, self.exhausted, won, out))
        self.result.elected += won
        self.result.excluded += out


def elect(
    options: tuple[str, ...], piles: list[Pile], seats: int, lots: Lots
) -> Result:
    """Elect ``seats`` of ``options``; every figure is an exact fraction."""
    return _Count(options, piles, seats, lots).run()
