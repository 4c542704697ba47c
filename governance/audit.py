"""Hold ballots against the ledger: rolls, votes, counts and decisions."""

import json
from collections.abc import Iterator
from typing import Any

from core.canonical import sha256_hex
from governance import counting, records, tally
from governance.models import Ballot, Decision, Vote
from ledger import fsck
from ledger.fsck import Finding
from ledger.models import Entry, Pending

CHECK = "ballots"


def register() -> None:
    """Make the ledger's check look at ballots too."""
    if CHECK not in fsck.names():
        fsck.register_check(CHECK, examine)


def examine() -> Iterator[Finding]:
    """Yield whatever in a ballot differs from its entries."""
    opened = Ballot.objects.exclude(frozen_hash="").order_by("pk")
    for ballot in opened.select_related("decision").iterator(chunk_size=100):
        yield from _examine(ballot)


def _examine(ballot: Ballot) -> Iterator[Finding]:
    entries = _entries(ballot.reference)
    yield from _opening(ballot, entries)
    votes = list(Vote.objects.filter(ballot=ballot).order_by("pk"))
    yield from _votes(ballot, votes, entries)
    if ballot.tally is not None:
        yield from _count(ballot, votes, entries)
    decision = Decision.objects.filter(ballot=ballot).first()
    if decision is not None:
        body = entries.get(decision.entry_id, ("", {}))[1]
        if body.get("outcome") != sha256_hex(decision.outcome.encode()):
            yield _finding(ballot, "the decision's text is not the one in its entry")
        yield from _aftermath(ballot, decision, entries)


def _aftermath(
    ballot: Ballot, decision: Decision, entries: dict[str, Any]
) -> Iterator[Finding]:
    for row in decision.statements.all():
        body = entries.get(row.entry_id, ("", {}))[1]
        if body.get("outcome") != sha256_hex(row.outcome.encode()):
            yield _finding(ballot, "a restated outcome is not the one in its entry")
    for task in decision.follow_ups.all():
        body = entries.get(task.entry_id, ("", {}))[1]
        if body.get("task") != sha256_hex(task.task.encode()):
            yield _finding(ballot, "a follow-up is not the one in its entry")


def _opening(ballot: Ballot, entries: dict[str, Any]) -> Iterator[Finding]:
    if sha256_hex(bytes(ballot.frozen or b"")) != ballot.frozen_hash:
        yield _finding(ballot, "the frozen bytes do not have the frozen hash")
    body = entries.get(ballot.opened_entry_id, ("", {}))[1]
    if body.get("hash") != ballot.frozen_hash:
        yield _finding(ballot, "the frozen hash is not the one in the entry of opening")


def _votes(
    ballot: Ballot, votes: list[Vote], entries: dict[str, Any]
) -> Iterator[Finding]:
    earlier: dict[int, Vote] = {}
    for vote in votes:
        wanted = records.vote_cast(ballot, vote, earlier.get(vote.elector_id))
        earlier[vote.elector_id] = vote
        kind, body = entries.get(vote.entry_id, ("", None))
        if kind != "vote.cast" or body != wanted:
            yield _finding(ballot, f"vote {vote.entry_id} differs from its entry")
    known = {vote.entry_id for vote in votes}
    for entry_id, (kind, _) in entries.items():
        if kind == "vote.cast" and entry_id not in known:
            yield _finding(ballot, f"vote {entry_id} is logged but has no row")


def _count(
    ballot: Ballot, votes: list[Vote], entries: dict[str, Any]
) -> Iterator[Finding]:
    file = counting.votes_of(ballot)
    result = tally.count(file)
    kept: dict[str, Any] = ballot.tally or {}
    if not _agree(result.as_json(), kept):
        yield _finding(ballot, "counting again gives another tally")
    latest = {vote.elector_id: vote.entry_id for vote in votes}
    wanted = records.tally_made(ballot, result, file, sorted(latest.values()))
    wanted["hash"] = counting.tally_hash(kept)
    logged = entries.get(ballot.tally_entry_id, ("", {}))[1]
    sums = logged.get("sums", {})
    wanted["sums"] = {k: v for k, v in wanted["sums"].items() if k in sums}
    if logged != wanted:
        yield _finding(ballot, "counting again gives another entry of the tally")


def _agree(again: Any, kept: Any) -> bool:
    """Whether a new count says all that the kept one says, in whatever words.

    The account of the steps and the reasons are prose, and a later version may say
    more; what was counted, and everything that came of it, may not differ.
    """
    if isinstance(kept, list) and isinstance(again, list):
        return len(again) == len(kept) and all(map(_agree, again, kept))
    if not isinstance(kept, dict):
        return bool(again == kept)
    prose = {"steps", "working", "tie_break"}
    return isinstance(again, dict) and all(
        list(again.get(name, ())) == list(value)
        if name == "dropped"
        else name in again and _agree(again[name], value)
        for name, value in kept.items()
        if name not in prose
    )


def _entries(reference: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return kind and body of every entry about ``reference``, sequenced or not."""
    found = {}
    for rows in (Pending.objects, Entry.objects):
        for entry_id, kind, data in rows.filter(subject=reference).values_list(
            "entry_id", "kind", "data"
        ):
            found[entry_id] = (kind, json.loads(bytes(data))["body"])
    return found


def _finding(ballot: Ballot, reason: str) -> Finding:
    return Finding(CHECK, ballot.reference, reason)
