"""Requests for a review: ask, accept, decline, volunteer; remind before and at the day.

A review by the person it was asked of ends the request. Every step is in the record,
and everybody concerned is told once.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from contributors import accounts, notices
from contributors.models import Contributor, User
from core.results import require
from core.text import clean
from ledger import log
from rfcs import attention, permissions, rotations
from rfcs.errors import RequestRefused
from rfcs.models import (
    RequestState,
    Review,
    ReviewRequest,
    Revision,
    Rfc,
    Rotation,
)

LONGEST = 90
USUAL = 14
WARNING = timedelta(days=2)
MAX_ANSWER = 2_000
OPEN = (RequestState.ASKED, RequestState.ACCEPTED)


def ask(
    revision: Revision, *, by: User, reviewer: Contributor, days: int = USUAL
) -> ReviewRequest:
    """Ask a person for a review of the RFC within some days."""
    require(permissions.can_request_review(by, revision.rfc))
    return _create(revision, by, reviewer, days)


@transaction.atomic
def ask_rotation(
    revision: Revision, *, by: User, rotation: Rotation, days: int = 0
) -> ReviewRequest:
    """Ask whoever's turn it is; the request keeps why it fell to them."""
    require(permissions.can_request_review(by, revision.rfc))
    if rotation.project_id != revision.rfc.project_id:
        raise RequestRefused("This rotation is of another project.")
    now = timezone.now()
    person, why = rotations.take_turn(rotation, revision.rfc, at=now)
    days = days or rotation.days
    return _create(revision, by, person, days, rotation=rotation, why=why)


def volunteer(revision: Revision, *, by: User, days: int = USUAL) -> ReviewRequest:
    """Promise a review oneself."""
    require(permissions.can_review(by, revision.rfc))
    return _create(revision, by, accounts.contributor_of(by), days)


@transaction.atomic
def accept(request: ReviewRequest, *, by: User) -> ReviewRequest:
    """Take the request on."""
    request = _locked(request)
    require(permissions.can_answer_request(by, request))
    if request.state != RequestState.ASKED:
        raise RequestRefused(f"This request was {request.state} already.")
    return _answer(request, RequestState.ACCEPTED)


@transaction.atomic
def decline(request: ReviewRequest, *, by: User, reason: str = "") -> ReviewRequest:
    """Turn the request down; of a rotation, the next person is asked."""
    request = _locked(request)
    require(permissions.can_answer_request(by, request))
    _require_open(request)
    request.answer = clean(reason)[:MAX_ANSWER]
    _answer(request, RequestState.DECLINED)
    _tell(
        request.requested_by,
        request,
        "declined",
        f"{request.reviewer} declined to review RFC {request.rfc}",
        request.answer or "No reason was given.",
    )
    if request.rotation is not None:
        _pass_on(request)
    return request


@transaction.atomic
def withdraw(request: ReviewRequest, *, by: User) -> ReviewRequest:
    """Take a request back: who asked, or a maintainer."""
    request = _locked(request)
    require(permissions.can_withdraw_request(by, request))
    _require_open(request)
    return _answer(request, RequestState.WITHDRAWN)


def fulfil(review: Review) -> None:
    """End the reviewer's open request on this RFC, in the review's transaction."""
    waiting = ReviewRequest.objects.select_for_update(of=("self",)).filter(
        rfc=review.rfc, reviewer=review.reviewer, state__in=OPEN
    )
    for request in waiting.select_related("reviewer", "rfc"):
        request.review = review
        _answer(request, RequestState.DONE)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell whose review is due soon, or due now, each once; return how many."""
    told = 0
    rows = (
        ReviewRequest.objects.open()
        .select_for_update(of=("self",))
        .select_related("reviewer", "requested_by", "rfc__project")
    )
    for request in rows.filter(due_at__gt=at, due_at__lte=at + WARNING, warned_at=None):
        request.warned_at = at
        request.save(update_fields=["warned_at"])
        title = f"Your review of RFC {request.rfc} is due {_day(request.due_at)}"
        _tell(request.reviewer, request, "due-soon", title, _why_you(request))
        told += 1
    for request in rows.filter(due_at__lte=at, reminded_at=None):
        request.reminded_at = at
        request.save(update_fields=["reminded_at"])
        title = f"Your review of RFC {request.rfc} was due {_day(request.due_at)}"
        _tell(request.reviewer, request, "due", title, _why_you(request))
        if request.requested_by_id != request.reviewer_id:
            title = f"{request.reviewer} has not reviewed RFC {request.rfc} yet"
            words = "You hear of it because you asked for the review."
            _tell(request.requested_by, request, "overdue", title, words)
        told += 1
    return told


def _create(
    revision: Revision,
    by: User,
    reviewer: Contributor,
    days: int,
    *,
    rotation: Rotation | None = None,
    why: list[dict[str, Any]] | None = None,
) -> ReviewRequest:
    if not 1 <= days <= LONGEST:
        raise RequestRefused(f"A review is asked for within 1 to {LONGEST} days.")
    try:
        with transaction.atomic():
            return _write(revision, by, reviewer, days, rotation, why or [])
    except IntegrityError:
        raise RequestRefused(
            f"{reviewer} was asked to review this RFC already."
        ) from None


def _write(
    revision: Revision,
    by: User,
    reviewer: Contributor,
    days: int,
    rotation: Rotation | None,
    why: list[dict[str, Any]],
) -> ReviewRequest:
    now, person = timezone.now(), accounts.contributor_of(by)
    own = person == reviewer
    request = ReviewRequest.objects.create(
        rfc=revision.rfc,
        revision=revision,
        reviewer=reviewer,
        rotation=rotation,
        requested_by=person,
        requested_at=now,
        due_at=now + timedelta(days=days),
        why=why,
        state=RequestState.ACCEPTED if own else RequestState.ASKED,
        answered_at=now if own else None,
    )
    if not own:
        title = f"{person} asks you to review RFC {revision.rfc}"
        _tell(reviewer, request, "asked", title, _why_you(request))
    log.append(
        "review.requested",
        {
            "reviewer": reviewer.public_id,
            "revision": revision.commit_oid,
            "days": days,
        },
        entry_id=request.entry_id,
        subject=f"rfc:{revision.rfc_id}",
        actor=person.public_id,
    )
    attention.refresh(revision.rfc_id)
    return request


def _answer(request: ReviewRequest, state: RequestState) -> ReviewRequest:
    request.state, request.answered_at = state, timezone.now()
    final = state != RequestState.ACCEPTED
    request.save()
    if final:
        log.append(
            "review.answered",
            {"state": str(state), "request": request.entry_id},
            entry_id=request.answered_entry_id,
            subject=f"rfc:{request.rfc_id}",
            actor=request.reviewer.public_id,
        )
    attention.refresh(request.rfc_id)
    return request


def _pass_on(declined: ReviewRequest) -> None:
    """Ask the next in turn in the name of whoever asked first, if anybody can."""
    rfc = Rfc.objects.select_related("current_revision").get(pk=declined.rfc_id)
    asker = declined.requested_by.user
    if asker is None or rfc.current_revision is None or declined.rotation is None:
        return
    rotation, now = declined.rotation, timezone.now()
    choice, _ = rotations.standing(rotation, at=now, rfc=rfc)
    if choice.chosen is None:
        title = f"Nobody is left in {rotation.name} to review RFC {rfc}"
        words = "Everyone is away, was asked lately or declined. Ask somebody by name."
        _tell(declined.requested_by, declined, "nobody-left", title, words)
        return
    person, why = rotations.take_turn(rotation, rfc, at=now)
    rfc.current_revision.rfc = rfc
    _create(
        rfc.current_revision, asker, person, rotation.days, rotation=rotation, why=why
    )


def _locked(request: ReviewRequest) -> ReviewRequest:
    return (
        ReviewRequest.objects.select_for_update(of=("self",))
        .select_related(
            "rfc__project", "reviewer", "requested_by__user", "rotation__project"
        )
        .get(pk=request.pk)
    )


def _require_open(request: ReviewRequest) -> None:
    if request.state not in OPEN:
        raise RequestRefused(f"This request was {request.state} already.")


def _why_you(request: ReviewRequest) -> str:
    day = _day(request.due_at)
    if request.requested_by_id == request.reviewer_id:
        return f"You promised this review yourself. It is due {day}."
    if request.rotation is not None:
        return (
            f"You hear of it because you are in the rotation {request.rotation.name} "
            f"and it was your turn. It is due {day}. You may accept it or decline it."
        )
    return (
        f"You hear of it because {request.requested_by} asked you by name. It is due "
        f"{day}. You may accept it or decline it."
    )


def _tell(
    person: Contributor, request: ReviewRequest, what: str, title: str, text: str
) -> None:
    notices.tell(
        person,
        key=f"review-request:{request.pk}:{what}",
        kind=f"review.{what}",
        about=f"rfc:{request.rfc_id}",
        title=title,
        url=f"{request.rfc.get_absolute_url()}requests/",
        text=text,
    )


def _day(moment: datetime) -> str:
    return f"on {moment.day} {moment:%B %Y}"
