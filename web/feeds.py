"""Atom feeds: what was proposed, put to a vote, decided and published."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from core.atom import Atom
from governance.models import Ballot, Decision
from rfcs.models import Rfc
from roadmap.models import Edition

LENGTH = 50


class _Atom(Feed):  # type: ignore[type-arg]  # no generic at run time
    """Shared manners: Atom, the newest fifty, filtered by ``?project=``."""

    feed_type = Atom
    link = "/"
    name = ""

    def get_object(self, request: Any, *args: Any, **kwargs: Any) -> str:
        """Return the project that the reader asks for, or nothing."""
        return str(request.GET.get("project", ""))[:60]

    def feed_url(self, obj: str) -> str:
        """The feed's own address, which is its id too."""
        query = f"?{urlencode({'project': obj})}" if obj else ""
        return f"{reverse(f'web:{self.name}')}{query}"

    def item_link(self, item: Any) -> str:
        """The page of the item."""
        return str(item.get_absolute_url())

    def chosen(self, rows: QuerySet[Any], project: str) -> QuerySet[Any]:
        """Return the rows of the project, with what a feed shows of them."""
        rows = rows.select_related("project")
        return (rows.filter(project__slug=project) if project else rows)[:LENGTH]


class RfcFeed(_Atom):
    """RFCs by their latest change."""

    name = "feed-rfcs"
    title = "RFCs"
    subtitle = "Proposals, the latest change first."

    def items(self, obj: str) -> QuerySet[Rfc]:
        """The latest changed."""
        return self.chosen(Rfc.objects.defer("fields").order_by("-changed_at"), obj)

    def item_title(self, item: Rfc) -> str:
        """Number and title."""
        return str(item)

    def item_description(self, item: Rfc) -> str:
        """The source's own status."""
        return f"Status: {item.status}" if item.status else f"Phase: {item.phase}"

    def item_updateddate(self, item: Rfc) -> datetime:
        """When it changed."""
        return item.changed_at


class BallotFeed(_Atom):
    """Ballots as they open."""

    name = "feed-ballots"
    title = "Ballots"
    subtitle = "Questions put to the electorate, the newest first."

    def items(self, obj: str) -> QuerySet[Ballot]:
        """The latest opened."""
        rows = Ballot.objects.filter(opens_at__isnull=False).order_by("-opens_at")
        return self.chosen(rows, obj)

    def item_title(self, item: Ballot) -> str:
        """The question."""
        return item.question

    def item_description(self, item: Ballot) -> str:
        """The deadline."""
        return f"Closes {item.closes_at:%Y-%m-%d %H:%M} UTC."

    def item_updateddate(self, item: Ballot) -> datetime | None:
        """When it closed, or opened."""
        return item.closed_at or item.opens_at


class DecisionFeed(_Atom):
    """The register of decisions."""

    name = "feed-decisions"
    title = "Decisions"
    subtitle = "What was decided, in words, the newest first."

    def items(self, obj: str) -> QuerySet[Decision]:
        """The latest decided."""
        rows = Decision.objects.prefetch_related("statements").order_by("-decided_at")
        return self.chosen(rows.select_related("ballot", "project"), obj)

    def item_title(self, item: Decision) -> str:
        """What was decided of what."""
        return f"{item.get_disposition_display()}: {item.ballot.subject_title}"

    def item_description(self, item: Decision) -> str:
        """The outcome as written, already safe HTML."""
        return item.standing_outcome_html

    def item_updateddate(self, item: Decision) -> datetime:
        """When it was decided."""
        return item.decided_at


class EditionFeed(_Atom):
    """Published roadmaps."""

    name = "feed-roadmaps"
    title = "Roadmaps"
    subtitle = "Published editions, the newest first."

    def items(self, obj: str) -> QuerySet[Edition]:
        """The latest published."""
        rows = Edition.objects.filter(state=Edition.State.PUBLISHED)
        rows = rows.defer("json_bytes", "markdown_bytes").order_by("-published_at")
        return self.chosen(rows, obj)

    def item_title(self, item: Edition) -> str:
        """The edition's title."""
        return f"{item.title} ({item})"

    def item_description(self, item: Edition) -> str:
        """Its introduction, already safe HTML."""
        return item.introduction_html

    def item_updateddate(self, item: Edition) -> datetime | None:
        """When it was published."""
        return item.published_at
