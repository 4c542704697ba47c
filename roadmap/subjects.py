"""Milestones and drafts as subjects of ballots: how they stand, what follows."""

from collections.abc import Iterator

from django.urls import reverse

from core.canonical import canonical_hash
from governance import mentions, subjects
from governance.errors import UnknownSubject
from governance.mentions import Mention
from governance.models import Decision
from governance.subjects import Hooks, Outcome, Subject
from rfcs import carriers
from rfcs.carriers import Carrier, Source
from roadmap import facts, fates, readiness
from roadmap.models import Edition, EditionItem, Milestone

MILESTONE_EFFECTS = {
    "accept": "Drafts that list the milestone say that it rests on this decision.",
    "reject": "The milestone's file stays as it is; no roadmap line can rest on it.",
    "postpone": "The milestone's file stays as it is; it may be asked for again.",
}
EDITION_EFFECTS = {
    "accept": "The maintainers are asked to publish the draft as it was voted on.",
    "reject": "The draft stays a draft; the maintainers are asked to change it.",
    "postpone": "The draft stays a draft.",
}


def register() -> None:
    """Make milestones and drafts known to the ballots."""
    subjects.register(
        "milestone", Hooks(current_milestone, milestone_decided, MILESTONE_EFFECTS)
    )
    subjects.register("edition", Hooks(current_draft, draft_decided, EDITION_EFFECTS))
    mentions.register("roadmap", resting_on)
    carriers.register("milestones", Source(Milestone, carrying))


def resting_on(decision: int) -> Iterator[Mention]:
    """Yield the lines of editions and drafts that rest on a decision."""
    rows = EditionItem.objects.filter(decision=decision).order_by("edition_id", "pk")
    for item in rows.select_related("edition__project", "milestone"):
        edition = item.edition
        place = f"Roadmap {edition.year}, draft"
        if edition.state != Edition.State.DRAFT:
            place = f"Roadmap {edition}"
        yield Mention(place, item.milestone.title, edition.get_absolute_url())


def carrying(rfc: int) -> list[Carrier]:
    """Return the milestones that deliver an RFC."""
    rows = Milestone.objects.standing().filter(rfc=rfc).order_by("target_date", "key")
    columns = ("title", "project__slug", "key", "state", "target")
    return [
        Carrier(title, reverse("roadmap:milestone", args=[project, key]), state, due)
        for title, project, key, state, due in rows.values_list(*columns)
    ]


def current_milestone(key: str) -> Subject:
    """Return the milestone as its file says it now."""
    rows = Milestone.objects.listed()
    milestone = rows.filter(pk=key).first() if key.isdecimal() else None
    if milestone is None:
        raise UnknownSubject(f"There is no milestone with the key “{key}”.")
    said = facts.item_facts(EditionItem(milestone=milestone))
    return Subject(
        kind="milestone",
        key=key,
        revision=milestone.commit_oid,
        title=milestone.title,
        url=milestone.get_absolute_url(),
        project=milestone.project.slug,
        text_hash=canonical_hash(said),
        closed="The milestone's file is gone." if milestone.gone_at else "",
    )


def milestone_decided(outcome: Outcome) -> None:
    """Let lines of drafts that rest on nothing yet rest on an acceptance."""
    if outcome.disposition != Decision.Disposition.ACCEPT or not outcome.number:
        return
    decision = Decision.objects.get(
        project__slug=outcome.project, number=outcome.number
    )
    EditionItem.objects.filter(
        milestone=int(outcome.key),
        decision=None,
        edition__state=Edition.State.DRAFT,
    ).update(decision=decision)


def current_draft(key: str) -> Subject:
    """Return the edition as it would be published now."""
    rows = Edition.objects.select_related("project", "published_by")
    edition = rows.filter(pk=key).first() if key.isdecimal() else None
    if edition is None:
        raise UnknownSubject(f"There is no edition with the key “{key}”.")
    items = facts.items_of(edition)
    digest = readiness.digest_of(edition, items, fates.of(edition, items))
    is_out = edition.state == Edition.State.PUBLISHED
    return Subject(
        kind="edition",
        key=key,
        revision=digest,
        title=f"{edition.title}, {edition}",
        url=edition.get_absolute_url(),
        project=edition.project.slug,
        text_hash=digest,
        closed="The edition is published already." if is_out else "",
    )


def draft_decided(outcome: Outcome) -> None:
    """Nothing moves by itself: publishing is an act of a maintainer."""
