"""Which audits hold up a publication, and why: what their files say blocks."""

from dataclasses import dataclass
from datetime import date

from mirror.models import Project
from roadmap.programmes.models import SEVERITIES, Audit
from roadmap.programmes.standing import open_findings


@dataclass(frozen=True)
class Held:
    """One audit that is in the way: why, in a sentence, and where it is told."""

    code: str
    sentence: str
    url: str


def blockers(project: Project, *, on: date) -> list[Held]:
    """Return what of the project's audits forbids to publish on a day.

    An audit's file says whether it blocks while it is overdue, and from which severity
    on its open findings do.
    """
    rows = Audit.objects.standing().filter(project=project)
    rows = rows.select_related("project").prefetch_related("reports__findings__changes")
    found = []
    for audit in rows:
        reports = audit.reports.all()
        if audit.overdue_blocks and audit.due and audit.due < on and not reports:
            sentence = (
                f"The audit “{audit}” was due on {_day(audit.due)} and is missing."
            )
            found.append(Held("audit-overdue", sentence, audit.get_absolute_url()))
        if not audit.blocking:
            continue
        grave = SEVERITIES[: SEVERITIES.index(audit.blocking) + 1]
        standing = [f for f in open_findings(audit) if f.severity in grave]
        if standing:
            named = ", ".join(f.reference for f in standing[:20])
            sentence = f"Findings of the audit “{audit}” are open: {named}."
            found.append(Held("audit-findings", sentence, audit.get_absolute_url()))
    return found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
