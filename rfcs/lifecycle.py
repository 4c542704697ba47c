"""Where an RFC stands: six axes derived from its process's own word.

Plain Python. The table is ``lifecycle.yaml``. The raw word is kept beside the axes
and never rewritten.
"""

import re
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).with_name("lifecycle.yaml")
UNKNOWN = "unknown"
LONGEST = 500
REMARK = re.compile(
    r"\s*[(\[,;:|/\u2013\u2014]|\s+-\s+|\.\s"
    r"|\s+(?:entirely\s+)?by\s|\s+via\s|\s+(?:in|since|for|as of)\s(?=.*\d)"
)
VERSIONED = re.compile(r"(\w+)\s+[\w.-]+\s+v?\d[\w.-]*")
SIGNS = re.compile(r"[^\w\s()\[\],;:|/.'\u2013\u2014-]|_")


@dataclass(frozen=True)
class State:
    """How far it is, what is proposed, what was decided, whose turn, what shipped."""

    phase: str = UNKNOWN
    disposition: str = "none"
    resolution: str = "none"
    activity: str = "active"
    holder: str = "none"
    maturity: str = "none"

    @property
    def is_known(self) -> bool:
        """Whether the word was one of the process."""
        return self.phase != UNKNOWN

    def as_dict(self) -> dict[str, str]:
        """Return the axes by name."""
        return asdict(self)


AXES = tuple(axis.name for axis in fields(State))


def derive(process: str, status: str | None, stage: str = "") -> State:
    """Return the state that a process's word stands for.

    Words are compared without regard to case. A stage narrows the status where the
    table knows the pair. An unknown word gives the phase ``unknown``.
    """
    words = _words(process)
    status = (status or "").strip().casefold()
    stage = stage.strip().casefold()
    found = words.get(f"{status}+{stage}") if stage else None
    if found or status in words:
        return found or words[status]
    if process in _table()["remarks"] and len(status) <= LONGEST:
        return _with_remark(words, status)
    return State()


def _with_remark(words: dict[str, State], status: str) -> State:
    """Look again without signs around the word, then without what follows it."""
    bare = " ".join(SIGNS.sub(" ", status).split()).removeprefix("stage ")
    versioned = VERSIONED.fullmatch(bare)
    texts = (bare, REMARK.split(bare, maxsplit=1)[0].strip(" ."))
    for text in (*texts, *((versioned[1],) if versioned else ())):
        if found := words.get(text) or words.get(text.replace("-", " ")):
            return found
    return State()


def processes() -> dict[str, dict[str, State]]:
    """Return every process with its words, as the table spells them."""
    table = _table()
    return {
        process: {
            word: State(**{**table["defaults"], **axes}) for word, axes in rows.items()
        }
        for process, rows in table["processes"].items()
    }


def axes() -> dict[str, list[str]]:
    """Return the values that each axis has."""
    values: dict[str, list[str]] = _table()["axes"]
    return values


@cache
def _words(process: str) -> dict[str, State]:
    rows = processes().get(process, {})
    words = {word.casefold(): state for word, state in rows.items()}
    for alias, word in _table()["aliases"].get(process, {}).items():
        words.setdefault(alias.casefold(), words[word.casefold()])
    return words


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table
