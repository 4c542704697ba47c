"""Put a thread by hand where its words stand now.

What was written stays as it was. A move is a projection that a person made: later
revisions carry the thread on from there.
"""

from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.results import require
from ledger import log
from rfcs import permissions, selections, texts
from rfcs.comments import require_text
from rfcs.errors import MoveRefused
from rfcs.models import Move, Projection, Revision, Text, Thread
from rfcs.projections import HAND, MAX_WORDS, NO_TEXT
from rfcs.selections import Selection
from rfcs.sheets import WORD, Sheet

MAX_REASON = 2_000
OFFERED = 8
FOUND = 20


def move(
    thread: Thread,
    revision: Revision,
    *,
    by: User,
    block: str,
    words: str = "",
    reason: str,
) -> Move:
    """Put the thread on a block of the latest revision, or on words of it."""
    reason = require_text(reason, what="reason", limit=MAX_REASON)
    blocks = texts.text_of(revision).blocks
    if not block:
        raise MoveRefused("Choose the paragraph where the thread belongs.")
    place = selections.find(blocks, block, words=words)
    with transaction.atomic():
        thread = (
            Thread.objects.select_for_update(of=("self",))
            .select_related("rfc__project", "revision")
            .get(pk=thread.pk)
        )
        require(permissions.can_settle_thread(by, thread))
        _require_movable(thread, revision)
        return _write(thread, revision, by, Sheet(blocks), place, reason)


def can_be_moved(thread: Thread, revision: Revision) -> bool:
    """Whether the thread was placed by more than its author's own choice."""
    return bool(thread.block) and thread.revision_id != revision.pk


def offered(thread: Thread, text: Text, sought: str = "") -> list[dict[str, str]]:
    """Return the blocks that have the sought words; without, those most alike."""
    wanted = "".join(sought.split()).casefold()
    if wanted:
        having = _having(text, wanted)
        return [block for block, _ in zip(having, range(FOUND), strict=False)]
    quoted = Counter(WORD.findall(thread.quote.casefold()))
    alike = [
        (-_shared(quoted, block["text"]), place)
        for place, block in enumerate(text.blocks)
    ]
    best = sorted(place for score, place in sorted(alike)[:OFFERED] if score)
    return [text.blocks[place] for place in best]


def _having(text: Text, wanted: str) -> Iterator[dict[str, str]]:
    for block in text.blocks:
        if wanted in "".join(block["text"].split()).casefold():
            yield block


def _shared(quoted: Counter[str], words: str) -> int:
    """Return how much two texts share, in thousandths: twice what both have."""
    other = Counter(WORD.findall(words.casefold()))
    whole = quoted.total() + other.total()
    return 2000 * (quoted & other).total() // whole if whole else 0


def _require_movable(thread: Thread, revision: Revision) -> None:
    if revision.pk != thread.rfc.current_revision_id:
        raise MoveRefused("A newer revision has come: place the thread in that one.")
    if not can_be_moved(thread, revision):
        raise MoveRefused(
            "This thread stands where its author put it: it was written on this very "
            "revision, or on the whole of the text."
        )


def _write(
    thread: Thread,
    revision: Revision,
    by: User,
    sheet: Sheet,
    place: Selection,
    reason: str,
) -> Move:
    span = sheet.locate(place.block, place.quote, place.offset)
    assert span is not None
    rows = Projection.objects.select_for_update()
    before = rows.filter(thread=thread, revision=revision).first()
    words = sheet.text[slice(*span)]
    same = words.split() == thread.quote.split()
    kept = before.changed_in if before and before.method not in NO_TEXT else None
    found = {
        "rfc_id": thread.rfc_id,
        "method": HAND,
        "block": place.block,
        "start": span[0],
        "end": span[1],
        "score": 1,
        "words": words[:MAX_WORDS],
        "changed_in": None if same else kept or revision.index,
    }
    Projection.objects.update_or_create(
        thread=thread, revision=revision, defaults=found
    )
    made = Move.objects.create(
        thread=thread,
        revision=revision,
        block=place.block,
        words=place.words[:MAX_WORDS],
        was_method=before.method if before else "",
        was_block=before.block if before else "",
        by=accounts.contributor_of(by),
        at=timezone.now(),
        reason=reason,
    )
    _record(made)
    return made


def _record(made: Move) -> None:
    log.append(
        "thread.moved",
        {
            "thread": made.thread_id,
            "revision": made.revision.commit_oid,
            "block": made.block,
            "reason": sha256_hex(made.reason.encode()),
        },
        entry_id=made.entry_id,
        subject=f"rfc:{made.thread.rfc_id}",
        actor=made.by.public_id,
    )
