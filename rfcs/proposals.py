"""Import what is proposed beside the default branch: documents that have not landed.

As with the branch itself, everything new is read first, and then written at once.
Only references that moved are read, a bounded number at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname

from django.conf import settings
from django.utils import timezone

from mirror import problems, repositories
from mirror import proposals as refs
from mirror.errors import Unreadable
from mirror.git import Commit, GitRepository
from mirror.models import ProposalRef, Repository
from mirror.objects import PathDiff
from mirror.process import Progress
from mirror.proposals import Comparison
from rfcs import proposing, styles, texts
from rfcs.formats.registry import Selection
from rfcs.formats.source import TEXT
from rfcs.histories import Historian
from rfcs.indexes import Tables
from rfcs.proposing import Offer, Reading
from rfcs.tracking import File, Moment, Parts, Step, Track

MOST_DOCUMENTS = 50
SOURCE = "proposals"


@dataclass(frozen=True)
class ProposalReport:
    """How many references were read, what that brought, and how many wait."""

    read: int = 0
    revisions: int = 0
    left: int = 0


def import_proposals(
    repository: Repository, *, progress: Progress | None = None
) -> ProposalReport:
    """Bring the proposals of a repository up to what was fetched.

    The default branch comes first: what landed there is no proposal any more.
    """
    moved, left = refs.unread(repository, most=settings.MIRROR_PROPOSALS_PER_SYNC)
    if not moved and repository.proposals_oid == repository.head_oid:
        return ProposalReport()
    git = repositories.open_git(repository)
    reading = _read(git, repository, moved, progress)
    wanted = [
        texts.Wanted(now.blob_oid, now.path, now.markup, offer.document.format.name,
                     now.title)
        for offer in reading.all_offers()
        for now in [offer.document.now]
    ]  # fmt: skip
    texts.store(git, wanted, reading.made, progress=progress)
    heads = proposing.open_heads(repository)
    landed = refs.landed(git, repository.head_oid, heads)
    revisions = proposing.record(repository, reading, landed)
    problems.add(repository, SOURCE, reading.problems)
    return ProposalReport(len(moved), revisions, left)


def _read(
    git: GitRepository,
    repository: Repository,
    moved: list[ProposalRef],
    progress: Progress | None,
) -> Reading:
    selection = styles.selection_of(repository, git)
    reading = Reading(selection, moved)
    historian = Historian(git, selection, made=reading.made)
    tables = Tables(git, selection, repository.head_oid, reading.made)
    tips = [ref.oid for ref in moved if ref.oid]
    found = refs.compare(git, repository.head_oid, tips)
    for done, ref in enumerate(moved, start=1):
        comparison = found.get(ref.oid)
        if comparison is None:
            continue
        reading.comparisons[ref.pk] = comparison
        reader = _Reader(git, historian, tables, selection, reading)
        reading.offers[ref.pk] = list(reader.offers(ref, comparison))
        if progress and done % 50 == 0:
            progress("proposals", done, len(moved))
    return reading


@dataclass
class _Touched:
    """What a proposal does to one document's files."""

    origin: str = ""
    changes: list[PathDiff] = field(default_factory=list)
    row: File | None = None


@dataclass
class _Reader:
    """Reads the documents that one proposal adds or changes."""

    git: GitRepository
    historian: Historian
    tables: Tables
    selection: Selection
    reading: Reading

    def offers(self, ref: ProposalRef, comparison: Comparison) -> Iterator[Offer]:
        """Yield each document as the proposal would have it."""
        touched = self._touched(comparison)
        for row in self.tables.changed(comparison):
            origin = row.old_path or (row.path if row.status == "M" else "")
            place = self.selection.place(row.path)
            if place is not None:
                touched[place.key] = _Touched(origin, row=File(row.path, row.blob_oid))
        if len(touched) > MOST_DOCUMENTS:
            sentence = (
                f"{ref.name} changes {len(touched):,} documents; at most "
                f"{MOST_DOCUMENTS} of one proposal are read."
            )
            found = problems.Found("proposal-too-wide", sentence, oid=ref.oid)
            self.reading.problems.append(found)
            return
        for key, what in touched.items():
            try:
                commit = self.git.commit(ref.oid)
                offer = self._offer(ref, commit, comparison, key, what)
            except Unreadable as error:
                found = problems.Found("unreadable-object", error.message, oid=ref.oid)
                self.reading.problems.append(found)
                continue
            if offer is not None:
                yield offer

    def _touched(self, comparison: Comparison) -> dict[str, _Touched]:
        touched: dict[str, _Touched] = {}
        for diff in comparison.changes:
            place = self.selection.place(diff.path) if diff.is_file else None
            if place is None:
                continue
            what = touched.setdefault(place.key, _Touched())
            what.changes.append(diff)
            before = self.selection.place(diff.old_path) if diff.was_file else None
            if before is not None and diff.status in "MR":
                what.origin = diff.old_path
        return touched

    def _offer(
        self,
        ref: ProposalRef,
        commit: Commit,
        comparison: Comparison,
        key: str,
        what: _Touched,
    ) -> Offer | None:
        parts: Parts = {TEXT: what.row} if what.row else {}
        if not parts:
            if all(self._is_at_head(diff) for diff in what.changes):
                return None  # the branch has come to say the same
            parts = self._parts(commit.oid, key, what.changes)
        at = commit.committer.at or ref.seen_at or timezone.now()
        moment = Moment(
            commit_oid=commit.oid,
            committed_at=at,
            landed_at=at,
            author_name=commit.author.name,
            author_email=commit.author.email,
            subject=commit.subject,
        )
        step = Step(moment, tuple(sorted(parts.items())))
        document = self.historian.read(Track(key, files=parts, steps=[step]))
        if document is None:
            return None
        origin = self.selection.place(what.origin) if what.origin else None
        return Offer(
            base=comparison.base,
            document=document,
            key=key,
            origin=origin.key if origin else "",
            origin_path=what.origin,
        )

    def _is_at_head(self, diff: PathDiff) -> bool:
        entry = self.git.entry(self.tables.head, diff.path)
        return entry is not None and entry.oid == diff.new_oid

    def _parts(self, commit: str, key: str, changes: list[PathDiff]) -> Parts:
        """Return the document's files: what changed, and what lies beside it."""
        parts: Parts = {}
        for folder in sorted({dirname(diff.path) for diff in changes}):
            for entry in self.git.folder(commit, folder):
                place = self.selection.place(entry.path) if entry.is_file else None
                if place is not None and place.key == key:
                    parts[place.part] = File(entry.path, entry.oid)
        return parts
