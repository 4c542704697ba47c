"""How findings, criteria and applications stand, from what was filed about them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from roadmap import rules
from roadmap.evidence.showing import Answers, Shown
from roadmap.programmes import files
from roadmap.programmes.models import (
    SETTLED,
    Application,
    Assessment,
    Audit,
    AuditFinding,
    Exhibit,
)
from roadmap.rules import Rule
from roadmap.standing import PROVEN, together

WAITING, MET, UNMET = "waiting", "met", "unmet"


def state_of(finding: AuditFinding) -> str:
    """Return the newest state of a finding; new ones are open."""
    changes = list(finding.changes.all())
    return changes[-1].state if changes else "open"


def open_findings(audit: Audit) -> list[AuditFinding]:
    """Return the findings of all reports that nothing has settled."""
    return [
        finding
        for report in audit.reports.all()
        for finding in report.findings.all()
        if state_of(finding) not in SETTLED
    ]


@dataclass(frozen=True)
class Checked:
    """One criterion of an application: how it stands, and by what."""

    criterion: dict[str, Any]
    state: str
    shown: tuple[Shown, ...] = ()
    exhibits: list[Exhibit] = field(default_factory=list)
    assessment: Assessment | None = None


def rules_of(application: Application) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of each criterion, filled in with what the applicant gave."""
    return {
        criterion["id"]: rules.read(
            files.filled(criterion["evidence"], application.values),
            lambda code, message: None,
        )
        for criterion in application.criteria.criteria
        if criterion["by"] == "rule"
    }


def checked(application: Application) -> list[Checked]:
    """Return every criterion as it stands now: five queries in all.

    A criterion with rules is met when git shows all of them; any other when the newest
    assessment says so.
    """
    stated = rules_of(application)
    project = application.criteria.project_id
    answers = Answers([project], (r for own in stated.values() for r in own))
    exhibits = _by_criterion(application.exhibits.select_related("by"))
    words = application.assessments.select_related("by").order_by("pk")
    newest = {word.criterion: word for word in words}
    return [
        _checked(
            criterion,
            tuple(answers.of(project, r) for r in stated.get(criterion["id"], ())),
            exhibits.get(criterion["id"], []),
            newest.get(criterion["id"]),
        )
        for criterion in application.criteria.criteria
    ]


def missing(application: Application) -> list[str]:
    """Return the titles of the criteria that are not met."""
    return [c.criterion["title"] for c in checked(application) if c.state != MET]


def _checked(
    criterion: dict[str, Any],
    shown: tuple[Shown, ...],
    exhibits: list[Exhibit],
    assessment: Assessment | None,
) -> Checked:
    if criterion["by"] == "rule":
        proof = together([each.state for each in shown])
        state = MET if proof in PROVEN else UNMET
    elif assessment is None:
        state = WAITING
    else:
        state = MET if assessment.is_met else UNMET
    return Checked(criterion, state, shown, exhibits, assessment)


def _by_criterion(rows: Iterable[Exhibit]) -> dict[str, list[Exhibit]]:
    found: dict[str, list[Exhibit]] = {}
    for row in rows:
        found.setdefault(row.criterion, []).append(row)
    return found
