"""Reviews: a verdict on one exact revision, with the reviewer's weight then."""

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.errors import InvalidInput
from core.markup import render_comment
from core.results import require
from governance import electorates
from ledger import log
from rfcs import permissions
from rfcs.comments import require_text
from rfcs.models import Review, Revision

MAX_SUMMARY = 20_000
NEEDS_SUMMARY = {Review.Verdict.REQUEST_CHANGES, Review.Verdict.APPROVE_WITH_REMARKS}


def post_review(
    revision: Revision, *, by: User, verdict: str, summary: str = ""
) -> Review:
    """Post a verdict on the revision; a later one of the same person counts instead.

    Remarks and requested changes must be said in the summary.
    """
    verdict = _known(verdict)
    if summary.strip() or verdict in NEEDS_SUMMARY:
        summary = require_text(summary, what="summary", limit=MAX_SUMMARY)
    html = render_comment(summary) if summary else ""
    rfc, now = revision.rfc, timezone.now()
    require(permissions.can_review(by, rfc))
    person = accounts.contributor_of(by)
    # Weighing reads the whole project: before the transaction, not within.
    weight = electorates.weight_of(person, rfc.project, at=now)
    with transaction.atomic():
        review = Review.objects.create(
            rfc=rfc,
            revision=revision,
            reviewer=person,
            organisation_id=weight.organisation_id if weight else None,
            weight=str(weight.weight) if weight else "0",
            verdict=verdict,
            summary=summary,
            html=html,
            posted_at=now,
        )
        log.append(
            "review.posted",
            {
                "verdict": str(verdict),
                "revision": revision.commit_oid,
                "weight": review.weight,
                "summary": sha256_hex(summary.encode()),
            },
            entry_id=review.entry_id,
            subject=f"rfc:{rfc.pk}",
            actor=person.public_id,
        )
    return review


def _known(verdict: str) -> Review.Verdict:
    try:
        return Review.Verdict(verdict)
    except ValueError:
        known = ", ".join(Review.Verdict.values)
        raise InvalidInput(
            f"{verdict!r} is not a verdict; choose one of {known}."
        ) from None
