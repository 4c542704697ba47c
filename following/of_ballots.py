"""News of ballots: what is voted on, how it went, and what was decided."""

from following import of_roadmaps, subjects
from following.news import News
from governance import deadlines
from governance.models import Ballot, Decision
from ledger import entries
from ledger.models import Entry
from rfcs.models import Rfc

VERBS = {
    "ballot.opened": "The vote is open",
    "ballot.extended": "The vote was extended",
    "ballot.voided": "The vote was declared void",
    "tally.made": "The votes are counted",
}


def ballot(row: Entry) -> News | None:
    """Tell of a vote that opened, was extended, counted or declared void."""
    _, _, key = row.subject.partition(":")
    ballot = (
        Ballot.objects.filter(pk=int(key) if key.isdecimal() else 0)
        .select_related("project")
        .first()
    )
    if ballot is None:
        return None
    verb = VERBS.get(row.kind, entries.KINDS[row.kind].says)
    text = ""
    if row.kind in ("ballot.opened", "ballot.extended"):
        text = f"It closes on {deadlines.say(ballot.closes_at, ballot.zone)}."
    elif row.kind == "tally.made" and ballot.outcome is not None:
        text = ballot.outcome.sentence
    at = ballot.opens_at if row.kind == "ballot.opened" else None
    return News(
        key="",
        kind="",
        title=f"{verb}: {ballot.question}",
        url=ballot.get_absolute_url(),
        happened_at=at or row.created_at,
        subjects=_voted_on(ballot),
        significant=True,
        project=ballot.project_id,
        rfc=_rfc_of(ballot),
        topic=f"ballot:{ballot.pk}",
        text=text,
    )


def _voted_on(ballot: Ballot) -> set[str]:
    return {
        subjects.name(subjects.PROJECT, ballot.project.slug),
        subjects.name(ballot.subject_kind, ballot.subject_key),
        *of_roadmaps.tracks_of(ballot.subject_kind, ballot.subject_key),
    }


def _rfc_of(ballot: Ballot) -> int | None:
    is_rfc = ballot.subject_kind == "rfc" and ballot.subject_key.isdecimal()
    found = Rfc.objects.filter(pk=int(ballot.subject_key)) if is_rfc else None
    return found.values_list("pk", flat=True).first() if found is not None else None


def decision(row: Entry) -> News | None:
    """Tell of a decision."""
    decision = (
        Decision.objects.filter(entry_id=row.entry_id)
        .select_related("project", "ballot__project", "decided_by")
        .first()
    )
    if decision is None:
        return None
    said = decision.get_disposition_display()
    return News(
        key="",
        kind="",
        title=f"Decided: {said.lower()} {decision.ballot.subject_title}",
        url=decision.get_absolute_url(),
        happened_at=decision.decided_at,
        subjects=_voted_on(decision.ballot),
        significant=True,
        project=decision.project_id,
        rfc=_rfc_of(decision.ballot),
        actor=decision.decided_by,
        topic=f"ballot:{decision.ballot_id}",
        text=decision.outcome,
        html=decision.outcome_html,
        document=("decision", decision.pk),
    )
