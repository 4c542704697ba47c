"""Tell what an import brought: revisions, states, milestones that moved.

Rows of one repository are written by one import at a time, so that those with a
higher key than the last told are exactly the new ones. The first time that a
repository is looked at, what is recent is written down for the feeds and told to
nobody: a mirror that is added is no news.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from contributors.mailmap import address_key
from contributors.models import Contributor, Identity
from following import news, subjects
from following.models import (
    MilestoneSeen,
    RepositoryPosition,
    Subscription,
)
from following.news import News
from following.sections import changed, sections
from mirror.models import Repository
from rfcs import texts
from rfcs.models import Revision, Rfc, StateChange
from roadmap.models import Milestone

RECENT = timedelta(days=30)
MOST_AT_FIRST = 200
MOST = 5_000


def tell_of(repository: Repository) -> int:
    """Tell everything that is new in a repository; return how many events."""
    position, is_first = RepositoryPosition.objects.get_or_create(repository=repository)
    # Texts may have to be read from git: before the transaction, not within.
    revisions = _new_revisions(repository, position, is_first)
    moved = _changed_sections(revisions)
    with transaction.atomic():
        position = RepositoryPosition.objects.select_for_update().get(pk=position.pk)
        told = [
            *_of_revisions(revisions, moved, is_first),
            *_of_states(repository, position, revisions, is_first),
            *_of_the_gone(repository, is_first),
            *_of_milestones(repository),
        ]
        events = news.tell(told)
        _advance(repository, position)
    return len(events)


def _advance(repository: Repository, position: RepositoryPosition) -> None:
    newest = Revision.objects.filter(rfc__repository=repository).order_by("-pk")
    states = StateChange.objects.filter(rfc__repository=repository).order_by("-pk")
    position.revision = newest.values_list("pk", flat=True).first() or 0
    position.state = states.values_list("pk", flat=True).first() or 0
    position.save()


def _new_revisions(
    repository: Repository, position: RepositoryPosition, is_first: bool
) -> list[Revision]:
    rows = Revision.objects.filter(
        rfc__repository=repository, pk__gt=position.revision
    ).select_related("rfc__project", "rfc__repository")
    if is_first:
        recent = rows.filter(committed_at__gte=timezone.now() - RECENT)
        return list(recent.order_by("-committed_at")[:MOST_AT_FIRST])[::-1]
    return list(rows.order_by("pk")[:MOST])


def _changed_sections(revisions: Sequence[Revision]) -> dict[int, set[str]]:
    """Return which sections each revision changed, where somebody follows one."""
    followed = Subscription.objects.standing().filter(kind=subjects.SECTION)
    rfcs = {
        subject.partition(":")[2].partition("/")[0]
        for subject in followed.values_list("subject", flat=True)
    }
    found = {}
    for revision in revisions:
        if str(revision.rfc_id) not in rfcs or revision.index < 2:
            continue
        before = Revision.objects.filter(
            rfc=revision.rfc_id, index=revision.index - 1
        ).select_related("rfc__repository")
        old = before.first()
        if old is not None:
            old_text, new_text = texts.text_of(old), texts.text_of(revision)
            found[revision.pk] = changed(
                sections(old_text.html, old_text.blocks),
                sections(new_text.html, new_text.blocks),
            )
    return found


def _of_revisions(
    revisions: Sequence[Revision], moved: dict[int, set[str]], is_quiet: bool
) -> Iterator[News]:
    authors = _authors(revision.author_email for revision in revisions)
    for revision in revisions:
        rfc, now = revision.rfc, timezone.now()
        actor = authors.get(address_key(revision.author_email))
        is_new = revision.index == 1
        page = rfc.get_absolute_url()
        changes = f"{page}diff/{revision.index - 1}..{revision.index}/"
        yield News(
            key=revision.entry_id,
            kind="rfc.new" if is_new else "rfc.revised",
            title=f"New: RFC {rfc}" if is_new else f"RFC {rfc} has a new revision",
            url=page if is_new else changes,
            happened_at=revision.committed_at,
            subjects=_about(rfc, actor)
            | {
                subjects.name(subjects.SECTION, f"{rfc.pk}/{anchor}")
                for anchor in moved.get(revision.pk, ())
            },
            significant=is_new,
            project=rfc.project_id,
            rfc=rfc.pk,
            actor=actor,
            text=f"{revision.author_name}: {revision.subject}",
            topic=subjects.name(subjects.RFC, rfc.pk),
            since=None if is_quiet else now,
            document=("rfc", rfc.pk),
        )


def _of_states(
    repository: Repository,
    position: RepositoryPosition,
    revisions: Sequence[Revision],
    is_first: bool,
) -> Iterator[News]:
    if is_first:
        return
    new = {revision.rfc_id for revision in revisions if revision.index == 1}
    rows = StateChange.objects.filter(
        rfc__repository=repository, pk__gt=position.state, decision_number=None
    ).select_related("rfc__project")
    for row in rows.exclude(rfc__in=new).order_by("pk")[:MOST]:
        rfc, stated = row.rfc, row.status or row.phase.replace("_", " ")
        yield News(
            key=f"state:{row.pk}",
            kind="rfc.state",
            title=f"RFC {rfc} is now: {stated[:80]}",
            url=rfc.get_absolute_url(),
            happened_at=row.entered_at,
            subjects=_about(rfc),
            significant=True,
            project=rfc.project_id,
            rfc=rfc.pk,
            topic=subjects.name(subjects.RFC, rfc.pk),
            since=timezone.now(),
        )


def _of_the_gone(repository: Repository, is_first: bool) -> Iterator[News]:
    if is_first:
        return
    since = timezone.now() - RECENT
    rows = Rfc.objects.filter(repository=repository, gone_at__gte=since)
    for rfc in rows.select_related("project")[:MOST]:
        assert rfc.gone_at is not None
        yield News(
            key=f"gone:{rfc.pk}:{rfc.gone_at:%Y%m%d%H%M%S}",
            kind="rfc.gone",
            title=f"RFC {rfc} was removed from its repository",
            url=rfc.get_absolute_url(),
            happened_at=rfc.gone_at,
            subjects=_about(rfc),
            significant=True,
            project=rfc.project_id,
            rfc=rfc.pk,
            topic=subjects.name(subjects.RFC, rfc.pk),
            since=timezone.now(),
        )


def _about(rfc: Rfc, actor: Contributor | None = None) -> set[str]:
    about = subjects.of_rfc(rfc)
    if actor is not None:
        about.add(subjects.name(subjects.PERSON, actor.public_id))
    return about


def _authors(addresses: Iterable[str]) -> dict[str, Contributor]:
    """Return the people behind addresses that somebody has verified."""
    keys = {address_key(address) for address in addresses}
    rows = Identity.objects.filter(email__in=keys, verified_at__isnull=False)
    rows = rows.exclude(contributor=None).select_related("contributor")
    return {row.email: row.contributor for row in rows if row.contributor}


def _of_milestones(repository: Repository) -> list[News]:
    seen = {
        row.milestone_id: row
        for row in MilestoneSeen.objects.filter(milestone__repository=repository)
    }
    is_first = not seen
    rows = Milestone.objects.filter(repository=repository)
    told: list[News] = []
    stale: list[MilestoneSeen] = []
    fresh: list[MilestoneSeen] = []
    for milestone in rows.select_related("project").order_by("pk"):
        last = seen.get(milestone.pk) or MilestoneSeen(milestone=milestone)
        words = _moved(last, milestone)
        if not words:
            continue
        if not is_first:
            told.append(_of_milestone(milestone, words))
        last.state, last.target = milestone.state, milestone.target
        last.confidence, last.blob_oid = milestone.confidence, milestone.blob_oid
        last.is_gone = milestone.gone_at is not None
        (stale if last.pk else fresh).append(last)
    MilestoneSeen.objects.bulk_create(fresh, batch_size=500)
    MilestoneSeen.objects.bulk_update(stale, _REMEMBERED, batch_size=200)
    return told


_REMEMBERED = ("state", "target", "confidence", "blob_oid", "is_gone")


def _moved(last: MilestoneSeen, now: Milestone) -> list[str]:
    """Return in words what changed since it was last told; empty where nothing."""
    if not last.pk:
        return ["It is new on the roadmap."]
    words = []
    if last.is_gone != (now.gone_at is not None):
        words.append("It was taken off." if now.gone_at else "It is back.")
    if last.state != now.state:
        words.append(f"Its state was {last.state} and is {now.state}.")
    if last.target != now.target:
        was, target = last.target or "open", now.target or "open"
        words.append(f"Its target was {was} and is {target}.")
    if last.confidence != now.confidence:
        was, sure = last.confidence or "unsaid", now.confidence or "unsaid"
        words.append(f"Its confidence was {was} and is {sure}.")
    if not words and last.blob_oid != now.blob_oid:
        words.append("Its text changed.")
    return words


def _of_milestone(milestone: Milestone, words: Sequence[str]) -> News:
    about = {
        subjects.name(subjects.MILESTONE, milestone.pk),
        subjects.name(subjects.PROJECT, milestone.project.slug),
    }
    if milestone.track_id:
        about.add(subjects.name(subjects.TRACK, milestone.track_id))
    now = timezone.now()
    stamp = f"{milestone.commit_oid[:40]}:{milestone.gone_at is not None}"
    return News(
        key=f"milestone:{milestone.pk}:{stamp}",
        kind="milestone.changed",
        title=f"Milestone “{milestone}” of {milestone.project} changed",
        url=milestone.get_absolute_url(),
        happened_at=milestone.committed_at or now,
        subjects=about,
        significant=words != ["Its text changed."],
        project=milestone.project_id,
        text=" ".join(words),
        topic=subjects.name(subjects.MILESTONE, milestone.pk),
        since=now,
        document=("milestone", milestone.pk),
    )
