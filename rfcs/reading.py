"""Everything that the page of one revision shows. Reads only, in few queries."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from contributors.models import User
from governance import permissions as offices
from governance.models import Ballot, Decision
from governance.permissions import Person
from rfcs import (
    concerns,
    discussion,
    outlines,
    permissions,
    presence,
    receipts,
    stations,
    verdicts,
)
from rfcs.models import (
    Concern,
    Draft,
    Hold,
    Proposal,
    ReviewRequest,
    Revision,
    Rfc,
    StateChange,
    Text,
)
from rfcs.parts import Parts
from rfcs.surroundings import Surroundings
from rfcs.verdicts import Verdicts


class Reading:
    """One reader at one revision of one RFC."""

    def __init__(self, rfc: Rfc, revision: Revision, text: Text, user: Person) -> None:
        self.rfc, self.revision, self.text, self.user = rfc, revision, text, user
        self.is_latest = revision.pk == rfc.current_revision_id
        self.part = 1
        self.person = offices.contributor(user)
        self.maintains = bool(self.person) and bool(
            offices.can_maintain(user, rfc.project)
        )

    @cached_property
    def present(self) -> frozenset[str]:
        """Of what there is anything: the other tables are not asked."""
        return presence.of(self.rfc)

    @cached_property
    def around(self) -> Surroundings:
        """What stands around the document."""
        return Surroundings(self.rfc, self.present)

    @cached_property
    def discussion(self) -> discussion.Discussion:
        """The threads, laid on this revision's text."""
        return discussion.read(
            self.rfc,
            self.revision,
            self.text,
            person=self.person.pk if self.person else None,
            maintains=self.maintains,
        )

    @cached_property
    def repeats_title(self) -> bool:
        """Whether the text begins with the document's own title as its one top line."""
        return outlines.repeats_title(self.text.outline, self.revision.title)

    @cached_property
    def parts(self) -> Parts:
        """The text in parts, where it is a very long one."""
        return Parts(self.text.html)

    @cached_property
    def outline(self) -> list[dict[str, Any]]:
        """The headings of two levels, without the title that the page shows anyway.

        Of a text in parts, the second level is that of the part that is shown.
        """
        return outlines.shown(
            self.text.outline, self.parts, at=self.part, below_title=self.repeats_title
        )

    @property
    def threads_elsewhere(self) -> list[tuple[int, int]]:
        """The threads that stand in other parts of the text, and in which."""
        if self.parts.count == 1:
            return []
        return [
            (talk.pk, there)
            for block, talks in self.discussion.by_block.items()
            if (there := self.parts.holding(block)) != self.part
            for talk in talks
        ]

    @property
    def drafts_elsewhere(self) -> list[tuple[Draft, int]]:
        """The reader's drafts that stand in other parts of the text, and in which."""
        if self.parts.count == 1:
            return []
        return [
            (draft, there)
            for block, drafts in self.drafts_by_block.items()
            if block and (there := self.parts.holding(block)) != self.part
            for draft in drafts
        ]

    def part_of_thread(self, pk: int | None) -> int | None:
        """Return the part of the text in which a thread stands."""
        found = [part for thread, part in self.threads_elsewhere if thread == pk]
        return found[0] if found else None

    @cached_property
    def rail(self) -> list[stations.Station]:
        """Where the document stands."""
        entered: list[tuple[datetime, int, str]] = []
        if "changes" in self.present:
            changes = StateChange.objects.filter(rfc=self.rfc).order_by()
            entered = sorted(changes.values_list("entered_at", "pk", "phase"))
        return stations.rail(
            self.rfc.phase,
            self.rfc.resolution,
            [(phase, moment) for moment, _, phase in entered],
        )

    @property
    def holder(self) -> str:
        """Whose court it is in."""
        return stations.holder_of(self.rfc.phase, self.rfc.holder)

    @cached_property
    def concerns(self) -> list[Concern]:
        """Every concern, open ones first."""
        if "concerns" not in self.present:
            return []
        rows = list(Concern.objects.filter(rfc=self.rfc).order_by())
        prefetch_related_objects(
            rows, "raised_by", "settled_by", "revision", "overruled_by"
        )
        rows.sort(key=attrgetter("pk"))
        for concern in rows:
            mine = self.person is not None and concern.raised_by_id == self.person.pk
            concern.may_withdraw = mine  # type: ignore[attr-defined]
            concern.may_resolve = mine or self.maintains  # type: ignore[attr-defined]
            concern.above = self._above(concern)  # type: ignore[attr-defined]
        return sorted(rows, key=lambda concern: concern.state != Concern.State.OPEN)

    def _above(self, concern: Concern) -> list[Decision]:
        """Return the decisions by which a maintainer may overrule the concern."""
        if not self.maintains or concern.state != Concern.State.OPEN:
            return []
        above = self._decisions
        return [each for each in above if concerns.could_overrule(each, concern)]

    @cached_property
    def _decisions(self) -> list[Decision]:
        return concerns.decisions_above(self.rfc)

    @property
    def open_concerns(self) -> list[Concern]:
        """The concerns that block."""
        return [c for c in self.concerns if c.state == Concern.State.OPEN]

    @property
    def settled_concerns(self) -> list[Concern]:
        """The concerns that were resolved, withdrawn or overruled."""
        return [c for c in self.concerns if c.state != Concern.State.OPEN]

    def concern_of(self, pk: int | None) -> Concern | None:
        """Return the concern with this key, if it is one of these."""
        return next((c for c in self.concerns if c.pk == pk), None) if pk else None

    @cached_property
    def drafts(self) -> list[Draft]:
        """The reader's drafts that wait to be posted, oldest first."""
        if self.person is None:
            return []
        rows = Draft.objects.filter(rfc=self.rfc, author=self.person).order_by()
        return sorted(rows, key=attrgetter("pk"))

    @cached_property
    def drafts_by_block(self) -> dict[str, list[Draft]]:
        """The drafts beside the blocks that they are about; ``""``: on the whole."""
        found: dict[str, list[Draft]] = {}
        for draft in self.drafts:
            block: str | None = draft.block
            if draft.thread_id:
                block = self.discussion.block_of(draft.thread_id)
            here = block if block and f'id="{block}"' in self.text.html else ""
            found.setdefault(here, []).append(draft)
        return found

    def beside(self, thread: int) -> dict[str, Any]:
        """Return the threads and drafts that are shown together with a thread."""
        block = self.discussion.block_of(thread) or ""
        return {
            "talks": self.discussion.open(thread),
            "drafts": self.drafts_by_block.get(block, []),
        }

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What pull requests and their like would make of it, the newest first."""
        if not getattr(self.rfc, "takes_proposals", "") and not self.rfc.proposed_in:
            return []
        rows = Proposal.objects.filter(rfc=self.rfc).select_related("revision")
        return sorted(rows.order_by(), key=attrgetter("pushed_at", "pk"), reverse=True)

    @property
    def proposed_here(self) -> Proposal | None:
        """The proposal that wrote this very revision, while it is no head."""
        here = [p for p in self.proposals if p.pk == self.revision.proposal_id]
        still = self.rfc.proposed_in or not self.is_latest
        return here[0] if here and still else None

    @property
    def open_changes(self) -> list[Proposal]:
        """Open proposals that would change the document as it stands."""
        return [p for p in self.proposals if p.state == "open" and not p.adds]

    @cached_property
    def requests(self) -> list[ReviewRequest]:
        """Requests for a review that still wait, the first due first."""
        if "requests" not in self.present:
            return []
        rows = ReviewRequest.objects.open().filter(rfc=self.rfc)
        return list(rows.select_related("reviewer", "rotation").order_by("due_at"))

    @property
    def my_request(self) -> ReviewRequest | None:
        """The request that waits for this reader."""
        mine = self.person.pk if self.person else None
        return next((r for r in self.requests if r.reviewer_id == mine), None)

    @cached_property
    def holds(self) -> list[Hold]:
        """Who is reading now and asks for time."""
        if "holds" not in self.present:
            return []
        standing = Hold.objects.standing_at(timezone.now()).filter(rfc=self.rfc)
        return list(standing.select_related("person").order_by("until"))

    @property
    def my_hold(self) -> Hold | None:
        """The reader's own hold."""
        mine = self.person.pk if self.person else None
        return next((h for h in self.holds if h.person_id == mine), None)

    @cached_property
    def verdicts(self) -> Verdicts:
        """Reviews with their weights; only a reviewer's latest counts."""
        if "reviews" not in self.present:
            return Verdicts([], [], [])
        return verdicts.of(self.rfc)

    @property
    def reviewed_before(self) -> int:
        """Which earlier revision this reader reviewed last; 0 where none."""
        mine = [
            int(review["revision__index"])
            for review in self.verdicts.current
            if self.person and review["reviewer_id"] == self.person.pk
        ]
        return mine[0] if mine and mine[0] < self.revision.index else 0

    @cached_property
    def ballots(self) -> list[Mapping[str, object]]:
        """Ballots put on this RFC, newest first, with their decisions."""
        if "ballots" not in self.present:
            return []
        return list(
            Ballot.objects.on("rfc", str(self.rfc.pk))
            .exclude(state__in=[Ballot.State.VOID, Ballot.State.DRAFT])
            .values(
                "pk",
                "question",
                "state",
                "closes_at",
                "decision__number",
                "decision__disposition",
                "decision__decided_at",
            )
        )

    @property
    def open_ballot(self) -> Mapping[str, object] | None:
        """The ballot that takes votes now, if there is one."""
        return next((b for b in self.ballots if b["state"] in Ballot.VOTING), None)

    @property
    def may_be_put_to_the_vote(self) -> bool:
        """Whether a ballot on the latest revision is this reader's next act."""
        undecided = ("review", "final_comment", "decision", "unknown")
        return self.maintains and self.is_latest and self.rfc.phase in undecided

    @property
    def may_take_part(self) -> bool:
        """Whether the forms are of use to this reader."""
        return isinstance(self.user, User) and bool(
            permissions.can_comment(self.user, self.rfc)
        )

    def receipt(self, entry_id: str) -> dict[str, Any] | None:
        """Return what the reader just did, if it was done here."""
        return receipts.of(entry_id, self.verdicts.current, self.concerns)
