"""The call for proposals of a year: announce it, propose, answer with reasons."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.markup import render_comment
from core.results import Denied, Verdict, require
from governance import permissions
from governance.permissions import Person
from ledger import log
from mirror.models import Project
from roadmap.drafts import cleaned, said
from roadmap.errors import CallClosed, InvalidEdition, UnknownMilestone
from roadmap.models import Call, Edition, Milestone, Proposal, ProposalAnswer

MAX_TEXT = 20_000
EARLIEST, LATEST = 1970, 2199
MOST_PROPOSALS = 2_000


def standing(project: Project, year: int) -> Call | None:
    """Return the call that counts for the year, if one was announced."""
    calls = Call.objects.filter(project=project, year=year)
    return calls.select_related("announced_by").order_by("-revision").first()


@transaction.atomic
def announce(
    project: Project,
    *,
    year: int,
    by: User,
    opens_on: date,
    closes_on: date,
    feedback_until: date,
    text: str = "",
) -> Call:
    """Announce the year's call, or announce it again with other dates."""
    require(permissions.can_maintain(by, project))
    Project.objects.select_for_update().get(pk=project.pk)
    if not EARLIEST <= year <= LATEST:
        raise InvalidEdition(f"{year} is not a year that a roadmap can be for.")
    if not opens_on <= closes_on <= feedback_until:
        raise InvalidEdition(
            "A call opens first, closes then, and feedback ends last: "
            f"{opens_on}, {closes_on}, {feedback_until} are not in this order."
        )
    text = cleaned(text, MAX_TEXT, "The call")
    person = accounts.contributor_of(by)
    earlier = Call.objects.filter(project=project, year=year)
    last = earlier.aggregate(last=Max("revision"))["last"]
    call = Call.objects.create(
        project=project,
        year=year,
        revision=0 if last is None else last + 1,
        opens_on=opens_on,
        closes_on=closes_on,
        feedback_until=feedback_until,
        text=text,
        text_html=render_comment(text),
        announced_by=person,
        announced_at=timezone.now(),
    )
    log.append(
        "roadmap.called",
        {
            "project": project.slug,
            "year": year,
            "revision": call.revision,
            "opens_on": opens_on.isoformat(),
            "closes_on": closes_on.isoformat(),
            "feedback_until": feedback_until.isoformat(),
            "hash": sha256_hex(text.encode()),
        },
        entry_id=call.entry_id,
        subject=f"roadmap:{project.slug}:{year}",
        actor=person.public_id,
    )
    return call


def can_propose(user: Person, project: Project, call: Call | None) -> Verdict:
    """Whether ``user`` may propose an item today: anyone, while the call is open."""
    if call is None:
        return Denied("No call for proposals was announced for this year.")
    today = timezone.now().date()
    if today < call.opens_on:
        return Denied(f"The call opens on {_said(call.opens_on)}.")
    if today > call.closes_on:
        return Denied(f"The call closed on {_said(call.closes_on)}.")
    return permissions.can_take_part(user, project)


def can_speak(user: Person, project: Project, call: Call | None) -> Verdict:
    """Whether ``user`` may give feedback today; without a call, while it is drafted."""
    if call is not None and timezone.now().date() > call.feedback_until:
        return Denied(f"Feedback ended on {_said(call.feedback_until)}.")
    return permissions.can_take_part(user, project)


@transaction.atomic
def propose(
    project: Project,
    *,
    year: int,
    by: User,
    title: str,
    motivation: str,
    target: str = "",
    owner: str = "",
) -> Proposal:
    """Ask for an item on the year's roadmap, while the call is open."""
    call = standing(project, year)
    verdict = can_propose(by, project, call)
    if isinstance(verdict, Denied) and permissions.can_take_part(by, project):
        raise CallClosed(verdict.reason)
    require(verdict)
    title = " ".join(said(title, 200, "The title").split())
    motivation = said(motivation, MAX_TEXT, "The reason why")
    known = Proposal.objects.filter(project=project, year=year)
    if known.filter(title__iexact=title).exists():
        raise InvalidEdition(f"“{title}” is proposed already; support it there.")
    if known.count() >= MOST_PROPOSALS:
        raise InvalidEdition("The year has as many proposals as it can hold.")
    person = accounts.contributor_of(by)
    proposal = Proposal.objects.create(
        project=project,
        year=year,
        title=title,
        motivation=motivation,
        motivation_html=render_comment(motivation),
        target=cleaned(target, 120, "The target"),
        owner=cleaned(owner, 200, "The owner"),
        proposed_by=person,
        proposed_at=timezone.now(),
    )
    digest = sha256_hex(f"{title}\n\n{motivation}".encode())
    log.append(
        "roadmap.proposed",
        {"project": project.slug, "year": year, "hash": digest},
        entry_id=proposal.entry_id,
        subject=f"proposal:{proposal.pk}",
        actor=person.public_id,
    )
    return proposal


@transaction.atomic
def answer(
    proposal: Proposal,
    *,
    by: User,
    outcome: str,
    reason: str,
    milestone: str = "",
    reconsider_on: date | None = None,
) -> ProposalAnswer:
    """Say what became of a proposal, and why; until the edition is published."""
    project = proposal.project
    require(permissions.can_maintain(by, project))
    published = Edition.objects.published().filter(project=project, year=proposal.year)
    if published.exists():
        raise CallClosed(
            f"The roadmap of {proposal.year} is published with the answers it had."
        )
    if outcome not in ProposalAnswer.Outcome.values:
        raise InvalidEdition("Choose: taken up, not accepted or deferred.")
    taken = outcome == ProposalAnswer.Outcome.TAKEN
    person = accounts.contributor_of(by)
    row = ProposalAnswer.objects.create(
        proposal=proposal,
        outcome=outcome,
        reason=said(reason, MAX_TEXT, "The reason"),
        reconsider_on=None if taken else reconsider_on,
        milestone=_taken_as(project, milestone) if taken else None,
        answered_by=person,
        answered_at=timezone.now(),
    )
    log.append(
        "roadmap.answered",
        {
            "outcome": outcome,
            "reason": sha256_hex(row.reason.encode()),
            **({"milestone": row.milestone_id} if row.milestone_id else {}),
        },
        entry_id=row.entry_id,
        subject=f"proposal:{proposal.pk}",
        actor=person.public_id,
    )
    return row


def proposals_of(project: Project, year: int) -> list[Proposal]:
    """Return the year's proposals, each with its newest answer: two queries."""
    rows = Proposal.objects.filter(project=project, year=year)
    found = list(rows.select_related("proposed_by", "project").order_by("pk"))
    answers = newest_answers(found)
    for proposal in found:
        proposal.answer = answers.get(proposal.pk)  # type: ignore[attr-defined]
    return found


def newest_answers(proposals: Iterable[Proposal]) -> dict[int, ProposalAnswer]:
    """Return the answer that counts of each proposal."""
    rows = ProposalAnswer.objects.filter(proposal__in=list(proposals))
    ordered = rows.select_related("milestone__project", "answered_by").order_by("pk")
    return {row.proposal_id: row for row in ordered}


def unanswered(project: Project, year: int, *, at: datetime) -> list[Proposal]:
    """Return the proposals that nobody answered by ``at``."""
    rows = Proposal.objects.filter(project=project, year=year, proposed_at__lte=at)
    return list(rows.filter(answers=None).order_by("pk"))


def _taken_as(project: Project, key: str) -> Milestone | None:
    if not key.strip():
        return None
    found = Milestone.objects.filter(project=project, key=key.strip()).first()
    if found is None:
        raise UnknownMilestone(f"The project has no milestone “{key}”.")
    return found


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
