"""Read a ``.blt`` file: the ballots format of OpenSTV, OpaVote and Droop.

``candidates seats``, then lines ``weight choice choice ... 0`` ended by ``0``, then
the names in quotes and a title. Between the first line and the votes may stand what
Droop's profiles know: ``[withdrawn 2 3]`` takes candidates out, as a line of negative
numbers does; ``[tie 3 1 2]`` says whose turn comes first where candidates are tied, to
be excluded as well as to pass a surplus on; ``[nick a b c]`` gives each a short name,
for use in the lines that follow. ``=`` between choices (equal ranks) is refused.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from governance.errors import InvalidVotes
from governance.tally.model import Vote, Votes

_INTEGER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_SETTING = re.compile(r"\[\s*([a-z]+)\s*([^\]]*)\]")


@dataclass
class _Head:
    """What stands before the votes: candidates by their numbers from 1."""

    candidates: int
    seats: int
    withdrawn: set[int] = field(default_factory=set)
    tie: list[int] = field(default_factory=list)
    nicks: Mapping[str, int] = field(default_factory=dict)

    def number(self, word: str, where: str) -> int:
        """Return the candidate of that number or short name."""
        number = self.nicks.get(word) or int(word if _INTEGER.fullmatch(word) else 0)
        if "=" in word:
            raise InvalidVotes(f"{where}: {word!r}: equal ranks have no meaning.")
        if not 1 <= number <= self.candidates:
            raise InvalidVotes(f"{where}: {word!r} is no candidate.")
        return number

    def each_once(self, numbers: list[int], where: str) -> list[int]:
        """Return the numbers if all are different."""
        if len(set(numbers)) != len(numbers):
            raise InvalidVotes(f"{where}: a candidate is repeated.")
        return numbers


def parse(text: str, *, rule: str | None = None) -> Votes:
    """Return the votes of a BLT file, to be counted by STV under ``rule``."""
    lines = [line for line in map(_uncommented, text.splitlines()) if line]
    if not lines:
        raise InvalidVotes("The BLT file is empty.")
    candidates, seats = _numbers(lines[0], 1)[:2]
    head = _Head(candidates, seats)
    position = 1
    while position < len(lines) and lines[position][0] in "[-":
        _read_setting(head, lines[position], f"Line {position + 1}")
        position += 1
    rows = []
    while position < len(lines) and lines[position] != "0":
        rows.append(_row(lines[position], f"Line {position + 1}", head))
        position += 1
    if position >= len(lines):
        raise InvalidVotes("The BLT file has no line 0 after its ballots.")
    names = [_name(line) for line in lines[position + 1 :]][: head.candidates]
    if len(names) < head.candidates or len(set(names)) != len(names):
        raise InvalidVotes(
            f"The BLT file does not name {head.candidates} candidates once."
        )
    return _votes(names, rows, head, rule)


def _votes(
    names: list[str],
    rows: list[tuple[int, list[int]]],
    head: _Head,
    rule: str | None,
) -> Votes:
    out = head.withdrawn
    votes = tuple(
        Vote("", "", tuple((names[c - 1],) for c in order if c not in out), count)
        for count, order in rows
    )
    parameters = {
        "seats": head.seats,
        **({} if rule is None else {"rule": rule}),
        **({"tie_order": _named(head.tie, names, out)} if head.tie else {}),
    }
    options = _named(range(1, len(names) + 1), names, out)
    return Votes("stv", tuple(options), parameters, None, votes)


def _named(numbers: list[int] | range, names: list[str], out: set[int]) -> list[str]:
    return [names[number - 1] for number in numbers if number not in out]


def _read_setting(head: _Head, line: str, where: str) -> None:
    if line.startswith("-"):
        words = [word.removeprefix("-") for word in line.split()]
        name = "withdrawn"
    elif found := _SETTING.fullmatch(line):
        name, words = found[1], found[2].split()
    else:
        raise InvalidVotes(f"{where}: expected [name ...] on one line.")
    if name not in ("nick", "tie", "withdrawn"):
        raise InvalidVotes(f"{where}: [{name}] has no meaning here.")
    if name == "nick":
        if len(words) != head.candidates or len(set(words)) != len(words):
            raise InvalidVotes(
                f"{where}: [nick] gives each candidate a name of its own."
            )
        head.nicks = {word: number for number, word in enumerate(words, start=1)}
        return
    numbers = head.each_once([head.number(word, where) for word in words], where)
    if name == "withdrawn":
        head.withdrawn |= set(numbers)
        return
    if len(numbers) != head.candidates:
        raise InvalidVotes(f"{where}: [tie] lists each candidate once.")
    head.tie = numbers


def _uncommented(line: str) -> str:
    return line.strip() if line.lstrip().startswith('"') else line.split("#")[0].strip()


def _name(line: str) -> str:
    try:
        return " ".join(shlex.split(line, comments=True))
    except ValueError:
        raise InvalidVotes(f"{line!r} is not a quoted name.") from None


def _numbers(line: str, place: int) -> list[int]:
    words = line.split()
    if not all(_INTEGER.fullmatch(word) for word in words) or len(words) < 1:
        raise InvalidVotes(f"Line {place}: expected whole numbers, found {line!r}.")
    numbers = [int(word) for word in words]
    if place == 1 and (len(numbers) < 2 or min(numbers[:2]) < 1):
        raise InvalidVotes("Line 1: expected the numbers of candidates and of seats.")
    return numbers


def _row(line: str, where: str, head: _Head) -> tuple[int, list[int]]:
    count, *order = line.split()
    if not _INTEGER.fullmatch(count) or int(count) < 1 or not order or order[-1] != "0":
        raise InvalidVotes(f"{where}: expected a weight, choices and a 0.")
    numbers = [head.number(word, where) for word in order[:-1]]
    return int(count), head.each_once(numbers, where)
