"""Read a ``.blt`` file: the ballots format of OpenSTV, Droop and Wikipedia's BLT.

``candidates seats``, then lines ``weight choice choice ... 0`` ended by ``0``, then
the names in quotes and a title. A negative number in the second line withdraws a
candidate; ``=`` between choices (equal ranks) is refused by the count.
"""

import re
import shlex
from typing import Any

from governance.errors import InvalidVotes
from governance.tally.model import Vote, Votes

_INTEGER = re.compile(r"-?[0-9]{1,9}", re.ASCII)


def parse(text: str, *, rule: str | None = None) -> Votes:
    """Return the votes of a BLT file, to be counted by STV under ``rule``."""
    lines = [line for line in map(_uncommented, text.splitlines()) if line]
    if not lines:
        raise InvalidVotes("The BLT file is empty.")
    candidates, seats = _numbers(lines[0], 1)[:2]
    withdrawn: set[int] = set()
    position = 1
    if position < len(lines) and lines[position].startswith("-"):
        withdrawn = {-number for number in _numbers(lines[position], position + 1)}
        position += 1
    rows = []
    while position < len(lines) and lines[position] != "0":
        rows.append(_row(lines[position], position + 1, candidates))
        position += 1
    if position >= len(lines):
        raise InvalidVotes("The BLT file has no line 0 after its ballots.")
    names = [_name(line) for line in lines[position + 1 :]][:candidates]
    if len(names) < candidates or len(set(names)) != len(names):
        raise InvalidVotes(f"The BLT file does not name {candidates} candidates once.")
    parameters = {"seats": seats} if rule is None else {"seats": seats, "rule": rule}
    return _votes(names, rows, parameters, withdrawn)


def _votes(
    names: list[str],
    rows: list[tuple[int, list[int]]],
    parameters: dict[str, Any],
    withdrawn: set[int],
) -> Votes:
    votes = tuple(
        Vote("", "", tuple((names[c - 1],) for c in order if c not in withdrawn), count)
        for count, order in rows
    )
    options = tuple(n for i, n in enumerate(names, 1) if i not in withdrawn)
    return Votes("stv", options, parameters, None, votes)


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


def _row(line: str, place: int, candidates: int) -> tuple[int, list[int]]:
    numbers = _numbers(line, place)
    count, *order = numbers
    if not order or order[-1] != 0 or count < 1:
        raise InvalidVotes(f"Line {place}: expected a weight, choices and a 0.")
    order = order[:-1]
    if any(not 1 <= c <= candidates for c in order) or len(set(order)) != len(order):
        raise InvalidVotes(f"Line {place}: a choice is unknown or repeated.")
    return count, order
