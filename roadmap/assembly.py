"""Put the first lines of a draft together: what is due, carried over and decided."""

from collections.abc import Iterable, Sequence

from django.db.models import Max, Q

from governance.models import Ballot, Decision
from roadmap import succession
from roadmap.models import Edition, EditionItem, Milestone

_ENDED = {"done", "dropped"}


def first_lines(edition: Edition) -> list[EditionItem]:
    """Return unsaved lines for a new draft, grouped by track, soonest first."""
    before = Edition.objects.before(edition).without_bytes().first()
    earlier = list(before.items.with_grounds()) if before else []
    amends = before is not None and before.year == edition.year
    kept = earlier if amends else [i for i in earlier if not _has_ended(i)]
    rows = Milestone.objects.due_in(edition.year).filter(project=edition.project_id)
    due = {milestone.key: milestone for milestone in rows.listed()}
    known = {item.milestone.key: item for item in kept}
    heirs = {} if amends else succession.heirs(known, due)
    going_on = {k: i.milestone for k, i in known.items() if k not in heirs}
    fresh = lines(edition, sorted((going_on | due).values(), key=_order))
    for line in fresh:
        if line.milestone.key in known:
            _carry(known[line.milestone.key], line, amends)
    _count_on(fresh, {known[old]: heir for old, heir in heirs.items()})
    return fresh


def lines(edition: Edition, milestones: Sequence[Milestone]) -> list[EditionItem]:
    """Return unsaved lines after the last one, each with the decision it rests on."""
    last = edition.items.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    decided = acceptances(milestones)
    return [
        EditionItem(
            edition=edition,
            milestone=milestone,
            position=position,
            decision=decided.get(milestone.pk),
        )
        for position, milestone in enumerate(milestones, start=first)
    ]


def acceptances(milestones: Iterable[Milestone]) -> dict[int, Decision]:
    """Return the newest decision that accepted each milestone, or else its RFC."""
    known = list(milestones)
    own = [str(m.pk) for m in known]
    rfcs = {str(m.rfc_id) for m in known if m.rfc_id}
    accepted = Decision.objects.filter(
        Q(ballot__subject_kind="milestone", ballot__subject_key__in=own)
        | Q(ballot__subject_kind="rfc", ballot__subject_key__in=rfcs),
        disposition=Decision.Disposition.ACCEPT,
    ).exclude(ballot__state=Ballot.State.VOID)
    newest: dict[tuple[str, str], Decision] = {}
    for decision in accepted.select_related("ballot").order_by("decided_at", "pk"):
        ballot = decision.ballot
        newest[ballot.subject_kind, ballot.subject_key] = decision
    found = {
        m.pk: newest.get(("milestone", str(m.pk))) or newest.get(("rfc", str(m.rfc_id)))
        for m in known
    }
    return {pk: decision for pk, decision in found.items() if decision}


def _carry(old: EditionItem, new: EditionItem, amends: bool) -> None:
    new.carried = old.carried if amends else old.carried + 1
    new.note = old.note if amends else ""
    decision = old.decision
    if new.decision is None and decision and decision.ballot.state != Ballot.State.VOID:
        new.decision = decision


def _count_on(fresh: list[EditionItem], heirs: dict[EditionItem, str]) -> None:
    """Let a line that takes up an earlier one go on counting where that one was."""
    for old, heir in heirs.items():
        for line in fresh:
            if line.milestone.key == heir:
                line.carried = max(line.carried, old.carried + 1)


def _has_ended(item: EditionItem) -> bool:
    return item.milestone.state in _ENDED


def _order(milestone: Milestone) -> tuple[int, str, str, str]:
    track = milestone.track
    return (
        track.position if track else 1_000_000,
        track.slug if track else "",
        milestone.target_date.isoformat() if milestone.target_date else "9999",
        milestone.key,
    )
