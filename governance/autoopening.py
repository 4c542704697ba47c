"""Open ballots by the rules of the standing policy: by a text's path or its state."""

from datetime import timedelta

from django.db import transaction

from core import clock
from core.errors import AlthingError
from governance import automatic, ballots, manners, subjects
from governance.automatic import Candidate
from governance.models import Ballot, Policy
from mirror.models import Project

DAY = timedelta(days=1)


def consider_all() -> list[Ballot]:
    """Do what the rules of every project's standing policy ask for now."""
    made = []
    for project in Project.objects.order_by("pk"):
        policy = Policy.objects.standing(project).first()
        if policy is not None and policy.body.get("auto"):
            made += consider(project, policy)
    return made


def consider(project: Project, policy: Policy) -> list[Ballot]:
    """Draft, announce or open what fits a rule and was not asked by it before.

    A rule asks once about a text. Where a ballot cannot open as things stand, it
    stays what it could become: the next round does not try it again.
    """
    rules = policy.body["auto"]
    asked = {
        (rule, kind, key)
        for rule, kind, key in Ballot.objects.filter(project=project)
        .exclude(by_rule="")
        .exclude(state=Ballot.State.VOID)
        .values_list("by_rule", "subject_kind", "subject_key")
    }
    made = []
    for kind in sorted({str(rule.get("kind", "rfc")) for rule in rules}):
        if kind not in subjects.kinds():
            continue
        listing = subjects.hooks_of(kind).candidates
        for candidate in listing(project.slug) if listing else ():
            for rule in automatic.fitting(rules, candidate):
                if (rule["name"], kind, candidate.key) in asked:
                    continue
                ballot = _ask(candidate, rule)
                if ballot is not None:
                    made.append(ballot)
    return made


def _ask(candidate: Candidate, rule: object) -> Ballot | None:
    assert isinstance(rule, dict)
    try:
        ballot = ballots.draft_ballot(
            candidate.kind,
            candidate.key,
            by=None,
            question=automatic.question(rule, candidate.title),
            procedure=rule.get("procedure", ""),
            by_rule=rule["name"],
        )
    except AlthingError:
        return None  # the text is closed to votes; it may not stay so
    try:
        return _begin(ballot, rule.get("do", "draft"))
    except AlthingError:
        return ballot


@transaction.atomic
def _begin(ballot: Ballot, deed: str) -> Ballot:
    if deed == "open":
        return ballots.open_ballot(ballot, by=None)
    if deed == "announce":
        notice = manners.length(ballot.rules, "announce-days")
        at = clock.now() + (notice or DAY)
        return ballots.announce_ballot(ballot, by=None, opening_at=at)
    return ballot
