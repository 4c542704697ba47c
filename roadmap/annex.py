"""What an edition says beside its lines: how it came about, and what became of all.

Carry-over, what an amendment changed, proposals not accepted or deferred, feedback,
calendar, approvals and ballot; as JSON values, so that they are frozen with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from roadmap import calls, comparison, facts, fates, occasions, opinions, publication
from roadmap.approvals import Asked
from roadmap.fates import Told
from roadmap.models import Call, Edition, EditionItem, Proposal, ProposalAnswer
from roadmap.readiness import Readiness
from roadmap.trail import moment

Annex = dict[str, Any]


def of(edition: Edition, items: Sequence[EditionItem], ready: Readiness) -> Annex:
    """Return the annex of a draft as things stand."""
    before = fates.before(edition)
    amends = before is not None and before.year == edition.year
    carried = before is not None and not amends
    proposals = calls.proposals_of(edition.project, edition.year)
    call = calls.standing(edition.project, edition.year)
    heard = opinions.on_milestones(edition.project, edition.year)
    said: Annex = publication.normalised(
        {
            "process": {
                "call": call and _call(call),
                "proposals": len(proposals),
                "feedback": {
                    item.milestone.key: heard[item.milestone_id].facts
                    for item in items
                    if item.milestone_id in heard
                },
                "approvals": _approvals(ready.asked),
                "ballot": _ballot(ready),
                "draft": ready.digest,
            },
            "carry_over": fates.facts_of(ready.told, before)
            if before and carried
            else [],
            "amendment": _amendment(before, items, ready.told)
            if before and amends
            else None,
            "not_accepted": _answered(proposals, ProposalAnswer.Outcome.NOT_ACCEPTED),
            "deferred": _answered(proposals, ProposalAnswer.Outcome.DEFERRED),
            "calendar": [
                {"day": o.day.isoformat(), "kind": o.kind, "title": o.title}
                for o in occasions.standing(edition.project, edition.year)
            ],
        }
    )
    return said


def _call(call: Call) -> Annex:
    return {
        "opens_on": call.opens_on.isoformat(),
        "closes_on": call.closes_on.isoformat(),
        "feedback_until": call.feedback_until.isoformat(),
        "text": call.text,
        "entry": call.entry_id,
    }


def _approvals(asked: Sequence[Asked]) -> list[Annex]:
    return [
        {
            "role": each.role,
            "needed": each.needed,
            "given": [
                {
                    "by": row.approver.public_id,
                    "at": moment(row.approved_at),
                    "entry": row.entry_id,
                }
                for row in each.given
            ],
        }
        for each in asked
    ]


def _ballot(ready: Readiness) -> Annex | None:
    decision = ready.decision
    if decision is None:
        return None
    return {
        "number": decision.number,
        "disposition": decision.disposition,
        "decided_at": moment(decision.decided_at),
        "entry": decision.entry_id,
        "url": decision.get_absolute_url(),
        "of_this_draft": decision.ballot.subject_revision == ready.digest,
    }


def _amendment(
    before: Edition, items: Sequence[EditionItem], told: Sequence[Told]
) -> Annex:
    """Return what an amendment changes, and why: nothing else is news."""
    known = {fate.earlier.milestone_id: fate for fate in told}
    earlier = set(before.items.values_list("milestone_id", flat=True))
    changed = [
        _change(known[item.milestone_id], facts.item_facts(item))
        for item in items
        if item.milestone_id in known
    ]
    added = [
        {
            "id": item.milestone.key,
            "title": item.milestone.title,
            "kind": "added",
            "fields": [],
            "reason": item.note or _source(item),
        }
        for item in items
        if item.milestone_id not in earlier
    ]
    left = [_left_out(fate) for fate in told if not fate.listed]
    return {"of": str(before), "changes": [*added, *changed, *left]}


def _change(fate: Told, now: Mapping[str, Any]) -> Annex:
    then = fate.earlier.facts or {}
    return {
        "id": fate.id,
        "title": now["title"],
        "kind": str(fate.kind),
        "fields": [
            {
                "name": name,
                "before": comparison.shown(then[name]),
                "after": comparison.shown(now[name]),
            }
            for name in fate.fields
        ],
        "reason": fate.reason,
    }


def _left_out(fate: Told) -> Annex:
    return {
        "id": fate.id,
        "title": fate.title,
        "kind": str(fate.kind),
        "fields": [],
        "reason": fate.reason,
    }


def _source(item: EditionItem) -> str:
    milestone = item.milestone
    return f"Its file says so at commit {milestone.commit_oid[:12]}."


def _answered(proposals: Sequence[Proposal], outcome: str) -> list[Annex]:
    answers = calls.newest_answers(proposals)
    return [
        {
            "title": proposal.title,
            "reason": row.reason,
            "reconsider_on": row.reconsider_on and row.reconsider_on.isoformat(),
            "proposed": proposal.entry_id,
            "answered": row.entry_id,
        }
        for proposal in proposals
        if (row := answers.get(proposal.pk)) and row.outcome == outcome
    ]
