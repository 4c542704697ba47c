"""Where milestones or commits show work on an RFC that was never accepted."""

from collections import defaultdict
from datetime import datetime

from mirror.models import Project
from rfcs import contradictions, mentions
from rfcs.contradictions import Contradiction
from rfcs.models import Rfc
from roadmap import standing
from roadmap.models import Milestone

THOUGH_CLOSED, TOO_EARLY = "built-though-closed", "built-before-acceptance"
SHOWN = 3


def note_work(project: Project, *, at: datetime) -> int:
    """Compare RFCs with the work on them; return how many differ."""
    built: dict[Rfc, list[str]] = defaultdict(list)
    rows = Milestone.objects.standing().filter(project=project, rfc__isnull=False)
    for milestone in rows.select_related("rfc").order_by("key"):
        if milestone.rfc is not None and _is_built(milestone):
            built[milestone.rfc].append(milestone.key)
    for rfc, commits in mentions.building(project).items():
        built[rfc] += (f"commit {oid[:12]}" for oid in commits)
    found = {
        rfc.pk: contradiction
        for rfc, work in built.items()
        if (contradiction := _differs(rfc, work))
    }
    return contradictions.put(project, contradictions.BUILT, found, at=at)


def _is_built(milestone: Milestone) -> bool:
    """Whether its file calls it done, or git holds some of what it asks for."""
    return milestone.state == "done" or milestone.proof in {
        *standing.PROVEN,
        standing.PARTLY,
    }


def _differs(rfc: Rfc, work: list[str]) -> Contradiction | None:
    names = ", ".join(work[:SHOWN])
    if len(work) > SHOWN:
        names += f" and {len(work) - SHOWN} more"
    if rfc.phase == "closed" and rfc.resolution in contradictions.REFUSED:
        word = rfc.resolution.replace("_", " ")
        sentence = f"Work on it is done or begun ({names}), though the RFC is {word}."
        return Contradiction(THOUGH_CLOSED, sentence)
    if rfc.phase in contradictions.PENDING:
        sentence = f"Work on it is done or begun ({names}), before it was accepted."
        return Contradiction(TOO_EARLY, sentence)
    return None
