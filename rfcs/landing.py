"""When a proposed document lands: which RFC it was until then.

A merge keeps commits, a squash keeps at most the blob, and a number given on landing
changes even the path. Asked in that order: commit, blob, the proposal's own name in
what was written about the commit or in the document, the path, the file's words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet

from mirror.models import Repository
from rfcs import slugs
from rfcs.histories import Document
from rfcs.models import Proposal, Revision, Rfc

NAMED = re.compile(r"(?<![\w&])([#!]\d{1,9})\b")
LINKED = re.compile(r"/(?:pulls?|merge_requests|\+)/(\d{1,9})\b")
SQUASHED = re.compile(r"\(([#!]\d{1,9})\)|^Merge pull request (#\d{1,9})\b")


class Waiting:
    """The RFCs of a repository that are proposed and have not landed."""

    def __init__(self, repository: Repository) -> None:
        rows = Proposal.objects.filter(repository=repository, adds=True)
        waiting = rows.exclude(rfc__proposed_in="").select_related("rfc")
        self._proposals = list(waiting.exclude(state=Proposal.State.LANDED))
        self._by_content: dict[tuple[str, str], Rfc] = {}
        self._by_blob: dict[str, Rfc] = {}
        rfcs = {proposal.rfc_id: proposal.rfc for proposal in self._proposals}
        if not rfcs:
            return
        revisions = Revision.objects.filter(
            rfc__repository=repository, proposal__in=self._proposals
        )
        told = revisions.order_by("pk").values_list("rfc", "commit_oid", "blob_oid")
        for rfc, commit, blob in told:
            self._by_content[commit, blob] = self._by_blob[blob] = rfcs[rfc]

    def claim(self, document: Document) -> Rfc | None:
        """Return the RFC that the document was, once."""
        if not self._proposals:
            return None
        found = next(self._candidates(document), None)
        if found is not None:
            self._proposals = [p for p in self._proposals if p.rfc_id != found.pk]
        return found

    def _candidates(self, document: Document) -> Iterator[Rfc]:
        waiting = {proposal.rfc_id for proposal in self._proposals}
        said = document.said
        known = [self._by_content.get((s.moment.commit_oid, s.blob_oid)) for s in said]
        known += [self._by_blob.get(s.blob_oid) for s in said]
        yield from (rfc for rfc in known if rfc is not None and rfc.pk in waiting)
        still = [p for p in self._proposals if p.state == Proposal.State.OPEN]
        yield from self._named(document, still)
        path = document.now.path
        yield from _only(p for p in still if p.path == path)
        words = _words(path)
        yield from _only(p for p in still if words and _words(p.path) == words)

    def _named(self, document: Document, still: list[Proposal]) -> Iterator[Rfc]:
        labels = set(_labels(document))
        by_label: dict[str, list[Proposal]] = defaultdict(list)
        for proposal in still:
            if proposal.label in labels:
                by_label[proposal.label].append(proposal)
        words = _words(document.now.path)
        for proposals in by_label.values():
            alike = [p for p in proposals if words and _words(p.path) == words]
            yield from _only(alike or proposals)


def _only(proposals: Iterable[Proposal]) -> Iterator[Rfc]:
    found = list(proposals)
    if len({proposal.rfc_id for proposal in found}) == 1:
        yield found[0].rfc


def _words(path: str) -> str:
    """Return the words of a file's name without its number."""
    found = slugs.LEADING_NUMBER.fullmatch(slugs.words(path))
    return found[1] if found else ""


def _labels(document: Document) -> Iterator[str]:
    for said in document.said:
        yield from NAMED.findall(said.moment.subject)
    metadata = document.metadata
    written = [*metadata.discussion, *map(str, metadata.fields.values())]
    for number in LINKED.findall(" ".join(written)[:20_000]):
        yield from (f"#{number}", f"!{number}", f"change {number}")


def adopted(rfcs: Iterable[Rfc], *, at: datetime) -> None:
    """Settle the proposals that brought RFCs which have landed now."""
    proposals = Proposal.objects.filter(rfc__in=[rfc.pk for rfc in rfcs], adds=True)
    _land(proposals, at)


def settle(repository: Repository, landed: set[str], *, at: datetime) -> int:
    """Settle open proposals whose commit, text or name is on the branch now."""
    rows = Proposal.objects.filter(repository=repository, state=Proposal.State.OPEN)
    opened = list(rows.select_related("revision"))
    on_branch = Revision.objects.filter(
        rfc__in={proposal.rfc_id for proposal in opened},
        rfc__proposed_in="",
        proposal=None,
    )
    told: dict[int, list[Revision]] = defaultdict(list)
    for revision in on_branch.only("rfc", "blob_oid", "subject", "committed_at"):
        told[revision.rfc_id].append(revision)
    over = [
        proposal.pk
        for proposal in opened
        if proposal.head_oid in landed or _is_among(told[proposal.rfc_id], proposal)
    ]
    return _land(Proposal.objects.filter(pk__in=over), at)


def _is_among(told: list[Revision], proposal: Proposal) -> bool:
    """Whether the branch has said the same since, or in the proposal's name."""
    proposed = proposal.revision
    return proposed is not None and any(
        revision.blob_oid == proposed.blob_oid
        or proposal.label in squashed(revision.subject)
        for revision in told
        if revision.committed_at >= proposed.committed_at
    )


def squashed(subject: str) -> set[str]:
    """Return the proposals that a commit's first line says it lands."""
    return {one or other for one, other in SQUASHED.findall(subject)}


def _land(proposals: "QuerySet[Proposal]", at: datetime) -> int:
    still = proposals.exclude(state=Proposal.State.LANDED)
    return still.update(state=Proposal.State.LANDED, settled_at=at)
