"""Atom for each subject: what happened to it, the newest first."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from core.atom import Atom
from following import subjects
from following.models import Event
from following.subjects import Subject
from search import finding
from search.models import Document
from search.query import read

LENGTH = 50
SHOWN_TEXT = 2_000


class SubjectFeed(Feed):  # type: ignore[type-arg]  # no generic at run time
    """What happened to an RFC, a section, a project, a track, an item or a person."""

    feed_type = Atom

    def get_object(self, request: HttpRequest, kind: str, key: str) -> Any:
        """Find the subject, and whether only what matters is wanted."""
        if kind not in subjects.PUBLIC:
            raise Http404("No feed of this kind.")
        return subjects.find(kind, key), request.GET.get("significant") == "1"

    def title(self, obj: tuple[Subject, bool]) -> str:
        """What is followed."""
        return obj[0].title

    def link(self, obj: tuple[Subject, bool]) -> str:
        """Its page."""
        return obj[0].url

    def feed_url(self, obj: tuple[Subject, bool]) -> str:
        """The feed's own address, which is its id too."""
        kind, _, key = obj[0].name.partition(":")
        where = reverse("following:feed", args=[kind, key])
        return f"{where}?significant=1" if obj[1] else where

    def subtitle(self, obj: tuple[Subject, bool]) -> str:
        """How much of it."""
        return "What matters." if obj[1] else "Everything that happens to it."

    def items(self, obj: tuple[Subject, bool]) -> QuerySet[Event]:
        """The latest events."""
        rows = Event.objects.filter(subjects__subject=obj[0].name)
        if obj[1]:
            rows = rows.filter(significant=True)
        return rows.select_related("actor").order_by("-happened_at", "-pk")[:LENGTH]

    def item_title(self, item: Event) -> str:
        """What happened."""
        return item.title

    def item_description(self, item: Event) -> str:
        """Its words, already safe HTML."""
        return item.html or item.text[:SHOWN_TEXT]

    def item_link(self, item: Event) -> str:
        """The page that shows it."""
        return item.url

    def item_guid(self, item: Event) -> str:
        """The event's own name, which never changes."""
        return f"urn:althing:event:{item.key}"

    def item_author_name(self, item: Event) -> str | None:
        """Who did it."""
        return item.actor.name if item.actor else None

    def item_updateddate(self, item: Event) -> datetime:
        """When it happened."""
        return item.happened_at

    def item_categories(self, item: Event) -> list[str]:
        """The kind of event."""
        return [item.kind]


class SearchFeed(Feed):  # type: ignore[type-arg]  # no generic at run time
    """The newest texts that a search finds."""

    feed_type = Atom
    subtitle = "The newest first."

    def get_object(self, request: HttpRequest) -> Subject:
        """Find what is searched for."""
        return subjects.find(subjects.SEARCH, request.GET.urlencode())

    def title(self, obj: Subject) -> str:
        """What is searched for."""
        return obj.title[:1].upper() + obj.title[1:]

    def feed_url(self, obj: Subject) -> str:
        """The feed's own address, which is its id too."""
        return f"{reverse('following:feed-search')}?{obj.query}"

    def link(self, obj: Subject) -> str:
        """The search page."""
        return obj.url

    def items(self, obj: Subject) -> list[Document]:
        """The newest of what fits."""
        fitting = finding.matching(read(obj.query)).order_by("-happened_at", "-pk")
        return list(fitting[:LENGTH])

    def item_title(self, item: Document) -> str:
        """Its title."""
        return f"{item.get_kind_display()}: {item.title}"

    def item_description(self, item: Document) -> str:
        """Its first words."""
        return item.body[:600]

    def item_link(self, item: Document) -> str:
        """Its page."""
        return item.url

    def item_guid(self, item: Document) -> str:
        """The document's name."""
        return f"urn:althing:{item.kind}:{item.key}"

    def item_updateddate(self, item: Document) -> datetime:
        """When it was written."""
        return item.happened_at
