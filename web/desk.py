"""What waits for one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Subquery

from contributors.models import Affiliation, Contributor
from governance.models import Ballot, Elector, Role, Vote
from rfcs.models import (
    Comment,
    Concern,
    Draft,
    Review,
    ReviewRequest,
    Rfc,
    Thread,
)

ENOUGH = 20
MOVING = ("draft", "review", "final_comment", "decision")
Row = Mapping[str, object]


@dataclass(frozen=True)
class Desk:
    """The page: each list is something to do; empty lists are left out."""

    to_vote: list[Ballot]
    voted: list[Ballot]
    to_decide: list[Ballot]
    asked: list[ReviewRequest]
    drafts: list[Row]
    concerns: list[Concern]
    answered: list[Row]
    stale: list[Row]
    recent: list[Row]

    @property
    def is_clear(self) -> bool:
        """Whether nothing waits."""
        return not self.count

    @property
    def count(self) -> int:
        """How many things wait."""
        ballots = len(self.to_vote) + len(self.to_decide)
        talk = len(self.concerns) + len(self.answered) + len(self.stale)
        return ballots + len(self.asked) + len(self.drafts) + talk


def of(person: Contributor, *, at: datetime) -> Desk:
    """Read the desk of ``person``; the number of queries does not grow."""
    on_roll = _open_ballots(person, at)
    return Desk(
        to_vote=[ballot for ballot in on_roll if not ballot.has_voted],  # type: ignore[attr-defined]
        voted=[ballot for ballot in on_roll if ballot.has_voted],  # type: ignore[attr-defined]
        to_decide=_to_decide(person),
        asked=_asked(person),
        drafts=_drafts(person),
        concerns=list(
            Concern.objects.filter(
                raised_by=person, state=Concern.State.OPEN
            ).select_related("rfc__project")[:ENOUGH]
        ),
        answered=_answered(person),
        stale=_stale(person),
        recent=_recent(),
    )


def affiliation_of(person: Contributor, *, at: datetime) -> Affiliation | None:
    """Return whom ``person`` has declared to work for; ``None`` while they have not."""
    standing = Affiliation.objects.on(at.astimezone(UTC).date())
    found = standing.filter(contributor=person).select_related("organisation")
    return found.order_by("-since", "-pk").first()


def _open_ballots(person: Contributor, at: datetime) -> list[Ballot]:
    mine = Elector.objects.filter(contributor=person, ballot=OuterRef("pk"))
    votes = Vote.objects.filter(elector__contributor=person, ballot=OuterRef("pk"))
    return list(
        Ballot.objects.open_at(at)
        .filter(Exists(mine))
        .annotate(has_voted=Exists(votes))
        .select_related("project")
        .defer("frozen", "tally")
        .order_by("closes_at")[:ENOUGH]
    )


def _to_decide(person: Contributor) -> list[Ballot]:
    offices = Role.objects.filter(
        contributor=person, name=Role.Name.MAINTAINER, ended_at=None
    )
    return list(
        Ballot.objects.filter(
            state=Ballot.State.CLOSED, project__in=offices.values("project")
        )
        .select_related("project")
        .defer("frozen", "tally")
        .order_by("closes_at")[:ENOUGH]
    )


def _asked(person: Contributor) -> list[ReviewRequest]:
    """Reviews that were asked of the person or promised by them, first due first."""
    rows = ReviewRequest.objects.open().filter(reviewer=person)
    return list(
        rows.select_related("rfc__project", "requested_by", "rotation").order_by(
            "due_at"
        )[:ENOUGH]
    )


def _drafts(person: Contributor) -> list[Row]:
    """RFCs on which the person began comments that are not posted, oldest first."""
    return list(
        Draft.objects.filter(author=person)
        .order_by()
        .values("rfc__slug", "rfc__number", "rfc__title", "rfc__project__slug")
        .annotate(count=Count("pk"), since=Min("changed_at"))
        .order_by("since")[:ENOUGH]
    )


def _answered(person: Contributor) -> list[Row]:
    """Open threads that the person wrote in and somebody else answered since."""
    mine = Comment.objects.filter(author=person, thread=OuterRef("pk"))
    newest = Comment.objects.filter(thread=OuterRef("pk")).order_by("-pk")
    return list(
        Thread.objects.filter(Exists(mine), resolved_at=None)
        .annotate(
            by=Subquery(newest.values("author__name")[:1]),
            author=Subquery(newest.values("author")[:1]),
            at=Subquery(newest.values("posted_at")[:1]),
        )
        .exclude(author=person.pk)
        .order_by("at")
        .values(
            "pk",
            "by",
            "at",
            "rfc__slug",
            "rfc__number",
            "rfc__title",
            "rfc__project__slug",
        )[:ENOUGH]
    )


def _stale(person: Contributor) -> list[Row]:
    """RFCs still moving whose text changed after the person's latest review."""
    return list(
        Review.objects.filter(reviewer=person, rfc__phase__in=MOVING)
        .order_by()
        .values(
            "rfc__slug",
            "rfc__number",
            "rfc__title",
            "rfc__project__slug",
            "rfc__current_revision__index",
        )
        .annotate(
            reviewed=Max("revision__index"),
            since=Max("rfc__current_revision__committed_at"),
        )
        .filter(reviewed__lt=F("rfc__current_revision__index"))
        .order_by("since", "rfc__pk")[:ENOUGH]
    )


def _recent() -> list[Row]:
    """RFCs that take reviews now, for a desk on which nothing waits."""
    return list(
        Rfc.objects.filter(phase__in=("review", "final_comment"), gone_at=None)
        .exclude(activity="stagnant")
        .order_by(F("updated").desc(nulls_last=True), "-pk")
        .values("slug", "number", "title", "updated", "project__slug", "phase")[:6]
    )
