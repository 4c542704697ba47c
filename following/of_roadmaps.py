"""News of roadmaps: editions and milestones."""

from following import subjects
from following.news import News
from ledger.models import Entry
from roadmap.models import Edition, EditionItem, Milestone


def tracks_of(kind: str, key: str) -> set[str]:
    """Return the tracks that a subject of a ballot is on: a milestone's own."""
    if kind != "milestone" or not key.isdecimal():
        return set()
    tracks = Milestone.objects.filter(pk=int(key)).exclude(track=None)
    return {
        subjects.name(subjects.TRACK, pk)
        for pk in tracks.values_list("track", flat=True)
    }


def edition(row: Entry) -> News | None:
    """Tell of a roadmap that was published, to all who follow a line of it."""
    edition = (
        Edition.objects.filter(entry_id=row.entry_id)
        .defer("json_bytes", "markdown_bytes")
        .select_related("project", "published_by")
        .first()
    )
    if edition is None or edition.published_at is None:
        return None
    about = {subjects.name(subjects.PROJECT, edition.project.slug)}
    lines = EditionItem.objects.filter(edition=edition)
    for milestone, track in lines.values_list("milestone", "milestone__track"):
        about.add(subjects.name(subjects.MILESTONE, milestone))
        if track:
            about.add(subjects.name(subjects.TRACK, track))
    return News(
        key="",
        kind="",
        title=f"{edition.project} published its roadmap {edition}",
        url=edition.get_absolute_url(),
        happened_at=edition.published_at,
        subjects=about,
        significant=True,
        project=edition.project_id,
        actor=edition.published_by,
        topic=f"edition:{edition.pk}",
        text=edition.introduction,
        html=edition.introduction_html,
    )


def of_milestone(row: Entry, key: int, says: str) -> News | None:
    """Return news of a milestone in the words of the log."""
    milestone = Milestone.objects.filter(pk=key).select_related("project").first()
    if milestone is None:
        return None
    about = {subjects.name(subjects.MILESTONE, milestone.pk)}
    about |= {subjects.name(subjects.PROJECT, milestone.project.slug)}
    return News(
        key="",
        kind="",
        title=f"{says}: {milestone}",
        url=milestone.get_absolute_url(),
        happened_at=row.created_at,
        subjects=about | tracks_of("milestone", str(key)),
        project=milestone.project_id,
        topic=f"milestone:{milestone.pk}",
    )
