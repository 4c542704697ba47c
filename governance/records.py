"""What the ledger is told about a ballot: ids, digests, numbers and choices."""

from fractions import Fraction
from typing import Any

from core.canonical import canonical_hash, sha256_hex
from governance import counting, frozen
from governance.models import Ballot, Vote
from governance.tally import Tally, Votes

MOST_COUNTED_IDS = 1000
_LONGEST_TOKEN = 300


def opened(ballot: Ballot, electors: int) -> dict[str, Any]:
    """Return what is said when a ballot opens: the hash of its frozen bytes."""
    return {
        "hash": ballot.frozen_hash,
        "ballot": ballot.opened_entry_id,
        "subject": f"{ballot.subject_kind}:{ballot.subject_key}",
        "revision": ballot.subject_revision,
        "electors": electors,
        "closes_at": frozen.stamp(ballot.closes_at),
    }


def vote_cast(ballot: Ballot, vote: Vote, earlier: Vote | None) -> dict[str, Any]:
    """Return what is said of a vote; a sealed one shows only its commitment."""
    body: dict[str, Any] = {
        "ballot": ballot.opened_entry_id,
        "sequence": vote.sequence,
    }
    if vote.salt:
        body["commitment"] = commitment(vote.choice, vote.ranking, vote.salt)
    else:
        body |= _answer(ballot, vote)
    if earlier is not None:
        body["prev"] = earlier.entry_id
    if vote.reason and not vote.salt:
        body["reason"] = sha256_hex(vote.reason.encode())
    return body


def vote_revealed(ballot: Ballot, vote: Vote) -> dict[str, Any]:
    """Return what opens a sealed vote after the count."""
    body = {"ballot": ballot.opened_entry_id, "vote": vote.entry_id, "salt": vote.salt}
    if vote.reason:
        body["reason"] = sha256_hex(vote.reason.encode())
    return body | _answer(ballot, vote)


def reveal_entry_id(vote: Vote) -> str:
    """Return the id of the entry that reveals a sealed vote."""
    return sha256_hex(f"revealed:{vote.entry_id}".encode())[:32]


def commitment(choice: str, ranking: Any, salt: str) -> str:
    """Return the digest that stands for a sealed answer until closing."""
    return canonical_hash({"choice": choice, "ranking": ranking, "salt": salt})


def closed(ballot: Ballot, votes: int) -> dict[str, Any]:
    """Return what is said when a ballot closes."""
    return {
        "ballot": ballot.opened_entry_id,
        "closed_at": frozen.stamp(ballot.closed_at or ballot.closes_at),
        "votes": votes,
    }


def tally_made(
    ballot: Ballot, result: Tally, votes: Votes, counted: list[str]
) -> dict[str, Any]:
    """Return what was counted, with which sums, and the result.

    ``counted`` are the entries of the votes that counted, in the order of their
    ids; beyond a thousand only their digest fits into an entry.
    """
    body: dict[str, Any] = {
        "ballot": ballot.opened_entry_id,
        "method": result.method,
        "hash": counting.tally_hash(result.as_json()),
        "votes_file": sha256_hex(counting.file_bytes(votes)),
        "counted_hash": canonical_hash(counted),
        "sums": {
            name: str(value)
            for name, value in result.figures.items()
            if isinstance(value, int | Fraction)
            and not isinstance(value, bool)
            and len(str(value)) <= _LONGEST_TOKEN
        },
    }
    if len(counted) <= MOST_COUNTED_IDS:
        body["counted"] = counted
    if mandates := counting.mandate_entries(ballot, votes):
        body["mandates_hash"] = canonical_hash(mandates)
        if len(mandates) <= MOST_COUNTED_IDS:
            body["mandates"] = mandates
    if result.passed is not None:
        body["passed"] = result.passed
    return body


def _answer(ballot: Ballot, vote: Vote) -> dict[str, Any]:
    """Return a choice as it is and ranked options by their place on the ballot."""
    if vote.ranking is None:
        return {"choice": vote.choice}
    place = {option: index for index, option in enumerate(ballot.options)}
    return {"ranking": [[place[option] for option in group] for group in vote.ranking]}
