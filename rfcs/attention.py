"""Keep on every RFC whose action it is now: after each act here, and by the clock.

Ballots open and texts arrive in rooms below that know nothing of this one, so the
timetable looks as well; what has not changed is not written.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from governance.models import Ballot
from rfcs import actions
from rfcs.actions import Facts
from rfcs.models import Concern, Review, ReviewRequest, Rfc, StateChange

BATCH = 500
Moments = dict[int, datetime]


def refresh(rfc: int) -> None:
    """Bring one RFC's action up to date, in the caller's transaction."""
    _refresh(Rfc.objects.filter(pk=rfc))


@transaction.atomic
def refresh_all() -> int:
    """Bring the action of every RFC that may move up to date; return how many did."""
    resting = Q(phase__in=actions.AT_REST, action=actions.NOBODY)
    return _refresh(Rfc.objects.exclude(resting))


def _refresh(rfcs: QuerySet[Rfc]) -> int:
    rows = list(
        rfcs.order_by().values(
            "pk",
            "phase",
            "gone_at",
            "action",
            "action_since",
            "current_revision_id",
            "current_revision__committed_at",
        )
    )
    facts = _facts(rfcs, rows)
    now = timezone.now()
    changed = []
    for row in rows:
        action, since = actions.whose(facts[row["pk"]])
        if action == row["action"] and (row["action_since"] or not since):
            continue
        if since and row["action_since"] and since <= row["action_since"]:
            since = now  # an older fact holds again: since this moment
        changed.append(Rfc(pk=row["pk"], action=action, action_since=since))
    Rfc.objects.bulk_update(changed, ["action", "action_since"], batch_size=BATCH)
    return len(changed)


def _facts(rfcs: QuerySet[Rfc], rows: Sequence[Mapping[str, Any]]) -> dict[int, Facts]:
    only = {"rfc__in": rfcs.order_by().values("pk")}
    entered = _moments(StateChange, Max("entered_at"), **only)
    asked = _moments(ReviewRequest.objects.open(), Min("requested_at"), **only)
    concerns = _concerns(only)
    changes = _requested_changes(only)
    voting, counted = _ballots()
    facts = {}
    for row in rows:
        pk, newest = row["pk"], row["current_revision_id"]
        arrived = row["current_revision__committed_at"]
        raised = concerns[pk]
        facts[pk] = Facts(
            phase=row["phase"],
            gone=row["gone_at"] is not None,
            moved_at=max(filter(None, (entered.get(pk), arrived)), default=None),
            voting_at=voting.get(pk),
            counted_at=counted.get(pk),
            concern_at=min((at for on, at in raised if on == newest), default=None),
            met_at=arrived if any(on != newest for on, _ in raised) else None,
            changes_at=changes.get((pk, newest)),
            asked_at=asked.get(pk),
        )
    return facts


def _moments(rows: Any, moment: Any, **only: Any) -> Moments:
    manager = rows if isinstance(rows, QuerySet) else rows.objects
    grouped = manager.filter(**only).order_by().values_list("rfc")
    return dict(grouped.annotate(moment))


def _concerns(only: dict[str, Any]) -> dict[int, list[tuple[int, datetime]]]:
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    rows = Concern.objects.filter(state=Concern.State.OPEN, **only).order_by()
    for rfc, revision, at in rows.values_list("rfc_id", "revision_id", "raised_at"):
        found[rfc].append((revision, at))
    return found


def _requested_changes(only: dict[str, Any]) -> dict[tuple[int, int], datetime]:
    """Return since when changes are requested, by RFC and revision.

    Only a reviewer's latest verdict counts.
    """
    latest: dict[tuple[int, int], tuple[int, str, datetime]] = {}
    rows = Review.objects.filter(rfc__phase__in=actions.BY_PHASE, **only).order_by("pk")
    for rfc, reviewer, revision, verdict, at in rows.values_list(
        "rfc_id", "reviewer_id", "revision_id", "verdict", "posted_at"
    ):
        latest[rfc, reviewer] = (revision, verdict, at)
    found: dict[tuple[int, int], datetime] = {}
    for (rfc, _), (revision, verdict, at) in latest.items():
        if verdict == Review.Verdict.REQUEST_CHANGES:
            found[rfc, revision] = min(at, found.get((rfc, revision), at))
    return found


def _ballots() -> tuple[Moments, Moments]:
    """Return since when RFCs are voted on, and since when a count waits."""
    voting: Moments = {}
    counted: Moments = {}
    rows = Ballot.objects.filter(
        subject_kind="rfc", state__in=[*Ballot.VOTING, Ballot.State.CLOSED]
    ).order_by()
    for key, state, opened, closed in rows.values_list(
        "subject_key", "state", "opens_at", "closed_at"
    ):
        if key.isdecimal():
            is_open = state in Ballot.VOTING
            if moment := opened if is_open else closed:
                (voting if is_open else counted)[int(key)] = moment
    return voting, counted
