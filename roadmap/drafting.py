"""What the drafting page shows, and the two things that it does in one step."""

from typing import Any

from django.db import transaction

from contributors.models import User
from governance.models import Ballot, Decision
from roadmap import editions, facts, fates, opinions, readiness
from roadmap.errors import UnknownMilestone
from roadmap.models import Edition, EditionItem, Fate, Milestone

OFFERED = 200


def desk(draft: Edition) -> dict[str, Any]:
    """Return the lines of a draft and what could still be added to it."""
    items = facts.items_of(draft)
    standing = Milestone.objects.standing().filter(project=draft.project_id)
    absent = standing.exclude(items__edition=draft).exclude(
        state__in=["done", "dropped"]
    )
    offered = absent.order_by("key").values_list("key", "title")
    targets = absent.exclude(target="").order_by("target").values_list("target")
    decisions = Decision.objects.filter(
        project=draft.project_id, disposition=Decision.Disposition.ACCEPT
    ).select_related("ballot")
    ready = readiness.of(draft, items)
    heard = opinions.on_milestones(draft.project, draft.year)
    for item in items:
        item.heard = heard.get(item.milestone_id)  # type: ignore[attr-defined]
    return {
        "items": items,
        "ready": ready,
        "fate_kinds": Fate.Kind.choices,
        "before": fates.before(draft),
        "ballots": list(Ballot.objects.on("edition", str(draft.pk))[:20]),
        "may_ballot": bool(items),
        "undecided": sum(item.decision is None for item in items),
        "offered": list(offered[:OFFERED]),
        "targets": [target for (target,) in targets.distinct()[:OFFERED]],
        "decisions": list(decisions[:OFFERED]),
    }


def add(draft: Edition, *, by: User, milestone: str, target: str) -> int:
    """Add one milestone by its key, or all of a target; return how many came."""
    if not milestone.strip():
        return editions.add_items_due(draft, by=by, target=target)
    found = Milestone.objects.listed().filter(
        project=draft.project_id, key=milestone.strip()
    )
    chosen = found.first()
    if chosen is None:
        raise UnknownMilestone(f"The project has no milestone “{milestone}”.")
    editions.add_item(draft, by=by, milestone=chosen)
    return 1


@transaction.atomic
def save_line(
    item: EditionItem, *, by: User, place: int, decision: Decision | None, note: str
) -> None:
    """Set place, decision and remark of a line, all or none."""
    if decision != item.decision:
        editions.link_decision(item, by=by, decision=decision)
    editions.annotate_item(item, by=by, note=note)
    editions.move_item(item, by=by, to=place - 1)
