"""Break ties by a rule declared before opening, that anyone can compute again.

A lot is drawn from the votes themselves: seed = SHA-256 of the canonical, grouped
and sorted votes (or the beacon that ``parameters.tie_break_seed`` names), and tied
options are ordered by SHA-256(seed, zero byte, option). Nobody can steer it without
knowing every vote. The idea is that of starvote's tie-break by canonical ballots.

Where ``parameters.tie_order`` lists the options (STV alone), that order decides
instead: who stands first in it has their turn first, at either end.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from core.canonical import canonical_bytes, sha256_hex
from governance.errors import InvalidVotes
from governance.tally.model import Ranking, Votes


class Lots:
    """The lot of one count; it remembers which ties it decided."""

    def __init__(self, votes: Votes) -> None:
        self._votes = votes
        self._decided: list[str] = []
        self._places = _declared(votes)

    @cached_property
    def seed(self) -> str:
        """The seed: text that was fixed before, or a hash of every vote."""
        given = self._votes.parameters.get("tie_break_seed")
        if given is None:
            return _hash_of(self._votes)
        if not isinstance(given, str) or not given:
            raise InvalidVotes("$.parameters.tie_break_seed: expected text.")
        return given

    def order(self, tied: Iterable[str]) -> list[str]:
        """Return ``tied`` in the order of the lot, and remember the tie."""
        options = list(tied)
        if len(options) < 2:
            return options
        if self._places:
            options.sort(key=self._places.__getitem__)
        else:
            options.sort(key=lambda o: sha256_hex(f"{self.seed}\0{o}".encode()))
        self._decided.append(" before ".join(options))
        return options

    def account(self) -> str | None:
        """Return what the lot decided, in words; ``None`` where nothing was tied."""
        if not self._decided:
            return None
        if self._places:
            return f"by the order declared before: {'; '.join(self._decided)}"
        return (
            f"by SHA-256 of the seed {self.seed}, a zero byte and the option: "
            + "; ".join(self._decided)
        )


def _declared(votes: Votes) -> dict[str, int]:
    """Return each option's place in the declared order; nothing without one."""
    given = votes.parameters.get("tie_order")
    if given is None:
        return {}
    if not isinstance(given, list) or sorted(given, key=str) != sorted(votes.options):
        raise InvalidVotes("$.parameters.tie_order: expected each option once.")
    return {option: place for place, option in enumerate(given)}


def _hash_of(votes: Votes) -> str:
    """Hash the votes; neither their order nor their grouping changes it."""
    lines: Counter[bytes] = Counter()
    for vote in votes.votes:
        line = [vote.elector, vote.choice, _sorted(vote.ranking)]
        lines[canonical_bytes(line)] += vote.count
    return sha256_hex(
        b"".join(b"%d %s\n" % (n, line) for line, n in sorted(lines.items()))
    )


def _sorted(ranking: Ranking | None) -> list[list[str]] | None:
    return None if ranking is None else [sorted(group) for group in ranking]
