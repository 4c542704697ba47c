"""Editions: draft a year's roadmap, edit its lines, publish it once and for ever."""

from datetime import MINYEAR

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core import markup
from core.results import require
from core.text import clean
from governance import permissions
from governance.models import Ballot, Decision
from ledger import log
from mirror.models import Project
from roadmap import assembly, facts, freezing, publication, readiness
from roadmap.drafts import cleaned, locked
from roadmap.errors import (
    DecisionDoesNotBear,
    DraftExists,
    InvalidEdition,
    ItemExists,
    NothingToPublish,
    NotReady,
)
from roadmap.models import Edition, EditionItem, Milestone

MAX_TEXT = 50_000
MAX_NOTE = 5_000
LATEST_YEAR = 2199


@transaction.atomic
def draft_edition(project: Project, *, year: int, by: User) -> Edition:
    """Begin the year's next edition with the milestones due in that year.

    An amendment starts from the lines of the edition that it amends; a new year
    carries over what the last one left unfinished.
    """
    require(permissions.can_maintain(by, project))
    if not MINYEAR + 1969 <= year <= LATEST_YEAR:
        raise InvalidEdition(f"{year} is not a year that a roadmap can be for.")
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                project=project,
                year=year,
                number=_next_number(project, year),
                title=f"{project.name} roadmap {year}",
                drafted_by=accounts.contributor_of(by),
                drafted_at=timezone.now(),
            )
    except IntegrityError:
        raise DraftExists(f"A draft for {year} exists already.") from None
    EditionItem.objects.bulk_create(assembly.first_lines(edition))
    return edition


@transaction.atomic
def describe(edition: Edition, *, by: User, title: str, introduction: str) -> Edition:
    """Set the title and the introduction (Markdown) of a draft."""
    edition = locked(edition, by)
    title = " ".join(clean(title).split())
    if not title or len(title) > 200:
        raise InvalidEdition("Give the edition a title of at most 200 characters.")
    edition.title = title
    edition.introduction = cleaned(introduction, MAX_TEXT, "The introduction")
    edition.introduction_html = markup.render_comment(edition.introduction)
    edition.save(update_fields=["title", "introduction", "introduction_html"])
    return edition


@transaction.atomic
def add_item(
    edition: Edition, *, by: User, milestone: Milestone, note: str = ""
) -> EditionItem:
    """Put a milestone at the end of a draft."""
    edition = locked(edition, by)
    if milestone.project_id != edition.project_id:
        raise InvalidEdition(f"“{milestone}” belongs to another project.")
    if edition.items.filter(milestone=milestone).exists():
        raise ItemExists(f"“{milestone}” is in the draft already.")
    (item,) = assembly.lines(edition, [milestone])
    item.note = cleaned(note, MAX_NOTE, "The remark")
    item.save()
    return item


@transaction.atomic
def add_items_due(edition: Edition, *, by: User, target: str) -> int:
    """Put every milestone with this target at the end; return how many came."""
    edition = locked(edition, by)
    wanted = Milestone.objects.standing().filter(
        project=edition.project_id, target=target.strip()
    )
    fresh = wanted.exclude(items__edition=edition).listed()
    lines = assembly.lines(edition, list(fresh)) if target.strip() else []
    EditionItem.objects.bulk_create(lines)
    return len(lines)


@transaction.atomic
def remove_item(item: EditionItem, *, by: User) -> None:
    """Take a line out of a draft; its milestone stays where it is."""
    locked(item.edition, by)
    EditionItem.objects.filter(pk=item.pk).delete()


@transaction.atomic
def move_item(item: EditionItem, *, by: User, to: int) -> None:
    """Put a line at position ``to`` (the first is 0) and shift the others."""
    edition = locked(item.edition, by)
    rows = list(edition.items.order_by("position", "pk"))
    order = [row for row in rows if row.pk != item.pk]
    order.insert(max(0, min(to, len(order))), item)
    for position, row in enumerate(order):
        row.position = position
    EditionItem.objects.bulk_update(order, ["position"])


@transaction.atomic
def annotate_item(item: EditionItem, *, by: User, note: str) -> EditionItem:
    """Set the maintainers' remark on a line of a draft."""
    locked(item.edition, by)
    item.note = cleaned(note, MAX_NOTE, "The remark")
    item.save(update_fields=["note"])
    return item


@transaction.atomic
def link_decision(
    item: EditionItem, *, by: User, decision: Decision | None
) -> EditionItem:
    """Say which decision a line rests on; ``None`` takes the link away."""
    locked(item.edition, by)
    if decision is not None:
        _require_bearing(item, decision)
    item.decision = decision
    item.save(update_fields=["decision"])
    return item


@transaction.atomic
def publish(edition: Edition, *, by: User) -> Edition:
    """Freeze the draft, its bytes, its trails and the fates, and log their hashes.

    Raises ``EditionPublished`` for whoever comes second, and ``NotReady``, which
    names everything that is in the way.
    """
    edition = locked(edition, by)
    items = facts.items_of(edition)
    if not items:
        raise NothingToPublish("The draft has no lines yet: add a milestone first.")
    for item in items:
        if item.decision:
            _require_bearing(item, item.decision)
    ready = readiness.of(edition, items)
    _require_ready(edition, ready.blockers)
    edition.number = _next_number(edition.project, edition.year)
    edition.published_at = timezone.now().replace(microsecond=0)
    edition.published_by = accounts.contributor_of(by)
    document = freezing.freeze(edition, items, ready)
    edition.state = Edition.State.PUBLISHED
    edition.save()
    log.append(
        "roadmap.published",
        freezing.ledger_body(edition, document),
        entry_id=edition.entry_id,
        subject=f"edition:{edition.pk}",
        actor=edition.published_by.public_id,
    )
    return edition


def written_again(edition: Edition) -> tuple[bytes, bytes]:
    """Return JSON and Markdown of a published edition, from its frozen facts."""
    document = facts.frozen(edition, facts.published_items(edition))
    return publication.json_bytes(document), publication.markdown_bytes(document)


def _require_ready(edition: Edition, blockers: list[readiness.Blocker]) -> None:
    if blockers:
        told = " ".join(blocker.sentence for blocker in blockers)
        raise NotReady(f"Edition {edition} cannot be published yet. {told}")


def _next_number(project: Project, year: int) -> int:
    published = Edition.objects.published().filter(project=project, year=year)
    last = published.aggregate(last=Max("number"))["last"]
    return 0 if last is None else int(last) + 1


def _require_bearing(item: EditionItem, decision: Decision) -> None:
    if decision.project_id != item.milestone.project_id:
        raise DecisionDoesNotBear(f"{decision} is another project's.")
    if decision.disposition != Decision.Disposition.ACCEPT:
        raise DecisionDoesNotBear(
            f"{decision} did not accept: a roadmap line rests on an acceptance."
        )
    if decision.ballot.state == Ballot.State.VOID:
        raise DecisionDoesNotBear(
            f"The ballot of {decision} was declared void; “{item.milestone}” cannot "
            "rest on it."
        )
