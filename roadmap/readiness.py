"""What stands against publishing a draft, said so that people can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from core.canonical import canonical_hash
from governance.models import Ballot, Decision
from roadmap import approvals, audits, calls, dependencies, facts, fates
from roadmap.approvals import Asked
from roadmap.fates import Told
from roadmap.models import Edition, EditionItem

MOST_NAMED = 20


@dataclass(frozen=True)
class Blocker:
    """One thing to settle first: what it is, and what it is about."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Readiness:
    """How a draft stands: its digest, fates and approvals, and what is missing."""

    digest: str
    told: list[Told]
    asked: list[Asked]
    decision: Decision | None
    blockers: list[Blocker]


def digest_of(
    edition: Edition, items: Sequence[EditionItem], told: Sequence[Told]
) -> str:
    """Return the digest of what would be published now: approvals are of this."""
    said: dict[str, object] = {
        "front": facts.front_facts(edition),
        "items": [facts.item_facts(item) for item in items],
    }
    if told:
        said["fates"] = [[t.id, str(t.kind), t.reason, list(t.into)] for t in told]
    return canonical_hash(said)


def of(edition: Edition, items: Sequence[EditionItem]) -> Readiness:
    """Return how the draft stands."""
    told = fates.of(edition, items)
    digest = digest_of(edition, items, told)
    asked = approvals.asked(edition, digest)
    decision = approvals.decision_on(edition)
    found = [
        *_lines(items),
        *_fates(told),
        *_proposals(edition),
        *_approvals(asked),
        *_ballot(edition, decision, digest),
        *_audits(edition),
    ]
    return Readiness(digest, told, asked, decision, found)


def _audits(edition: Edition) -> list[Blocker]:
    """Return the audits that their files say hold up a publication."""
    held = audits.blockers(edition.project, on=timezone.now().date())
    return [Blocker(h.code, h.sentence) for h in held]


def _lines(items: Sequence[EditionItem]) -> list[Blocker]:
    found = []
    for item in items:
        decision = item.decision
        if decision and decision.ballot.state == Ballot.State.VOID:
            found.append(
                Blocker(
                    "void-decision",
                    f"The ballot of {decision} was declared void; “{item.milestone}” "
                    "cannot rest on it.",
                )
            )
    gone = [i for i in items if i.milestone.gone_at and not i.note]
    if gone:
        found.append(
            Blocker(
                "milestone-gone",
                f"The files of these lines are gone from git: {_named(gone)}. Remove "
                "them, or say in the remark why they stay.",
            )
        )
    needs = {i.milestone.key: list(i.milestone.dependencies) for i in items}
    for group in dependencies.cycles(needs):
        told = ", ".join(group[:MOST_NAMED])
        found.append(
            Blocker(
                "cycle",
                f"These lines wait for one another and none can come first: {told}. "
                "Mend it in their files.",
            )
        )
    return found


def _fates(told: Sequence[Told]) -> list[Blocker]:
    found = []
    if missing := fates.missing(told):
        names = _listed([f"“{fate.title}”" for fate in missing])
        plural = "" if len(missing) == 1 else "s"
        earlier = missing[0].earlier.edition
        found.append(
            Blocker(
                "no-fate",
                f"{len(missing)} line{plural} of {earlier} would vanish: {names}. "
                "Say of each what became of it, and why.",
            )
        )
    found += [
        Blocker("wrong-fate", f"“{fate.title}” {fate.wrong}.")
        for fate in told
        if fate.wrong
    ]
    return found


def _proposals(edition: Edition) -> list[Blocker]:
    """An amendment answers no call: the first edition of the year did."""
    if edition.number:
        return []
    now = timezone.now()
    found = []
    call = calls.standing(edition.project, edition.year)
    if call and now.date() <= call.feedback_until:
        found.append(
            Blocker(
                "feedback-open",
                f"Feedback is open until {call.feedback_until:%d %B %Y}: wait for its "
                "end, or announce the call again with another date.",
            )
        )
    if left := calls.unanswered(edition.project, edition.year, at=now):
        names = _listed([f"“{proposal}”" for proposal in left])
        plural = " is" if len(left) == 1 else "s are"
        found.append(
            Blocker(
                "unanswered",
                f"{len(left)} proposal{plural} not answered: {names}.",
            )
        )
    return found


def _approvals(asked: Sequence[Asked]) -> list[Blocker]:
    return [
        Blocker(
            "approvals",
            f"The policy asks for {each.needed} approval"
            f"{'' if each.needed == 1 else 's'} by {each.role}s of exactly this draft; "
            f"{each.missing} {'is' if each.missing == 1 else 'are'} missing.",
        )
        for each in asked
        if each.missing
    ]


def _ballot(edition: Edition, decision: Decision | None, digest: str) -> list[Blocker]:
    if not approvals.terms_of(edition.project).ballot:
        return []
    if decision is None or decision.disposition != Decision.Disposition.ACCEPT:
        return [
            Blocker(
                "no-ballot",
                "The policy asks for a ballot on the edition; none has accepted it.",
            )
        ]
    if decision.ballot.subject_revision != digest:
        return [
            Blocker(
                "changed-since-ballot",
                f"The draft changed since {decision} accepted it: put it to another "
                "vote, or change it back.",
            )
        ]
    return []


def _named(items: Sequence[EditionItem]) -> str:
    return _listed([f"“{item.milestone}”" for item in items])


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    told = ", ".join(names[:MOST_NAMED])
    return f"{told} and {more} more" if more > 0 else told
