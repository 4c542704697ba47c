"""Whom and what entries of the log speak of, by their names and addresses."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template

from contributors.models import Contributor
from governance.models import Ballot
from ledger.pages import Shown
from rfcs.models import Rfc
from roadmap.models import Edition, Milestone

register = template.Library()


@dataclass(frozen=True)
class Mention:
    """A thing's name and its page."""

    name: str
    url: str


Mentions = dict[str, Mention]


@register.simple_tag
def mentions(rows: Iterable[Shown]) -> Mentions:
    """Return what ``rows`` speak of: people by public id, subjects by reference.

    One query for the people and one for each kind of subject, however many rows.
    """
    shown = list(rows)
    known = _people({row.actor for row in shown if row.actor})
    keys: dict[str, set[int]] = {}
    for row in shown:
        kind, _, key = row.subject.partition(":")
        if key.isascii() and key.isdecimal():
            keys.setdefault(kind, set()).add(int(key))
    for kind, named in _NAMED.items():
        if kind in keys:
            known |= named(keys[kind])
    return known


@register.simple_tag
def mention(row: Shown) -> Mentions:
    """Return what one entry speaks of."""
    return mentions([row])


@register.filter
def of(known: Mentions, key: str) -> Mention | None:
    """Return what is known of an id or a reference."""
    return known.get(key)


def _people(ids: set[str]) -> Mentions:
    people = Contributor.objects.filter(public_id__in=ids)
    return {
        person.public_id: Mention(person.name, person.get_absolute_url())
        for person in people.only("public_id", "name")
    }


def _rfcs(keys: set[int]) -> Mentions:
    rfcs = Rfc.objects.filter(pk__in=keys).select_related("project")
    fields = ("slug", "number", "title", "project__slug")
    return {
        f"rfc:{rfc.pk}": Mention(
            f"RFC {rfc.number} {rfc.title}", rfc.get_absolute_url()
        )
        for rfc in rfcs.only(*fields)
    }


def _ballots(keys: set[int]) -> Mentions:
    ballots = Ballot.objects.filter(pk__in=keys).only("question")
    return {
        f"ballot:{ballot.pk}": Mention(ballot.question, ballot.get_absolute_url())
        for ballot in ballots
    }


def _editions(keys: set[int]) -> Mentions:
    editions = Edition.objects.filter(pk__in=keys).select_related("project")
    fields = ("year", "number", "title", "project__slug", "state")
    return {
        f"edition:{edition.pk}": Mention(
            f"Roadmap {edition}", edition.get_absolute_url()
        )
        for edition in editions.only(*fields)
    }


def _milestones(keys: set[int]) -> Mentions:
    found = Milestone.objects.filter(pk__in=keys).select_related("project")
    fields = ("key", "title", "project__slug")
    return {
        f"milestone:{each.pk}": Mention(each.title, each.get_absolute_url())
        for each in found.only(*fields)
    }


_NAMED = {
    "rfc": _rfcs,
    "ballot": _ballots,
    "edition": _editions,
    "milestone": _milestones,
}
