"""Reviews: a verdict on one exact revision, with the reviewer's weight then."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import Contributor, User
from core.canonical import sha256_hex
from core.errors import InvalidInput
from core.markup import render_comment
from core.results import require
from governance import electorates
from governance.electorates import Weight
from ledger import log
from rfcs import attention, permissions, requests
from rfcs.comments import SAME_PRESS, require_text
from rfcs.models import Review, Revision

MAX_SUMMARY = 20_000
NEEDS_SUMMARY = {Review.Verdict.REQUEST_CHANGES, Review.Verdict.APPROVE_WITH_REMARKS}


@dataclass(frozen=True)
class Prepared:
    """A review that is checked and weighed, ready to be written down."""

    revision: Revision
    person: Contributor
    weight: Weight | None
    verdict: Review.Verdict
    summary: str
    html: str


def post_review(
    revision: Revision, *, by: User, verdict: str, summary: str = ""
) -> Review:
    """Post a verdict on the revision; a later one of the same person counts instead.

    Remarks and requested changes must be said in the summary.
    """
    return record(prepare(revision, by=by, verdict=verdict, summary=summary))


def prepare(
    revision: Revision, *, by: User, verdict: str, summary: str = "", said: bool = False
) -> Prepared:
    """Check and weigh a review. Reads the whole project: never in a transaction.

    ``said`` when comments go with it that say what a summary would.
    """
    known = _known(verdict)
    if summary.strip() or (known in NEEDS_SUMMARY and not said):
        summary = require_text(summary, what="summary", limit=MAX_SUMMARY)
    html = render_comment(summary) if summary else ""
    require(permissions.can_review(by, revision.rfc))
    person = accounts.contributor_of(by)
    weight = electorates.weight_of(person, revision.rfc.project, at=timezone.now())
    return Prepared(revision, person, weight, known, summary, html)


@transaction.atomic
def record(prepared: Prepared) -> Review:
    """Write the review down; a second press of the button adds nothing.

    An open request to the same person is done by it.
    """
    revision, person = prepared.revision, prepared.person
    rfc, weight, now = revision.rfc, prepared.weight, timezone.now()
    again = Review.objects.filter(
        revision=revision,
        reviewer=person,
        verdict=prepared.verdict,
        summary=prepared.summary,
        posted_at__gt=now - SAME_PRESS,
    )
    if pressed_twice := again.first():
        return pressed_twice
    review = Review.objects.create(
        rfc=rfc,
        revision=revision,
        reviewer=person,
        organisation_id=weight.organisation_id if weight else None,
        weight=str(weight.weight) if weight else "0",
        verdict=prepared.verdict,
        summary=prepared.summary,
        html=prepared.html,
        posted_at=now,
    )
    log.append(
        "review.posted",
        {
            "verdict": str(review.verdict),
            "revision": revision.commit_oid,
            "weight": review.weight,
            "summary": sha256_hex(review.summary.encode()),
        },
        entry_id=review.entry_id,
        subject=f"rfc:{rfc.pk}",
        actor=person.public_id,
    )
    requests.fulfil(review)
    attention.refresh(rfc.pk)
    return review


def _known(verdict: str) -> Review.Verdict:
    try:
        return Review.Verdict(verdict)
    except ValueError:
        known = ", ".join(Review.Verdict.values)
        raise InvalidInput(
            f"{verdict!r} is not a verdict; choose one of {known}."
        ) from None
