"""The kinds of entries, what their bodies hold, and their bytes. Plain Python.

An entry is canonical JSON (``core.canonical``) of at most 65,535 bytes::

    {"actor", "body", "id", "kind", "ref", "time", "v": 1}

``actor`` is a contributor's public id, ``ref`` the subject; either is left out
where it is empty. ``time`` is given by the sequencer. A body holds integers,
booleans and tokens (ids, digests, times, paths, fractions such as ``"5/2"``), in
lists or objects: never floats, null, spaces, names, e-mail addresses or sentences.
Of text that people wrote it holds the SHA-256.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from core.canonical import NotCanonical, canonical_bytes
from ledger.errors import EntryRefused

MAX_BYTES = 65_535
MAX_TOKEN = 300
MAX_DEPTH = 5
VERSION = 1
TIME_MEMBER = len('"time":"2026-01-01T00:00:00Z",')

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_MEMBER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._:/-]{0,99}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9._:/+=%~,-]+", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9._:/+=%~,-]{1,200}", re.ASCII)

Type = Literal["digest", "oid", "number", "time", "token"]
_TYPES: dict[Type, re.Pattern[str]] = {
    "digest": re.compile(r"[0-9a-f]{64}", re.ASCII),
    "oid": re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII),
    "time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII),
    "token": _TOKEN,
}


@dataclass(frozen=True)
class Kind:
    """What an entry of one kind says, and the members its body must have.

    Further members are welcome; every value obeys the rule of the profile.
    """

    says: str
    required: dict[str, Type] = field(default_factory=dict)


KINDS: dict[str, Kind] = {
    "log.open": Kind("The log was opened", {"origin": "token", "vkey": "token"}),
    "member.enrol": Kind("A contributor was enrolled"),
    "role.granted": Kind(
        "An office was given", {"role": "token", "contributor": "token"}
    ),
    "role.ended": Kind("An office ended", {"role": "token", "contributor": "token"}),
    "policy.adopted": Kind("A policy was adopted", {"hash": "digest"}),
    "rfc.mirrored": Kind("A revision of an RFC was mirrored", {"commit": "oid"}),
    "repository.retired": Kind(
        "A mirror was retired; what was read of it stays",
        {"repository": "token", "reason": "digest"},
    ),
    "rfc.proposed": Kind(
        "Proposals beside a branch were mirrored",
        {"repository": "token", "digest": "digest"},
    ),
    "rfc.state": Kind("An RFC changed its state"),
    "review.posted": Kind("A review was posted", {"verdict": "token"}),
    "review.requested": Kind("A review was asked for", {"reviewer": "token"}),
    "review.answered": Kind("A request for a review was answered", {"state": "token"}),
    "hold.placed": Kind("A reader asked for time", {"until": "time"}),
    "concern.raised": Kind("A concern was raised"),
    "concern.settled": Kind("A concern was settled"),
    "comment.posted": Kind("A comment was posted", {"hash": "digest"}),
    "comment.edited": Kind(
        "A comment was edited", {"comment": "token", "hash": "digest"}
    ),
    "thread.settled": Kind(
        "A thread was resolved or reopened", {"thread": "token", "state": "token"}
    ),
    "thread.moved": Kind(
        "A thread was put by hand where it belongs",
        {"thread": "token", "revision": "oid", "block": "token", "reason": "digest"},
    ),
    "rfc.labelled": Kind("A label was put on an RFC", {"label": "token"}),
    "rfc.unlabelled": Kind("A label was taken off an RFC", {"label": "token"}),
    "suggestion.settled": Kind(
        "A suggested edit was settled", {"comment": "token", "state": "token"}
    ),
    "patch.made": Kind(
        "Suggested edits were made into a patch", {"hash": "digest", "base": "oid"}
    ),
    "ballot.announced": Kind("A ballot was announced", {"opening_at": "time"}),
    "ballot.refused": Kind("A ballot could not be opened", {"reason": "digest"}),
    "ballot.opened": Kind("A ballot was opened", {"hash": "digest"}),
    "ballot.extended": Kind("A ballot was extended", {"closes_at": "time"}),
    "ballot.ended": Kind("A ballot was ended early", {"closes_at": "time"}),
    "ballot.voided": Kind("A ballot was declared void", {"reason": "digest"}),
    "vote.cast": Kind("A vote was cast", {"ballot": "token"}),
    "vote.revealed": Kind("A sealed vote was revealed", {"vote": "token"}),
    "ballot.closed": Kind("A ballot was closed", {"ballot": "token"}),
    "tally.made": Kind("Votes were counted", {"ballot": "token"}),
    "roll.requested": Kind(
        "Somebody asked to be put on a roll", {"ballot": "token", "reason": "digest"}
    ),
    "roll.ruled": Kind(
        "A request to be put on a roll was ruled on",
        {"request": "token", "contributor": "token"},
    ),
    "mandate.given": Kind("A mandate was given", {"proxy": "token"}),
    "mandate.ended": Kind("A mandate ended", {"mandate": "token"}),
    "emergency.decided": Kind(
        "A decision was made in an emergency", {"ballot": "token", "ratify_by": "time"}
    ),
    "emergency.ended": Kind(
        "An emergency decision was ratified or lapsed",
        {"emergency": "token", "how": "token"},
    ),
    "appeal.filed": Kind("An appeal was filed", {"decision": "token"}),
    "appeal.ruled": Kind("An appeal ended", {"appeal": "token"}),
    "policy.followed": Kind("A policy's file was named", {"name": "token"}),
    "decision.made": Kind("A decision was made"),
    "decision.restated": Kind(
        "The outcome of a decision was put in other words",
        {"decision": "token", "outcome": "digest", "reason": "digest"},
    ),
    "decision.followup": Kind(
        "A follow-up of a decision was agreed",
        {"decision": "token", "kind": "token", "task": "digest"},
    ),
    "decision.followed": Kind(
        "A follow-up of a decision ended",
        {"follow_up": "token", "how": "token", "note": "digest"},
    ),
    "milestone.reported": Kind(
        "The owner of a milestone said how it goes",
        {"milestone": "token", "state": "token", "hash": "digest"},
    ),
    "evidence.found": Kind(
        "Evidence was found in git",
        {"rule": "digest", "repository": "token", "commit": "oid"},
    ),
    "evidence.lost": Kind(
        "Evidence is no longer in git",
        {"rule": "digest", "found": "token", "reason": "token"},
    ),
    "roadmap.called": Kind(
        "A call for roadmap proposals was announced", {"hash": "digest"}
    ),
    "roadmap.proposed": Kind("A roadmap item was proposed", {"hash": "digest"}),
    "roadmap.answered": Kind(
        "A roadmap proposal was answered", {"outcome": "token", "reason": "digest"}
    ),
    "roadmap.feedback": Kind(
        "Feedback on a roadmap item was given", {"stance": "token", "hash": "digest"}
    ),
    "roadmap.approved": Kind(
        "A roadmap draft was approved, or the approval taken back",
        {"role": "token", "digest": "digest"},
    ),
    "designation.filed": Kind(
        "Somebody asked for a designation", {"criteria": "token", "hash": "digest"}
    ),
    "designation.exhibit": Kind(
        "An applicant showed something for a criterion",
        {"application": "token", "criterion": "token", "hash": "digest"},
    ),
    "designation.assessed": Kind(
        "A criterion was assessed",
        {"application": "token", "criterion": "token", "hash": "digest"},
    ),
    "designation.conditions": Kind(
        "The conditions of a designation were set",
        {"application": "token", "hash": "digest"},
    ),
    "designation.granted": Kind(
        "A designation was given", {"application": "token", "expires": "time"}
    ),
    "designation.ended": Kind(
        "A designation ended or was not given",
        {"application": "token", "state": "token"},
    ),
    "audit.reported": Kind(
        "An audit was reported", {"audit": "token", "hash": "digest"}
    ),
    "audit.finding": Kind(
        "A finding of an audit was recorded",
        {"audit": "token", "severity": "token", "hash": "digest"},
    ),
    "audit.changed": Kind(
        "A finding of an audit changed its state",
        {"finding": "token", "state": "token", "hash": "digest"},
    ),
    "adopter.reported": Kind(
        "An adopter reported a measurement", {"milestone": "token", "hash": "digest"}
    ),
    "adopter.reviewed": Kind(
        "An adopter's report was reviewed", {"report": "token", "hash": "digest"}
    ),
    "roadmap.published": Kind("A roadmap edition was published"),
    "roadmap.told": Kind("A roadmap's retrospective was published", {"json": "digest"}),
    "redaction": Kind("A disclosure was withdrawn", {"target": "token"}),
    "key.rotate": Kind("The log's key was changed", {"vkey": "token"}),
    "log.note": Kind("A note about the log was made"),
}


def draft(
    kind: str, body: dict[str, Any], *, entry_id: str, subject: str, actor: str
) -> bytes:
    """Return the entry's canonical bytes, still without its time.

    Raises ``EntryRefused`` for an unknown kind, a missing member, and every value
    that could hold free text.
    """
    if kind not in KINDS:
        raise EntryRefused(f"The ledger knows no entries of the kind {kind!r}.")
    if not isinstance(entry_id, str) or not _ID.fullmatch(entry_id):
        raise EntryRefused("An entry's id is 32 lower-case hexadecimal digits.")
    for name, value in (("subject", subject), ("actor", actor)):
        if value and not _REFERENCE.fullmatch(value):
            raise EntryRefused(f"{kind}: the {name} {value!r} is not a token.")
    _require_body(kind, body)
    entry: dict[str, Any] = {"body": body, "id": entry_id, "kind": kind, "v": VERSION}
    if actor:
        entry["actor"] = actor
    if subject:
        entry["ref"] = subject
    return _bytes(kind, entry)


def stamp(value: dict[str, Any], time: str) -> bytes:
    """Return the final bytes of a parsed draft: the entry with its time."""
    return canonical_bytes({**value, "time": time})


def parse(data: bytes) -> dict[str, Any]:
    """Return the content of an entry that the log holds."""
    content: dict[str, Any] = json.loads(data)
    return content


def without_time(data: bytes) -> bytes:
    """Return the draft that a final entry was made of."""
    entry = parse(data)
    del entry["time"]
    return canonical_bytes(entry)


def _bytes(kind: str, entry: dict[str, Any]) -> bytes:
    try:
        data = canonical_bytes(entry)
    except NotCanonical as error:
        raise EntryRefused(f"{kind}: {error}.") from None
    if len(data) + TIME_MEMBER > MAX_BYTES:
        raise EntryRefused(
            f"{kind}: the entry would have {len(data) + TIME_MEMBER} bytes; "
            f"at most {MAX_BYTES} fit."
        )
    return data


def _require_body(kind: str, body: dict[str, Any]) -> None:
    if not isinstance(body, dict):
        raise EntryRefused(f"{kind}: the body is not an object.")
    _require_value(kind, body, "body", 0)
    for name, kind_of_value in KINDS[kind].required.items():
        if name not in body:
            raise EntryRefused(f"{kind}: the body lacks {name!r}.")
        _require_type(kind, name, body[name], kind_of_value)


def _require_type(kind: str, name: str, value: Any, wanted: Type) -> None:
    if wanted == "number":
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    else:
        # A row's key may be written as a number where a token is asked for.
        plain = isinstance(value, int) and not isinstance(value, bool)
        text = str(value) if wanted == "token" and plain else value
        fits = isinstance(text, str) and bool(_TYPES[wanted].fullmatch(text))
    if not fits:
        raise EntryRefused(f"{kind}: body.{name} is not a {wanted}.")


def _require_value(kind: str, value: Any, place: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise EntryRefused(f"{kind}: {place} is nested too deeply.")
    if isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if len(value) > MAX_TOKEN or not _TOKEN.fullmatch(value):
            raise EntryRefused(
                f"{kind}: {place} is not a token of at most {MAX_TOKEN} letters, "
                "digits and . _ : / + = % ~ , - (of other text, log the SHA-256)."
            )
        return
    if isinstance(value, dict):
        for name, item in value.items():
            if not isinstance(name, str) or not _MEMBER.fullmatch(name):
                raise EntryRefused(f"{kind}: {place} has a member named {name!r}.")
            _require_value(kind, item, f"{place}.{name}", depth + 1)
        return
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _require_value(kind, item, f"{place}[{index}]", depth + 1)
        return
    raise EntryRefused(f"{kind}: {place} is a {type(value).__name__}.")
