"""What a finished count came to: a word for a tag, and a sentence. Plain Python."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from governance import answers

SHOWN = 5  # names beside a tag; the page of the ballot has them all


class Outcome(NamedTuple):
    """``tone`` is accept, reject or counted; ``names`` who was elected or chosen."""

    tone: str
    word: str
    names: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The names as far as a line of a list has room for them."""
        more = len(self.names) - SHOWN
        return listed([*self.names[:SHOWN], *([f"{more} more"] if more > 0 else [])])

    @property
    def sentence(self) -> str:
        """The whole outcome."""
        if self.names:
            order = ", in this order" if len(self.names) > 1 else ""
            return f"{self.word}: {listed(self.names)}{order}."
        if self.word in _PLAIN:
            return _PLAIN[self.word]
        return f"{self.word}: no option has what it needs."


_PLAIN = {
    "Passed": "It passed.",
    "Not passed": "It did not pass.",
    "Counted": "It has its result.",
}


def tell(
    method: str,
    parameters: Mapping[str, Any],
    passed: bool | None,
    winners: Sequence[str],
) -> Outcome:
    """Return what a count by ``method`` came to; options are chosen, people elected."""
    if not answers.has_options(method):
        if passed is None:
            return Outcome("counted", "Counted")
        verdict = ("accept", "Passed") if passed else ("reject", "Not passed")
        return Outcome(*verdict)
    election = is_election(parameters)
    if not winners:
        return Outcome("reject", "Nobody elected" if election else "Nothing chosen")
    tone = "accept" if passed else "reject"  # not where the default option wins
    return Outcome(tone, "Elected" if election else "Chosen", tuple(winners))


def is_election(parameters: Mapping[str, Any]) -> bool:
    """Whether options are people for seats: several, or of organisations."""
    return str(parameters.get("seats", 1)) != "1" or bool(
        parameters.get("organisations")
    )


def listed(names: Sequence[str]) -> str:
    """Return "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
