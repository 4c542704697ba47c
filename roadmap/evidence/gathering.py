"""Check the rules of a project and write down what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from urllib.parse import quote

from django.db import transaction
from django.utils import timezone

from core.canonical import sha256_hex
from core.ids import new_id
from ledger import log
from mirror import problems
from mirror.errors import NotMirrored
from mirror.models import Project, Repository
from roadmap import standing
from roadmap.evidence import looking
from roadmap.evidence.looking import Answer, Look
from roadmap.evidence.models import (
    STALE_AFTER,
    Check,
    Claim,
    Evidence,
    Loss,
    Matrix,
    Scan,
    TrailerCommit,
)
from roadmap.models import Milestone
from roadmap.rules import Rule

SOURCE = "evidence"
NO_REPOSITORY = "no-repository"


@dataclass
class Report:
    """What a check found and changed."""

    rules: int = 0
    found: int = 0
    lost: int = 0
    milestones: int = 0
    seconds: float = 0.0


@dataclass
class _Wanted:
    """Every rule of a project that git answers, and the milestones that have some."""

    rules: dict[str, Rule] = field(default_factory=dict)
    milestones: dict[str, Milestone] = field(default_factory=dict)
    stated: dict[str, list[Rule]] = field(default_factory=dict)

    def add(self, stated: Iterable[Rule]) -> None:
        self.rules |= {rule.hash(): rule for rule in stated if rule.is_git}


def check(project: Project) -> Report:
    """Ask every repository what is new, and let the milestones follow.

    Reads git first and writes afterwards in one transaction. Asked again with nothing
    new, it writes only when the look was.
    """
    started = monotonic()
    report = Report()
    wanted = _wanted(project)
    mirrored = {r.name: r for r in Repository.objects.filter(project=project)}
    rows = Check.objects.filter(project=project).select_related("evidence")
    checks = {row.rule_hash: row for row in rows}
    looks = []
    for name in sorted(looking.names(wanted.rules.values())):
        own = [rule for rule in wanted.rules.values() if rule.repository == name]
        repository = mirrored.get(name)
        if repository is not None and repository.head_oid:
            try:
                looks.append(looking.look(repository, own, checks))
            except NotMirrored:
                continue
    _write(project, wanted, looks, report)
    report.rules = len(wanted.rules)
    report.seconds = round(monotonic() - started, 3)
    return report


def resolved(stated: Iterable[Mapping[str, object]], home: str) -> list[Rule]:
    """Return rules with the repository that is meant where none is named."""
    found = (Rule.from_json(rule) for rule in stated)
    return [
        replace(rule, repository=rule.repository or home) if rule.is_git else rule
        for rule in found
    ]


def _wanted(project: Project) -> _Wanted:
    wanted = _Wanted()
    rows = Milestone.objects.standing().filter(project=project)
    for row in rows.select_related("repository").order_by("pk"):
        wanted.milestones[row.key] = row
        wanted.stated[row.key] = resolved(row.rules, row.repository.name)
        wanted.add(wanted.stated[row.key])
    matrices = Matrix.objects.standing().filter(project=project)
    for matrix in matrices.select_related("repository"):
        for cell in matrix.cells:
            wanted.add(resolved(cell["rules"], matrix.repository.name))
    claims = Claim.objects.filter(project=project).values_list("rule", flat=True)
    wanted.add(resolved(claims, ""))
    return wanted


@transaction.atomic
def _write(
    project: Project, wanted: _Wanted, looks: list[Look], report: Report
) -> None:
    Project.objects.select_for_update().get(pk=project.pk)
    now = timezone.now()
    rows = Check.objects.filter(project=project).select_related("evidence")
    checks = {row.rule_hash: row for row in rows}
    by_name = {look.repository.name: look for look in looks}
    repositories = {r.name: r for r in Repository.objects.filter(project=project)}
    new: list[Check] = []
    changed: list[Check] = []
    for key, rule in wanted.rules.items():
        look = by_name.get(rule.repository)
        answer = look.answers.get(key) if look else None
        row = checks.get(key)
        is_new = row is None
        if row is None:
            row = Check(
                project=project, rule_hash=key, rule=rule.as_json(), changed_at=now
            )
            checks[key] = row
        before = (row.state, row.trouble, row.evidence_id, row.repository_id)
        row.repository = repositories.get(rule.repository)
        _apply(row, answer, look, now, report)
        _age(row, now)
        if is_new:
            new.append(row)
        elif before != (row.state, row.trouble, row.evidence_id, row.repository_id):
            row.changed_at = now
            changed.append(row)
    Check.objects.bulk_create(new, batch_size=500)
    Check.objects.bulk_update(
        changed,
        ["state", "trouble", "evidence", "repository", "changed_at"],
        batch_size=200,
    )
    for look in looks:
        _remember(look, now)
    _follow(project, wanted, checks, report)


def _apply(
    row: Check, answer: Answer | None, look: Look | None, now: datetime, report: Report
) -> None:
    """Change a check as the look says; nothing where the look says nothing."""
    if look is None:
        if row.evidence is None:
            row.trouble = NO_REPOSITORY
        return
    if answer is None:
        row.trouble = "" if row.trouble == NO_REPOSITORY else row.trouble
        return
    row.trouble = answer.trouble
    if answer.lost and row.evidence and not hasattr(row.evidence, "loss"):
        _lose(row.evidence, answer.lost, now)
        row.state = Check.State.CONTRADICTED
        report.lost += 1
    stands = row.state in {Check.State.FRESH, Check.State.STALE}
    if answer.found and not (stands and row.evidence):  # another look may be faster
        row.evidence = _found(row, answer, look.repository, now)
        row.state = Check.State.FRESH
        report.found += 1


def _found(
    row: Check, answer: Answer, repository: Repository, now: datetime
) -> Evidence:
    found = answer.found
    if found is None:
        raise ValueError("nothing was found")
    evidence = Evidence.objects.create(
        project=row.project,
        repository=repository,
        rule_hash=row.rule_hash,
        rule=row.rule,
        commit_oid=found.commit,
        committed_at=found.at,
        tag=found.tag,
        tag_oid=found.tag_oid,
        path=found.path[:1000],
        line=found.line,
        found_at=now,
    )
    body = {
        "rule": row.rule_hash,
        "kind": row.rule["kind"],
        "repository": repository.name,
        "commit": found.commit,
    }
    if found.at:
        body["committed"] = f"{found.at:%Y-%m-%dT%H:%M:%SZ}"
    if found.tag:
        body["tag"] = _token(found.tag)
    if found.path:
        body["path"] = sha256_hex(found.path.encode())
    _log("evidence.found", body, evidence.entry_id, row)
    return evidence


def _lose(evidence: Evidence, reason: str, now: datetime) -> None:
    loss = Loss.objects.create(
        evidence=evidence, reason=reason, lost_at=now, entry_id=new_id()
    )
    body = {
        "rule": evidence.rule_hash,
        "found": evidence.entry_id,
        "reason": reason,
    }
    log.append(
        "evidence.lost",
        body,
        entry_id=loss.entry_id,
        subject=f"rule:{evidence.rule_hash}",
    )


def _log(kind: str, body: dict[str, object], entry_id: str, row: Check) -> None:
    body["project"] = row.project.slug
    log.append(kind, body, entry_id=entry_id, subject=f"rule:{row.rule_hash}")


def _token(name: str) -> str:
    """Return a tag's name as the log may hold it: escaped, or its digest."""
    token = quote(name, safe="/")
    return token if len(token) <= 200 else sha256_hex(name.encode())


def _age(row: Check, now: datetime) -> None:
    """Mark evidence as stale while its mirror is, and as fresh again after that."""
    if row.state not in {Check.State.FRESH, Check.State.STALE}:
        return
    mirror = row.repository
    current = (
        mirror is not None
        and mirror.retired_at is None
        and mirror.fetched_at is not None
        and now - mirror.fetched_at <= STALE_AFTER
    )
    row.state = Check.State.FRESH if current else Check.State.STALE


def _remember(look: Look, now: datetime) -> None:
    """Write down how the repository was, and the trailers that were read."""
    if look.forget_trailers:
        TrailerCommit.objects.filter(repository=look.repository).delete()
    TrailerCommit.objects.bulk_create(
        [
            TrailerCommit(
                repository=look.repository,
                value=trailer.value,
                oid=trailer.oid,
                committed_at=trailer.at,
                tag=trailer.tag,
                tag_oid=trailer.tag_oid,
            )
            for trailer in look.trailers
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    Scan.objects.update_or_create(
        repository=look.repository,
        defaults={
            "head_oid": look.head,
            "tags": look.tags,
            "trailer_tags": look.trailer_tags,
            "rules": looking.RULES,
            "scanned_at": now,
        },
    )


def _follow(
    project: Project, wanted: _Wanted, checks: Mapping[str, Check], report: Report
) -> None:
    """Let milestones stand as their evidence does, and flag what does not fit."""
    rules = {key: stated for key, stated in wanted.stated.items() if stated}
    said = {key: row.said for key, row in wanted.milestones.items()}
    answers = {key: str(row.state) for key, row in checks.items()}
    stands = standing.settle(rules, said, answers)
    moved = []
    for key, states in stands.items():
        row = wanted.milestones[key]
        proof = standing.together(states)
        state = standing.state_of(row.said, proof)
        if (row.proof, row.state) != (proof, state):
            row.proof, row.state = proof, state
            moved.append(row)
    Milestone.objects.bulk_update(moved, ["proof", "state"], batch_size=200)
    report.milestones = len(moved)
    _flag(wanted, checks)


def _flag(wanted: _Wanted, checks: Mapping[str, Check]) -> None:
    found: dict[int, list[problems.Found]] = {}
    homes: dict[int, Repository] = {}
    for key, row in wanted.milestones.items():
        homes[row.repository_id] = row.repository
        here = found.setdefault(row.repository_id, [])
        for rule in wanted.stated[key]:
            if rule.is_git and checks[rule.hash()].trouble == NO_REPOSITORY:
                sentence = f"“{key}” names the repository “{rule.repository}”, "
                sentence += "which the project does not mirror."
                here.append(problems.Found("unknown-repository", sentence, row.path))
        if row.proof == standing.CONTRADICTED:
            sentence = f"Evidence of “{key}” was found once and is gone from git."
            here.append(problems.Found("evidence-lost", sentence, row.path))
        elif row.proof not in {"", *standing.PROVEN} and row.said == "done":
            sentence = f"The file says that “{key}” is done; the evidence is missing."
            here.append(problems.Found("done-without-evidence", sentence, row.path))
    for pk, rows in found.items():
        if rows or homes[pk].problems.filter(source=SOURCE).exists():
            problems.replace(homes[pk], SOURCE, rows)
