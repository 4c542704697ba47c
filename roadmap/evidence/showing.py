"""Rules and their evidence as pages and the API show them: few queries for many."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from ledger import log
from roadmap import standing
from roadmap.evidence.gathering import resolved
from roadmap.evidence.models import Check, Loss, Scan
from roadmap.models import Milestone
from roadmap.rules import Rule

MOST_NAMED = 500
"""Beyond that, all checks of the projects are read in place of those named."""


@dataclass(frozen=True)
class Shown:
    """One rule, how it stands, and where its evidence is."""

    rule: Rule
    state: str
    check: Check | None = None
    index: int | None = None
    loss: Loss | None = None
    looked_at: datetime | None = None
    named: tuple[tuple[str, Milestone | None, str], ...] = ()


class Answers:
    """What is known of the rules of some projects: three queries in all."""

    def __init__(self, projects: Collection[int], rules: Iterable[Rule]) -> None:
        hashes = {rule.hash() for rule in rules if rule.is_git}
        rows = Check.objects.filter(project__in=projects)
        if len(hashes) <= MOST_NAMED:
            rows = rows.filter(rule_hash__in=hashes)
        related = rows.select_related("evidence__loss", "evidence__repository")
        self._checks = {(row.project_id, row.rule_hash): row for row in related}
        evidence = [row.evidence for row in self._checks.values() if row.evidence]
        self._indices = log.indices(row.entry_id for row in evidence)
        scans = Scan.objects.filter(repository__project__in=projects)
        self._scans = {scan.repository_id: scan for scan in scans}
        self._now = timezone.now()

    def of(self, project: int, rule: Rule) -> Shown:
        """Return one rule as it stands now; what nobody looks at grows stale."""
        check = self._checks.get((project, rule.hash()))
        if check is None:
            return Shown(rule, Check.State.OPEN)
        scan = self._scans.get(check.repository_id or 0)
        state = str(check.state)
        if state == Check.State.FRESH and (scan is None or scan.is_old(self._now)):
            state = Check.State.STALE
        evidence = check.evidence
        return Shown(
            rule,
            state,
            check,
            self._indices.get(evidence.entry_id) if evidence else None,
            getattr(evidence, "loss", None) if evidence else None,
            scan.scanned_at if scan else None,
        )


def of_milestone(milestone: Milestone) -> list[Shown]:
    """Return the rules of a milestone, each with its evidence."""
    rules = resolved(milestone.rules, milestone.repository.name)
    project = milestone.project_id
    answers = Answers([project], rules)
    names = {key for rule in rules for key in rule.milestones}
    rows = Milestone.objects.standing().filter(project=project, key__in=names)
    others = {row.key: row for row in rows.select_related("project")} if names else {}
    return [
        answers.of(project, rule) if rule.is_git else _named(rule, others)
        for rule in rules
    ]


def _named(rule: Rule, others: dict[str, Milestone]) -> Shown:
    found = ((key, others.get(key)) for key in rule.milestones)
    named = tuple((key, other, _stands(other)) for key, other in found)
    return Shown(rule, standing.together([state for *_, state in named]), named=named)


def _stands(other: Milestone | None) -> str:
    if other is None:
        return standing.OPEN
    if other.rules:
        return other.proof or standing.OPEN
    return standing.FRESH if other.said == "done" else standing.OPEN


def as_json(shown: Shown) -> dict[str, Any]:
    """Return a rule and its evidence as the API says it."""
    evidence = shown.check.evidence if shown.check else None
    return {
        "rule": shown.rule.as_json(),
        "state": shown.state,
        "repository": evidence.repository.name if evidence else None,
        "commit": evidence.commit_oid if evidence else None,
        "committed": evidence and _moment(evidence.committed_at),
        "tag": evidence.tag or None if evidence else None,
        "path": evidence.path or None if evidence else None,
        "line": evidence.line if evidence else None,
        "found": evidence and _moment(evidence.found_at),
        "entry_id": evidence.entry_id if evidence else None,
        "index": shown.index,
        "lost": _moment(shown.loss.lost_at) if shown.loss else None,
        "reason": shown.loss.reason if shown.loss else None,
    }


def _moment(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
