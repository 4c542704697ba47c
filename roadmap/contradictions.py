"""Where the roadmap shows work on an RFC that was never accepted."""

from collections import defaultdict
from datetime import datetime

from mirror.models import Project
from rfcs import contradictions
from rfcs.contradictions import Contradiction
from rfcs.models import Rfc
from roadmap import standing
from roadmap.models import Milestone

THOUGH_CLOSED, TOO_EARLY = "built-though-closed", "built-before-acceptance"
SHOWN = 3


def note_milestones(project: Project, *, at: datetime) -> int:
    """Compare RFCs with the milestones that build them; return how many differ."""
    rows = Milestone.objects.standing().filter(project=project, rfc__isnull=False)
    built: dict[Rfc, list[Milestone]] = defaultdict(list)
    for milestone in rows.select_related("rfc").order_by("key"):
        if milestone.rfc is not None and _is_built(milestone):
            built[milestone.rfc].append(milestone)
    found = {
        rfc.pk: contradiction
        for rfc, milestones in built.items()
        if (contradiction := _differs(rfc, milestones))
    }
    return contradictions.put(project, contradictions.BUILT, found, at=at)


def _is_built(milestone: Milestone) -> bool:
    """Whether its file calls it done, or git holds some of what it asks for."""
    return milestone.state == "done" or milestone.proof in {
        *standing.PROVEN,
        standing.PARTLY,
    }


def _differs(rfc: Rfc, milestones: list[Milestone]) -> Contradiction | None:
    names = ", ".join(milestone.key for milestone in milestones[:SHOWN])
    if len(milestones) > SHOWN:
        names += f" and {len(milestones) - SHOWN} more"
    if rfc.phase == "closed" and rfc.resolution in contradictions.REFUSED:
        word = rfc.resolution.replace("_", " ")
        sentence = f"Work on it is done or begun ({names}), though the RFC is {word}."
        return Contradiction(THOUGH_CLOSED, sentence)
    if rfc.phase in contradictions.PENDING:
        sentence = f"Work on it is done or begun ({names}), before it was accepted."
        return Contradiction(TOO_EARLY, sentence)
    return None
