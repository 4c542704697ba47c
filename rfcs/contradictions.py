"""Where a document's own word and what became of it do not agree.

Flagged, never overwritten: each is a problem of the document, with a source of its
own, and goes once both sides say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from governance.models import Ballot, Decision
from mirror.models import Problem, Project
from rfcs import lifecycle
from rfcs.lifecycle import State
from rfcs.models import Rfc

DECIDED, BUILT = "decided", "built"
SOURCES = (DECIDED, BUILT)
GRACE = timedelta(days=14)
"""How long a document may take to say what was decided."""
OTHERWISE, UNWRITTEN = "decided-otherwise", "decision-not-in-document"
PENDING = frozenset({"idea", "draft", "review", "final_comment", "decision"})
IN_FORCE = frozenset({"accepted", "available", "released", "settled"})
REFUSED = frozenset(
    {
        *("rejected", "postponed", "withdrawn", "abandoned", "expired"),
        *("no_interest", "infeasible", "not_applicable", "joke"),
    }
)
RESTING = frozenset({"deferred", "on_hold", "parked", "inactive", "stagnant"})
DONE = {"accept": "accepted", "reject": "rejected", "postpone": "postponed"}


@dataclass(frozen=True)
class Contradiction:
    """What does not agree in one RFC: a stable word and a sentence."""

    code: str
    sentence: str


def against(disposition: str, said: State, *, since: timedelta) -> str:
    """Return the code of how a document contradicts a decision; "" if it does not."""
    pending = said.phase in PENDING
    if disposition == "accept":
        otherwise = said.phase == "closed" and said.resolution in REFUSED
    else:
        otherwise = said.phase in IN_FORCE and said.resolution != "discontinued"
        pending &= disposition == "reject" or said.activity not in RESTING
    if otherwise:
        return OTHERWISE
    return UNWRITTEN if pending and since >= GRACE else ""


def note_decisions(project: Project, *, at: datetime) -> int:
    """Compare what documents say with what was decided; return how many differ."""
    standing = Decision.objects.filter(
        project=project, ballot__subject_kind="rfc"
    ).exclude(ballot__state=Ballot.State.VOID)
    latest = {
        int(decision.ballot.subject_key): decision
        for decision in standing.select_related("ballot").order_by("decided_at")
    }
    rows = Rfc.objects.filter(pk__in=latest, proposed_in="", gone_at=None)
    found = {
        rfc.pk: contradiction
        for rfc in rows
        if (contradiction := _differs(rfc, latest[rfc.pk], at))
    }
    return put(project, DECIDED, found, at=at)


def _differs(rfc: Rfc, decision: Decision, at: datetime) -> Contradiction | None:
    said = lifecycle.derive(rfc.process, rfc.status)
    code = against(decision.disposition, said, since=at - decision.decided_at)
    if not code:
        return None
    day = decision.decided_at.strftime("%-d %B %Y")
    word = DONE[decision.disposition]
    return Contradiction(
        code,
        f"Decision {decision.number} of {day}: {word}. "
        f"The document says “{(rfc.status or '')[:80]}”.",
    )


@transaction.atomic
def put(
    project: Project, source: str, found: Mapping[int, Contradiction], *, at: datetime
) -> int:
    """Make ``found``, by RFC, all that ``source`` knows; return how many they are.

    What is known already stays as it is, with the time when it was first seen.
    """
    known = {
        (row.repository_id, row.path, row.code, row.message): row.pk
        for row in Problem.objects.filter(repository__project=project, source=source)
    }
    moved = set[tuple[int, str]]()
    new = []
    for rfc in Rfc.objects.filter(pk__in=found).select_related("current_revision"):
        which = found[rfc.pk]
        key = (rfc.repository_id, rfc.path, which.code, which.sentence)
        if known.pop(key, None) is None:
            new.append(_problem(rfc, source, which, at))
            moved.add(key[:2])
    Problem.objects.filter(pk__in=known.values()).delete()
    Problem.objects.bulk_create(new)
    moved |= {key[:2] for key in known}
    for repository, path in moved:  # answers that name them are not the same any more
        Rfc.objects.filter(repository=repository, path=path).update(changed_at=at)
    return len(found)


def forget_built(rfc: Rfc) -> None:
    """Take back what was said of work on an RFC whose state is another one now.

    Whether it disagrees with the new state is seen when all are compared again.
    """
    Problem.objects.filter(
        source=BUILT, repository=rfc.repository_id, path=rfc.path
    ).delete()


def _problem(rfc: Rfc, source: str, which: Contradiction, at: datetime) -> Problem:
    revision = rfc.current_revision
    return Problem(
        repository_id=rfc.repository_id,
        source=source,
        path=rfc.path,
        code=which.code,
        message=which.sentence,
        commit_oid=revision.commit_oid if revision else "",
        seen_at=at,
    )


def flagged() -> Exists:
    """Return the condition that an RFC contradicts itself somewhere."""
    return Exists(
        Problem.objects.filter(
            source__in=SOURCES,
            repository=OuterRef("repository"),
            path=OuterRef("path"),
        )
    )
