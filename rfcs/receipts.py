"""What a reader just did, as the page of the RFC confirms it."""

from collections.abc import Iterable
from typing import Any

from ledger import log
from rfcs.models import Concern


def of(
    entry_id: str, reviews: Iterable[dict[str, Any]], concerns: Iterable[Concern]
) -> dict[str, Any] | None:
    """Return the review or concern that this entry of the log records."""
    for review in reviews:
        if review["entry_id"] == entry_id:
            title = "Your review is in the record"
            on = review["revision__index"]
            return _receipt(title, f"{review['label']}, on revision {on}.", entry_id)
    for concern in concerns:
        if concern.entry_id == entry_id:
            sentence = f"“{concern.name}” is open and blocks until it is settled."
            return _receipt("Your concern is in the record", sentence, entry_id)
        if concern.settled_entry_id == entry_id and concern.settled_at:
            sentence = f"“{concern.name}” is {concern.state}."
            return _receipt("The concern is settled", sentence, entry_id)
    return None


def _receipt(title: str, sentence: str, entry_id: str) -> dict[str, Any]:
    index = log.indices([entry_id]).get(entry_id)
    return {
        "title": title,
        "sentence": sentence,
        "entry_id": entry_id,
        "index": index,
    }
