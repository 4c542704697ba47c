"""The bytes that are fixed and hashed when a ballot opens. Plain Python.

A count reads these bytes and the votes, and nothing else: no policy, roll, weight
or affiliation that changes later can change the result.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from core.canonical import canonical_bytes
from governance.subjects import Subject
from governance.tally import Elector, Vote, Votes, parse

VERSION = 1
RECUSE = "recuse"
UNDECLARED = "(undeclared)"
LOTS = "lots-from-the-votes"


@dataclass(frozen=True)
class RollLine:
    """One elector as the roll shows them: who, for whom, and how heavy."""

    id: str
    affiliation: str
    organisation: str
    raw_weight: int
    weight: Fraction

    @property
    def party(self) -> str:
        """Return whose cap the weight falls under; nobody's for independents."""
        return UNDECLARED if self.affiliation == "undeclared" else self.organisation


@dataclass(frozen=True)
class Terms:
    """What was asked, of which text, by which rule, until when."""

    ballot: str
    project: str
    subject: Subject
    question: str
    method: str
    options: tuple[str, ...]
    parameters: dict[str, Any]
    rules: dict[str, Any]
    policy: dict[str, Any]
    opens_at: datetime
    closes_at: datetime
    zone: str = "UTC"
    deadline: str = ""
    texts: Mapping[str, Subject] = field(default_factory=dict)


def freeze(terms: Terms, roll: Iterable[RollLine]) -> bytes:
    """Return the canonical bytes of the ballot."""
    return canonical_bytes(
        {
            "v": VERSION,
            "ballot": terms.ballot,
            "project": terms.project,
            "subject": {
                "kind": terms.subject.kind,
                "key": terms.subject.key,
                "revision": terms.subject.revision,
                "text_hash": terms.subject.text_hash,
            },
            "question": terms.question,
            "method": terms.method,
            "options": list(terms.options),
            "parameters": terms.parameters,
            "rules": terms.rules,
            "policy": terms.policy,
            "opens_at": stamp(terms.opens_at),
            "closes_at": stamp(terms.closes_at),
            "deadline": {"zone": terms.zone, "says": terms.deadline},
            "tie_break": terms.parameters.get("tie_break_seed", LOTS)
            if "tie_order" not in terms.parameters
            else "tie-order",
            "texts": {
                option: {
                    "kind": text.kind,
                    "key": text.key,
                    "revision": text.revision,
                    "text_hash": text.text_hash,
                }
                for option, text in terms.texts.items()
            },
            "electors": [
                {
                    "id": line.id,
                    "affiliation": line.affiliation,
                    "organisation": line.party,
                    "raw_weight": str(line.raw_weight),
                    "weight": str(line.weight),
                }
                for line in sorted(roll, key=lambda line: line.id)
            ],
        }
    )


def thaw(frozen: bytes) -> dict[str, Any]:
    """Return the document that ``freeze`` wrote."""
    document = json.loads(frozen)
    if document.get("v") != VERSION:
        raise ValueError(f"frozen ballot of version {document.get('v')!r}")
    return dict(document)


def votes_file(
    frozen: bytes,
    cast: Iterable[Vote],
    observed: Mapping[str, Any] | None = None,
) -> Votes:
    """Return what is counted: the frozen rule and roll, and each elector's vote.

    An elector whose answer is ``recuse`` is marked on the roll and has no vote.
    ``observed`` are parameters that the history of the votes gives, such as times.
    """
    document = thaw(frozen)
    answers = {vote.elector: vote for vote in cast}
    electors = {
        line["id"]: Elector(
            line["id"],
            Fraction(line["weight"]),
            line["organisation"],
            line["id"] in answers and answers[line["id"]].choice == RECUSE,
        )
        for line in document["electors"]
    }
    votes = sorted(v for v in answers.values() if v.choice != RECUSE)
    return Votes(
        document["method"],
        tuple(document["options"]),
        {**document["parameters"], **(observed or {})},
        electors,
        tuple(votes),
    )


def require_shape(
    method: str,
    options: Iterable[str],
    choice: str,
    ranking: Any,
) -> Vote:
    """Return the answer if its shape is right; the method judges the choice."""
    line: dict[str, Any] = {"choice": choice} if ranking is None else {}
    if ranking is not None:
        line["ranking"] = ranking
    file = {"method": method, "options": list(options), "votes": [line]}
    return parse(file).votes[0]


def stamp(moment: datetime) -> str:
    """Return a time as text, in UTC: ``2026-05-03T14:05:00Z``."""
    utc = moment.astimezone(UTC)
    fraction = f".{utc.microsecond:06d}" if utc.microsecond else ""
    return f"{utc:%Y-%m-%dT%H:%M:%S}{fraction}Z"
