"""Feedback on the coming edition: support, concern, comment; by weight and by head."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.markup import render_comment
from core.results import Denied, require
from governance import electorates, permissions
from governance.errors import NoPolicy
from ledger import log
from mirror.models import Project
from roadmap import calls
from roadmap.drafts import cleaned, said
from roadmap.errors import FeedbackClosed, InvalidEdition
from roadmap.models import Edition, EditionItem, Feedback, Milestone, Proposal

MAX_TEXT = 10_000
STANCES = (Feedback.Stance.SUPPORT, Feedback.Stance.CONCERN)


@dataclass
class Heard:
    """What was said of one item: people and weight for and against, and the words."""

    support: list[Feedback] = field(default_factory=list)
    concern: list[Feedback] = field(default_factory=list)
    said: list[Feedback] = field(default_factory=list)

    @property
    def support_weight(self) -> Fraction:
        """The summed weight of those who support it."""
        return _weight(self.support)

    @property
    def concern_weight(self) -> Fraction:
        """The summed weight of those who have a concern."""
        return _weight(self.concern)

    @property
    def share_by_weight(self) -> Fraction:
        """The share of support in the weight that took a stance."""
        return _share(self.support_weight, self.concern_weight)

    @property
    def share_by_head(self) -> Fraction:
        """The share of support among the people who took a stance."""
        return _share(Fraction(len(self.support)), Fraction(len(self.concern)))

    @property
    def people(self) -> int:
        """How many took a stance."""
        return len(self.support) + len(self.concern)

    @property
    def weight_sentence(self) -> str:
        """The weights as they are shown beside the meter."""
        support, concern = _short(self.support_weight), _short(self.concern_weight)
        return f"{support} for, {concern} with a concern"

    @property
    def head_sentence(self) -> str:
        """The numbers of people as they are shown beside the meter."""
        return f"{len(self.support)} for, {len(self.concern)} with a concern"

    @property
    def facts(self) -> dict[str, object]:
        """The figures as an edition keeps them."""
        return {
            "support": {
                "people": len(self.support),
                "weight": str(self.support_weight),
            },
            "concern": {
                "people": len(self.concern),
                "weight": str(self.concern_weight),
            },
            "comments": len(self.said),
        }


def give(
    about: Milestone | Proposal, *, year: int, by: User, stance: str, body: str = ""
) -> Feedback:
    """Say support, a concern or a comment; the newest stance of a person counts."""
    project = about.project
    _require_open(about, project, year, by)
    if stance not in Feedback.Stance.values:
        raise InvalidEdition("Choose: support, concern or comment.")
    if stance == Feedback.Stance.SUPPORT:
        body = cleaned(body, MAX_TEXT, "The comment").strip()
    else:
        body = said(body, MAX_TEXT, "What you have to say")
    person = accounts.contributor_of(by)
    now = timezone.now()
    # Weighing reads the whole project: before the transaction, not within.
    weight = _weight_of(person, project, now)
    with transaction.atomic():
        row = Feedback.objects.create(
            project=project,
            year=year,
            milestone=about if isinstance(about, Milestone) else None,
            proposal=about if isinstance(about, Proposal) else None,
            stance=stance,
            body=body,
            html=render_comment(body) if body else "",
            author=person,
            weight=weight,
            posted_at=now,
        )
        kind = "milestone" if isinstance(about, Milestone) else "proposal"
        log.append(
            "roadmap.feedback",
            {
                "year": year,
                "stance": stance,
                "weight": weight,
                "hash": sha256_hex(body.encode()),
            },
            entry_id=row.entry_id,
            subject=f"{kind}:{about.pk}",
            actor=person.public_id,
        )
    return row


def on_milestones(project: Project, year: int) -> dict[int, Heard]:
    """Return what was said of each milestone in the year's making: one query."""
    rows = Feedback.objects.filter(project=project, year=year, proposal=None)
    return _heard(rows.select_related("author").order_by("pk"), "milestone_id")


def on_proposals(project: Project, year: int) -> dict[int, Heard]:
    """Return what was said of each proposal of the year: one query."""
    rows = Feedback.objects.filter(project=project, year=year, milestone=None)
    return _heard(rows.select_related("author").order_by("pk"), "proposal_id")


def _heard(rows: Iterable[Feedback], about: str) -> dict[int, Heard]:
    newest: dict[tuple[int, int], Feedback] = {}
    heard: dict[int, Heard] = {}
    for row in rows:
        of = heard.setdefault(getattr(row, about), Heard())
        if row.body:
            of.said.append(row)
        if row.stance in STANCES:
            newest[getattr(row, about), row.author_id] = row
    for (key, _), row in newest.items():
        side = heard[key].support if row.stance == "support" else heard[key].concern
        side.append(row)
    return heard


def _require_open(
    about: Milestone | Proposal, project: Project, year: int, by: User
) -> None:
    verdict = calls.can_speak(by, project, calls.standing(project, year))
    if isinstance(verdict, Denied) and permissions.can_take_part(by, project):
        raise FeedbackClosed(verdict.reason)
    require(verdict)
    if isinstance(about, Proposal):
        out = Edition.objects.published().filter(project=project, year=about.year)
        if about.year != year or out.exists():
            raise FeedbackClosed(f"The roadmap of {about.year} is published.")
        return
    drafted = EditionItem.objects.filter(
        milestone=about, edition__year=year, edition__state=Edition.State.DRAFT
    )
    if not drafted.exists():
        raise FeedbackClosed(f"“{about}” is not in a draft of {year}.")


def _weight_of(person: object, project: Project, now: object) -> str:
    try:
        found = electorates.weight_of(person, project, at=now)  # type: ignore[arg-type]
    except NoPolicy:
        return "0"
    return str(found.weight) if found else "0"


def _weight(rows: Iterable[Feedback]) -> Fraction:
    return sum((Fraction(row.weight) for row in rows), Fraction(0))


def _share(one: Fraction, other: Fraction) -> Fraction:
    return one / (one + other) if one + other else Fraction(0)


def _short(weight: Fraction) -> str:
    return f"{float(weight):.2f}".rstrip("0").rstrip(".")
