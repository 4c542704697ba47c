"""From a roadmap line down to the commit, each step with its ledger entry.

A step is a JSON value of ids, numbers and words, so that it can be frozen with the
edition; templates write the sentences. The number of queries does not depend on
how many lines there are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q

from governance.models import Ballot, Decision, Vote
from ledger import log
from ledger.models import Pending
from rfcs.models import Review, Revision
from roadmap.models import EditionItem, Milestone

Step = dict[str, Any]
Trail = list[Step]


def trails(items: Sequence[EditionItem]) -> dict[int, Trail]:
    """Return the trail of each item as things stand, by the item's key.

    The items need their milestone with repository and RFC, and their decision
    with ballot, already loaded: ``EditionItem.objects.with_grounds()``.
    """
    evidence = _Evidence(items)
    found = {item.pk: evidence.trail(item) for item in items}
    return number(found)


def number(found: Mapping[int, Trail]) -> dict[int, Trail]:
    """Return the trails with the present indices of their entries: one query."""
    indices = log.indices(sorted(_ids(found)))
    return {
        pk: [_numbered(step, indices) for step in trail] for pk, trail in found.items()
    }


def waiting(found: Mapping[int, Trail]) -> set[str]:
    """Return the ids of entries that are written but have no index yet.

    An id that has neither is of a row that the ledger does not record by itself.
    """
    missing = {
        step["entry"]
        for trail in found.values()
        for step in trail
        if step["entry"] and step["index"] is None
    }
    rows = Pending.objects.filter(entry_id__in=missing)
    return set(rows.values_list("entry_id", flat=True)) if missing else set()


def _ids(found: Mapping[int, Trail]) -> set[str]:
    return {i for trail in found.values() for step in trail for i in entry_ids(step)}


def entry_ids(step: Step) -> list[str]:
    """Return the ids of the entries that the step rests on."""
    return [step["entry"]] if step["entry"] else list(step["entries"])


def moment(at: datetime | None) -> str | None:
    """Return a time as it is published: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _numbered(step: Step, indices: Mapping[str, int]) -> Step:
    numbers = [indices.get(entry) for entry in step["entries"]]
    return step | {"index": indices.get(step["entry"]), "indices": numbers}


def _step(
    kind: str,
    facts: Mapping[str, Any],
    *,
    url: str = "",
    at: datetime | None = None,
    entry: str = "",
    entries: Iterable[str] = (),
) -> Step:
    return {
        "kind": kind,
        "facts": dict(facts),
        "url": url,
        "at": moment(at),
        "entry": entry,
        "entries": list(entries),
        "index": None,
        "indices": [],
    }


class _Evidence:
    """What the items rest on, read at once for all of them."""

    def __init__(self, items: Sequence[EditionItem]) -> None:
        ballots = {i.decision.ballot_id: i.decision.ballot for i in items if i.decision}
        self.electors = dict(
            Ballot.objects.filter(pk__in=ballots)
            .annotate(roll=Count("electors"))
            .values_list("pk", "roll")
        )
        self.votes: dict[int, list[Vote]] = {}
        for vote in Vote.objects.current().filter(ballot__in=ballots).order_by("pk"):
            self.votes.setdefault(vote.ballot_id, []).append(vote)
        self.revisions = _Revisions(items, ballots.values())
        self.reviews: dict[int, list[Review]] = {}
        reviewed = Review.objects.filter(revision__in=self.revisions.keys())
        for review in reviewed.order_by("pk"):
            self.reviews.setdefault(review.revision_id, []).append(review)

    def trail(self, item: EditionItem) -> Trail:
        steps = [_milestone_step(item.milestone)]
        if item.decision:
            steps += self._governed(item.decision)
        revision = self.revisions.of(item)
        if revision:
            steps += self._proposed(revision)
        return steps

    def _governed(self, decision: Decision) -> Trail:
        ballot = decision.ballot
        votes = self.votes.get(ballot.pk, [])
        choices = Counter(vote.choice or "ranked" for vote in votes)
        tally = ballot.tally or {}
        return [
            _step(
                "decision",
                {"number": decision.number, "disposition": decision.disposition},
                url=decision.get_absolute_url(),
                at=decision.decided_at,
                entry=decision.entry_id,
            ),
            _step(
                "ballot",
                {
                    "id": ballot.pk,
                    "question": ballot.question,
                    "method": ballot.method,
                    "electors": self.electors.get(ballot.pk, 0),
                    "frozen_hash": ballot.frozen_hash,
                },
                url=ballot.get_absolute_url(),
                at=ballot.opens_at,
                entry=ballot.opened_entry_id,
            ),
            _step(
                "tally",
                {"passed": tally.get("passed"), "winners": tally.get("winners") or []},
                url=ballot.get_absolute_url(),
                at=ballot.closed_at,
                entry=ballot.tally_entry_id,
            ),
            _step(
                "votes",
                {"count": len(votes), "choices": _counted(choices)},
                url=ballot.get_absolute_url(),
                entries=[vote.entry_id for vote in votes],
            ),
        ]

    def _proposed(self, revision: Revision) -> Trail:
        reviews = self.reviews.get(revision.pk, [])
        url = revision.get_absolute_url()
        verdicts = Counter(review.verdict for review in reviews)
        rfc = revision.rfc
        return [
            _step(
                "reviews",
                {"count": len(reviews), "verdicts": _counted(verdicts)},
                url=url,
                entries=[review.entry_id for review in reviews],
            ),
            _step(
                "revision",
                {
                    "rfc": rfc.slug,
                    "number": rfc.number,
                    "title": revision.title,
                    "revision": revision.index,
                },
                url=url,
                at=revision.committed_at,
                entry=revision.entry_id,
            ),
            _step(
                "commit",
                {
                    "repository": rfc.repository.name,
                    "address": rfc.repository.url,
                    "path": revision.path,
                    "commit": revision.commit_oid,
                    "blob": revision.blob_oid,
                    "subject": revision.subject,
                },
                url=url,
                at=revision.committed_at,
            ),
        ]


class _Revisions:
    """The exact revision that each item's ballot was about, or the RFC's newest."""

    def __init__(self, items: Sequence[EditionItem], ballots: Iterable[Ballot]) -> None:
        voted = Q(pk__in=[])
        about = [b for b in ballots if b.subject_kind == "rfc"]
        exact = [b for b in about if b.subject_key.isdigit()]
        if exact:
            voted = Q(
                rfc__in=[int(b.subject_key) for b in exact],
                commit_oid__in=[b.subject_revision for b in exact],
            )
        newest = [i.milestone.rfc.current_revision_id for i in items if i.milestone.rfc]
        found = Revision.objects.filter(voted | Q(pk__in=[n for n in newest if n]))
        rows = found.select_related("rfc__project", "rfc__repository")
        self.by_key = {revision.pk: revision for revision in rows}
        self.by_commit = {
            (str(revision.rfc_id), revision.commit_oid): revision
            for revision in self.by_key.values()
        }

    def keys(self) -> list[int]:
        return list(self.by_key)

    def of(self, item: EditionItem) -> Revision | None:
        if item.decision and item.decision.ballot.subject_kind == "rfc":
            ballot = item.decision.ballot
            place = (ballot.subject_key, ballot.subject_revision)
            return self.by_commit.get(place)
        rfc = item.milestone.rfc
        return self.by_key.get(rfc.current_revision_id or 0) if rfc else None


def _milestone_step(milestone: Milestone) -> Step:
    return _step(
        "milestone",
        {
            "id": milestone.key,
            "repository": milestone.repository.name,
            "address": milestone.repository.url,
            "path": milestone.path,
            "commit": milestone.commit_oid,
            "blob": milestone.blob_oid,
        },
        url=milestone.get_absolute_url(),
        at=milestone.committed_at,
    )


def _counted(words: Counter[str]) -> list[dict[str, Any]]:
    ordered = sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"word": word, "count": count} for word, count in ordered]
