"""Write down what proposals would add and change: in one transaction, or nothing.

A document that nobody has yet becomes an RFC, marked as proposed; a change to one
that the branch has becomes a revision under review of that RFC, never its head.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.canonical import sha256_hex
from core.ids import new_id
from ledger import log
from mirror import forges
from mirror import proposals as refs
from mirror.models import ProposalRef, Repository
from mirror.problems import Found
from mirror.proposals import Comparison
from rfcs import addresses, landing, projections, recording, relations, slugs
from rfcs.formats.registry import Selection
from rfcs.histories import Document
from rfcs.lifecycle import State
from rfcs.models import Proposal, Revision, Rfc, StateChange

QUIET = timedelta(days=365)
BEFORE_LANDING = {"idea", "draft", "review", "final_comment", "closed"}
OPEN, CLOSED = Proposal.State.OPEN, Proposal.State.CLOSED


@dataclass(frozen=True)
class Offer:
    """One document as one proposal would have it.

    ``origin`` is the key that it has on the branch, empty where it is added.
    """

    base: str
    document: Document
    key: str
    origin: str
    origin_path: str


@dataclass
class Reading:
    """What was read of the references that moved, by their row."""

    selection: Selection
    moved: list[ProposalRef]
    comparisons: dict[int, Comparison] = field(default_factory=dict)
    offers: dict[int, list[Offer]] = field(default_factory=dict)
    problems: list[Found] = field(default_factory=list)
    made: dict[str, bytes] = field(default_factory=dict)

    def all_offers(self) -> Iterator[Offer]:
        """Yield every document that was read."""
        for offers in self.offers.values():
            yield from offers


def open_heads(repository: Repository) -> list[str]:
    """Return the commits of proposals that have not landed, as far as is known."""
    rows = Proposal.objects.filter(repository=repository, state=OPEN)
    return list(rows.values_list("head_oid", flat=True).distinct())


@transaction.atomic
def record(repository: Repository, reading: Reading, landed: set[str]) -> int:
    """Write everything that was read; return how many revisions are new.

    ``landed`` are the commits of open proposals that the branch has come to hold.
    """
    now = timezone.now()
    Repository.objects.select_for_update().get(pk=repository.pk)
    book = _Book(repository, reading, now)
    for ref in reading.moved:
        book.take(ref)
    landing.settle(repository, landed, at=now)
    refs.mark_read(reading.moved)
    relations.replace(book.stated)
    if book.lines:
        _log(repository, book)
    Repository.objects.filter(pk=repository.pk).update(
        proposals_oid=repository.head_oid
    )
    repository.proposals_oid = repository.head_oid
    return book.revisions


def _log(repository: Repository, book: "_Book") -> None:
    listing = "".join(f"{line}\n" for line in sorted(book.lines))
    body = {
        "repository": repository.name,
        "revisions": book.revisions,
        "digest": sha256_hex(listing.encode()),
    }
    subject = f"repository:{repository.name}"
    log.append("rfc.proposed", body, entry_id=new_id(), subject=subject)


class _Book:
    """The rows that proposals of one repository touch."""

    def __init__(self, repository: Repository, reading: Reading, now: datetime) -> None:
        self.repository, self.reading, self.now = repository, reading, now
        self.revisions = 0
        self.lines: list[str] = []
        self.stated: list[Rfc] = []
        self._known: dict[str, Rfc] = {}
        self._taken: set[str] = set()
        if reading.offers:
            self._known = recording.known_documents(repository, reading.selection)
            addresses.hold(repository.project_id)
            rows = Rfc.objects.filter(project=repository.project_id)
            self._taken = set(rows.values_list("slug", flat=True))
        self._proposals: dict[str, list[Proposal]] = {}
        keys = {ref.key for ref in reading.moved}
        rows_of = Proposal.objects.filter(repository=repository).select_related("rfc")
        for proposal in rows_of.select_related("revision"):
            if proposal.key in keys:
                self._proposals.setdefault(proposal.key, []).append(proposal)

    def take(self, ref: ProposalRef) -> None:
        """Bring the rows of one proposal to what its reference says."""
        comparison = self.reading.comparisons.get(ref.pk)
        mine = self._proposals.setdefault(ref.key, [])
        if not ref.oid:
            if not _has_others(ref):
                self._close(mine)
            return
        if comparison is None:
            return
        if comparison.is_landed:
            landing.adopted([p.rfc for p in mine if not p.rfc.proposed_in], at=self.now)
            return
        offers = self.reading.offers.get(ref.pk, [])
        pairs = _paired(offers, mine)
        kept = [self._put(ref, offer, proposal) for offer, proposal in pairs]
        pks = {proposal.pk for proposal in kept if proposal is not None}
        self._close([p for p in mine if p.pk not in pks])

    def _put(
        self, ref: ProposalRef, offer: Offer, proposal: Proposal | None
    ) -> Proposal | None:
        if proposal is None:
            proposal = self._new(ref, offer)
            if proposal is None:
                return None
            self._proposals[ref.key].append(proposal)
        elif proposal.state == Proposal.State.LANDED:
            return proposal
        rfc, now = proposal.rfc, offer.document.now
        if proposal.adds:
            self._state(rfc, offer)
        rfc.changed_at = self.now
        proposal.ref, proposal.head_oid = ref.name, ref.oid
        proposal.base_oid, proposal.path = offer.base, now.path
        proposal.state, proposal.settled_at = OPEN, None
        proposal.pushed_at = now.moment.committed_at
        if proposal._state.adding:  # a revision needs both of them
            rfc.save()
            proposal.rfc = rfc
            proposal.save()
        proposal.revision = self._revision(proposal, offer)
        proposal.save()
        if proposal.adds:
            rfc.current_revision = proposal.revision
            rfc.gone_at = None
            self.stated.append(rfc)
        rfc.save()
        return proposal

    def _new(self, ref: ProposalRef, offer: Offer) -> Proposal | None:
        """Return a proposal for the RFC that it is about; None if all is landed."""
        name = forges.name_of(ref.name)
        if name is None:
            return None
        rfc = self._changed(offer)
        if rfc is None and self._has_landed(offer, name.label):
            return None
        adds = rfc is None
        if rfc is None:
            rfc = Rfc(
                project_id=self.repository.project_id,
                repository=self.repository,
                proposed_in=name.label,
                slug=slugs.choose("", offer.document.now.path, self._taken),
            )
            self._taken.add(rfc.slug)
        elif self._says_it_already(rfc, offer, name.label):
            return None
        return Proposal(
            rfc=rfc,
            repository=self.repository,
            key=ref.key,
            label=name.label,
            url=forges.page(self.repository.url, name),
            adds=adds,
            opened_at=offer.document.now.moment.committed_at,
        )

    def _changed(self, offer: Offer) -> Rfc | None:
        """Return the RFC of the branch that the offer changes."""
        found = self._known.get(offer.key) or self._known.get(offer.origin)
        if found is None and offer.origin_path:
            rows = Revision.objects.filter(
                rfc__repository=self.repository, proposal=None, path=offer.origin_path
            )
            row = rows.select_related("rfc").order_by("-pk").first()
            found = row.rfc if row else None
        return found

    def _has_landed(self, offer: Offer, label: str) -> bool:
        """Whether the branch had this very text, or a commit named after it."""
        on_branch = Revision.objects.filter(
            rfc__repository=self.repository, rfc__proposed_in="", proposal=None
        )
        if on_branch.filter(blob_oid=offer.document.now.blob_oid).exists():
            return True
        if not label.startswith(("#", "!")):
            return False
        named = on_branch.filter(subject__contains=label)
        subjects = named.values_list("subject", flat=True)[:100]
        return any(label in landing.squashed(subject) for subject in subjects)

    def _says_it_already(self, rfc: Rfc, offer: Offer, label: str) -> bool:
        if len(offer.document.track.files) > 1:
            return False  # another of its files may be what changes
        moment = offer.document.now.moment
        told = Revision.objects.filter(
            rfc=rfc, proposal=None, committed_at__gte=moment.committed_at
        )
        return (
            told.filter(blob_oid=offer.document.now.blob_oid).exists()
            or any(
                label in landing.squashed(subject)
                for subject in told.values_list("subject", flat=True)
            )
        )  # fmt: skip

    def _state(self, rfc: Rfc, offer: Offer) -> None:
        """Let the row of a proposed RFC say what its proposal says."""
        document = offer.document
        recording.put_down(rfc, document, self.now)
        said = document.now
        state = said.state
        if said.status is None or state.phase not in BEFORE_LANDING:
            state = State(phase="review", holder="community")
        for axis, value in state.as_dict().items():
            setattr(rfc, axis, value)
        if said.moment.committed_at < self.now - QUIET:
            rfc.activity = "stagnant"

    def _revision(self, proposal: Proposal, offer: Offer) -> Revision:
        """Return the revision that the push made; a rebase makes none."""
        said, rfc = offer.document.now, proposal.rfc
        moment, last = said.moment, proposal.revision
        is_same = last and (last.blob_oid, last.path) == (said.blob_oid, said.path)
        if last and is_same and len(offer.document.track.files) < 2:
            return last
        found = Revision.objects.filter(rfc=rfc, commit_oid=moment.commit_oid).first()
        if found is not None:
            return found
        rfc.revision_count += 1
        revision = Revision.objects.create(
            rfc=rfc,
            index=rfc.revision_count,
            commit_oid=moment.commit_oid,
            blob_oid=said.blob_oid,
            path=said.path,
            markup=said.markup,
            title=said.title,
            status=said.status,
            author_name=moment.author_name[:300],
            author_email=moment.author_email[:300],
            subject=moment.subject[:500],
            committed_at=moment.committed_at,
            proposal=proposal,
        )
        projections.ask_for([rfc])
        self.revisions += 1
        self.lines.append(f"{said.blob_oid} {proposal.key} {said.path}")
        if proposal.adds:
            _enter_state(rfc, revision, moment.landed_at)
        return revision

    def _close(self, proposals: list[Proposal]) -> None:
        """Mark what is proposed no longer; everything said about it stays."""
        for proposal in proposals:
            if proposal.pk is None or proposal.state != OPEN:
                continue
            proposal.state, proposal.settled_at = CLOSED, self.now
            proposal.save()
            self.lines.append(f"closed {proposal.key} {proposal.path}")
            still = Proposal.objects.filter(rfc=proposal.rfc, state=OPEN)
            if proposal.rfc.proposed_in and not still.exists():
                gone = {"gone_at": self.now, "changed_at": self.now}
                Rfc.objects.filter(pk=proposal.rfc_id).update(**gone)


def _paired(
    offers: list[Offer], mine: list[Proposal]
) -> Iterator[tuple[Offer, Proposal | None]]:
    """Match documents with those that the proposal had before, moved ones too."""
    by_path = {proposal.path: proposal for proposal in mine}
    found = [(offer, by_path.pop(offer.document.now.path, None)) for offer in offers]
    lost = [p for p in by_path.values() if p.adds and p.rfc.proposed_in]
    new = [offer for offer, proposal in found if proposal is None and not offer.origin]
    for offer, proposal in found:
        moved = proposal is None and len(lost) == 1 and new == [offer]
        yield offer, lost[0] if moved else proposal


def _has_others(ref: ProposalRef) -> bool:
    """Whether other patch sets of the same change are still there."""
    rows = ProposalRef.objects.filter(repository=ref.repository_id, key=ref.key)
    return rows.exclude(oid="").exists()


def _enter_state(rfc: Rfc, revision: Revision, at: datetime) -> None:
    last = StateChange.objects.filter(rfc=rfc).order_by("pk").last()
    word = (rfc.status, rfc.phase, rfc.resolution)
    if last is not None and (last.status, last.phase, last.resolution) == word:
        return
    StateChange.objects.create(
        rfc=rfc,
        status=rfc.status,
        phase=rfc.phase,
        resolution=rfc.resolution,
        entered_at=at,
        commit_oid=revision.commit_oid,
    )
