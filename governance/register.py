"""What the register shows of decisions: their words, grounds, effect and follow-ups."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from core import clock
from governance import answers, appeals, mentions, permissions, subjects
from governance.models import Ballot, Decision, FollowUp, Statement, Vote
from governance.permissions import Person
from ledger import log


def listed() -> "QuerySet[Decision]":
    """Return decisions, newest first, with all that a line of the register shows."""
    pending = FollowUp.objects.filter(end=None).order_by("due_on", "pk")
    return (
        Decision.objects.select_related("project", "ballot", "decided_by")
        .prefetch_related(
            Prefetch("follow_ups", queryset=pending, to_attr="pending"),
            "statements",
        )
        .order_by("-decided_at", "-pk")
    )


def decision_page(decision: Decision, user: Person) -> dict[str, Any]:
    """Return everything that the page of a decision shows."""
    ballot = decision.ballot
    trail = decision_trail(decision)
    statements: list[Statement] = list(decision.statements.select_related("by"))
    follow_ups = list(
        decision.follow_ups.select_related("by", "end__by").order_by("due_on", "pk")
    )
    ids = [said.entry_id for said in statements]
    ids += [row.entry_id for row in follow_ups]
    ids += [row.end.entry_id for row in follow_ups if hasattr(row, "end")]
    return {
        "decision": decision,
        "ballot": ballot,
        "trail": trail,
        "receipt": trail[0],
        "statement": statements[-1] if statements else None,
        "earlier": [*reversed(statements[:-1])],
        "follow_ups": follow_ups,
        "entries": log.indices(ids),
        "effect": effect(decision),
        "mentions": mentions.of(decision.pk),
        "dissent": dissent(ballot),
        "may_decide": bool(permissions.can_decide(user, ballot)),
        **appeals_of(decision, user),
    }


def effect(decision: Decision) -> str:
    """Return what the decision did to its subject, in that room's words."""
    kind = decision.ballot.subject_kind
    if kind not in subjects.kinds():
        return ""
    return subjects.hooks_of(kind).effects.get(decision.disposition, "")


def decision_trail(decision: Decision) -> list[dict[str, Any]]:
    """Return the steps from the decision back to the text it is about."""
    ballot = decision.ballot
    found = log.indices(
        [
            decision.entry_id,
            ballot.tally_entry_id,
            ballot.closed_entry_id,
            ballot.opened_entry_id,
        ]
    )

    def step(kind: str, title: str, entry_id: str = "", **more: Any) -> dict[str, Any]:
        entry = found.get(entry_id)
        return {
            "kind": kind,
            "title": title,
            "entry": entry,
            "entry_id": entry_id,
            **more,
        }

    return [
        step(
            "Decision",
            f"Decision {decision.number}: {decision.get_disposition_display()}",
            decision.entry_id,
            when=decision.decided_at,
            by=decision.decided_by.name,
        ),
        step(
            "Tally",
            ballot.outcome.sentence if ballot.outcome else "Not counted",
            ballot.tally_entry_id,
            href=f"{ballot.get_absolute_url()}#count",
            when=ballot.closed_at,
        ),
        step(
            "Ballot",
            ballot.question,
            ballot.opened_entry_id,
            href=ballot.get_absolute_url(),
            when=ballot.opens_at,
        ),
        step(
            "Text",
            ballot.subject_title,
            href=ballot.subject_url,
            note=f"Revision {ballot.subject_revision[:10]}",
        ),
    ]


def dissent(ballot: Ballot) -> list[Vote]:
    """Return the latest votes against, with reasons, of a closed ballot."""
    return list(
        Vote.objects.filter(ballot=ballot, choice__in=answers.AGAINST)
        .exclude(reason="")
        .current()
        .select_related("elector__contributor", "elector__organisation")
    )


def appeals_of(decision: Decision, user: Person) -> dict[str, Any]:
    """Return the appeals against a decision, and what the reader may do."""
    ballot, ends = decision.ballot, appeals.window_ends(decision)
    if ends is None:
        return {}
    filed = list(decision.appeals.select_related("by", "ruling__by"))
    own = any(appeal.by.user_id == user.pk for appeal in filed)
    return {
        "appeals": filed,
        "appeals_until": ends,
        "may_appeal": not own
        and ballot.state in (Ballot.State.DECIDED, Ballot.State.APPEALED)
        and clock.now() < ends
        and permissions.elector_of(user, ballot) is not None,
        "may_rule": bool(
            permissions.may(user, "appeals", ballot.project, ballot.policy)
        ),
    }
