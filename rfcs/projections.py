"""Carry threads from revision to revision: worked out once, by a job, and kept.

A thread goes from each revision to the next one, and from its own words again where
the step before lost them. What was written stays as it was; a projection only says
where that is now.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from contributors.models import Contributor, User
from core import jobs
from core.results import Denied, require
from governance import permissions as offices
from rfcs import comments, texts
from rfcs.anchors import Crossing, Placement
from rfcs.errors import ThreadNotOpen
from rfcs.models import Projection, Revision, Rfc, Text, Thread, ThreadEvent
from rfcs.sheets import Sheet

JOB = "rfcs.project"
MOST_STEPS = 12
"""Of a long row of new revisions only the last ones; the first step leads there."""
AT_ONCE = 500
KEPT_SHEETS = 4
MAX_WORDS = 2_000
NO_TEXT = ("section", "document")
HAND = "hand"
"""The method of a place that a person gave; see ``rfcs.moves``."""


@dataclass(frozen=True)
class Standing:
    """Where a thread stands in the text that is read, and what became of its words."""

    block: str
    method: str = "block"
    words: str = ""
    changed_in: int | None = None
    asked: bool = False

    @property
    def changed(self) -> bool:
        """Whether the words are others now, or gone."""
        return self.changed_in is not None or self.method in NO_TEXT

    @property
    def is_lost(self) -> bool:
        """Whether neither its words nor its section are there."""
        return self.method == "document"


LOST = Standing("", "document")


def ask_for(rfcs: Iterable[Rfc]) -> None:
    """Have the threads of these RFCs carried to their new revisions, after commit."""
    for rfc in rfcs:
        if rfc.comment_count:
            jobs.enqueue(JOB, key=str(rfc.pk), rfc=rfc.pk)


def project(rfc: Rfc) -> int:
    """Carry every thread of the RFC to every later revision; return how many steps."""
    threads = list(
        Thread.objects.filter(rfc=rfc)
        .exclude(block="")
        .select_related("revision__rfc__repository")
        .order_by("pk")
    )
    if not threads:
        return 0
    revisions = list(rfc.revisions.select_related("rfc__repository").order_by("index"))
    carrier = _Carrier(threads)
    first = min(thread.revision.index for thread in threads)
    later = [revision for revision in revisions if revision.index > first]
    done = 0
    for revision in later[-MOST_STEPS:]:
        rows = list(carrier.carry(revision))
        with transaction.atomic():
            for start in range(0, len(rows), AT_ONCE):
                Projection.objects.bulk_create(
                    rows[start : start + AT_ONCE], ignore_conflicts=True
                )
        done += len(rows)
    return done


class _Carrier:
    """Takes the threads of one RFC from text to text, each text read once."""

    def __init__(self, threads: list[Thread]) -> None:
        self._threads = threads
        self._sheet = lru_cache(maxsize=KEPT_SHEETS)(_sheet_of)
        self._crossing = lru_cache(maxsize=KEPT_SHEETS)(self._cross)
        self._before: dict[int, list[tuple[Revision, Projection]]] = {}
        known = Projection.objects.filter(thread__in=threads).select_related(
            "revision__rfc__repository"
        )
        for row in known.order_by("revision__index"):
            self._before.setdefault(row.thread_id, []).append((row.revision, row))

    def carry(self, revision: Revision) -> Iterator[Projection]:
        """Yield the row of every earlier thread that has none in this revision."""
        for thread in self._threads:
            if thread.revision.index >= revision.index:
                continue
            before = self._before.setdefault(thread.pk, [])
            if any(there.pk == revision.pk for there, _ in before):
                continue
            row = self._row(thread, revision, before)
            before.append((revision, row))
            yield row

    def _row(
        self,
        thread: Thread,
        revision: Revision,
        before: list[tuple[Revision, Projection]],
    ) -> Projection:
        last = next(
            (
                (there, row)
                for there, row in reversed(before)
                if there.index < revision.index and _leads_to(there, revision)
            ),
            None,
        )
        found, changed_in = self._found(thread, revision, last, before)
        sheet = self._sheet(revision)
        words = sheet.text[found.start : found.end] if found.is_text else ""
        if found.is_text and _same(words, thread.quote):
            changed_in = None
        return Projection(
            rfc_id=thread.rfc_id,
            thread=thread,
            revision=revision,
            method=found.method,
            block=sheet.id_at(found.start) if found.method != "document" else "",
            start=found.start,
            end=found.end,
            score=found.score,
            words=words[:MAX_WORDS],
            changed_in=changed_in,
            kept_open_at=_kept_open(last, changed_in),
        )

    def _found(
        self,
        thread: Thread,
        revision: Revision,
        last: tuple[Revision, Projection] | None,
        before: list[tuple[Revision, Projection]],
    ) -> tuple[Placement, int | None]:
        """Return the place, and in which revision the words last became others."""
        was_text = last is not None and last[1].method not in NO_TEXT
        if last and was_text:
            there, row = last
            found = self._crossing(there, revision).place(row.start, row.end)
            if found.is_text:
                same = found.method != "fuzzy"
                return found, row.changed_in if same else revision.index
        found = self._from_origin(thread, revision, before)
        if found.is_text:
            return found, revision.index if found.method == "fuzzy" else None
        if last and not was_text:
            return found, last[1].changed_in
        return found, revision.index

    def _from_origin(
        self,
        thread: Thread,
        revision: Revision,
        before: list[tuple[Revision, Projection]],
    ) -> Placement:
        """Look for the words as they were written, or as a person placed them since."""
        for there, row in reversed(before):
            if row.method == HAND and there.index < revision.index:
                return self._crossing(there, revision).place(row.start, row.end)
        return place(thread, self._crossing(thread.revision, revision))

    def _cross(self, old: Revision, new: Revision) -> Crossing:
        return Crossing(self._sheet(old), self._sheet(new))


def _kept_open(
    last: tuple[Revision, Projection] | None, changed_in: int | None
) -> datetime | None:
    """Return since when its author keeps it open in spite of the same change."""
    if last is None or changed_in is None or last[1].changed_in != changed_in:
        return None
    return last[1].kept_open_at


def _leads_to(old: Revision, new: Revision) -> bool:
    """Whether a revision is of the branch itself, or of the same proposal."""
    return old.proposal_id is None or old.proposal_id == new.proposal_id


def _same(one: str, other: str) -> bool:
    return one[:MAX_WORDS].split() == other[:MAX_WORDS].split()


def _sheet_of(revision: Revision) -> Sheet:
    return Sheet(texts.text_of(revision).blocks)


def place(thread: Thread, crossing: Crossing) -> Placement:
    """Return where a thread stands in a text, looked for from where it was written."""
    span = crossing.old.locate(thread.block, thread.quote, thread.offset)
    return crossing.place(*span) if span else Placement("document")


def standings(
    revision: Revision, text: Text, threads: Iterable[int]
) -> Mapping[int, Standing]:
    """Return where threads of other revisions stand in this one: three queries at most.

    What no job has worked out yet, or never will because the revision is older than
    the thread, is looked for now and not kept.
    """
    wanted = set(threads)
    kept = Projection.objects.filter(revision=revision)
    found = {
        pk: Standing(block, method, words, changed_in, kept_open_at is None)
        for pk, block, method, words, changed_in, kept_open_at in kept.values_list(
            "thread_id", "block", "method", "words", "changed_in", "kept_open_at"
        )
        if pk in wanted
    }
    if missing := wanted - set(found):
        found |= _looked_for(missing, revision, text)
    return found


def _looked_for(
    missing: set[int], revision: Revision, text: Text
) -> dict[int, Standing]:
    rows = Thread.objects.filter(rfc=revision.rfc_id).select_related("revision")
    threads = [thread for thread in rows if thread.pk in missing]
    blobs = {thread.revision.blob_oid for thread in threads}
    written = {
        (kept.blob_oid, kept.markup): Sheet(kept.blocks)
        for kept in Text.objects.filter(blob_oid__in=blobs).only(
            "blob_oid", "markup", "blocks"
        )
    }
    new = Sheet(text.blocks)
    crossings: dict[tuple[str, str], Crossing] = {}
    found = {}
    for thread in threads:
        key = (thread.revision.blob_oid, thread.revision.markup)
        if key not in written:
            found[thread.pk] = LOST
            continue
        if key not in crossings:
            crossings[key] = Crossing(written[key], new)
        found[thread.pk] = _standing(thread, crossings[key], revision)
    return found


def _standing(thread: Thread, crossing: Crossing, revision: Revision) -> Standing:
    placed = place(thread, crossing)
    if placed.method == "document":
        return LOST
    new = crossing.new
    words = new.text[placed.start : placed.end] if placed.is_text else ""
    same = placed.is_text and placed.method != "fuzzy"
    changed = None if same else revision.index
    return Standing(new.id_at(placed.start), placed.method, words, changed)


@transaction.atomic
def answer(
    thread: Thread, revision: Revision, *, by: User, addressed: bool
) -> comments.Settled | None:
    """Take the author's word whether a change addresses their thread.

    Yes resolves it, as their act; no keeps it open and asks no more until the words
    change again.
    """
    person = offices.contributor(by)
    if not isinstance(person, Contributor) or person.pk != thread.started_by_id:
        require(
            Denied(f"Only {thread.started_by}, who started this thread, can say this.")
        )
    if addressed:
        why = f"Addressed in revision {revision.index}."
        kind = ThreadEvent.Kind.RESOLVED
        return comments.settle(thread, by=by, kind=kind, reason=why)
    if thread.resolved_at is not None:
        raise ThreadNotOpen("This thread was resolved already.")
    Projection.objects.filter(
        thread=thread, revision__index__gte=revision.index, kept_open_at=None
    ).update(kept_open_at=timezone.now())
    return None
