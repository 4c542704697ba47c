"""Who may comment, review, raise and settle: ``Allowed``, or ``Denied`` and why."""

from collections.abc import Sequence

from contributors.models import Identity
from core.results import Allowed, Denied, Verdict
from governance import permissions as offices
from governance.permissions import Person
from rfcs.models import Comment, Concern, ReviewRequest, Rfc, Thread


def can_comment(user: Person, rfc: Rfc) -> Verdict:
    """Whether ``user`` may start a thread or reply."""
    return _taking_part(user, rfc, "comment")


def can_review(user: Person, rfc: Rfc) -> Verdict:
    """Whether ``user`` may post a verdict on a revision."""
    return _taking_part(user, rfc, "review")


def can_raise_concern(user: Person, rfc: Rfc) -> Verdict:
    """Whether ``user`` may raise a concern that blocks the RFC."""
    return _taking_part(user, rfc, "raise a concern")


def can_edit_comment(user: Person, comment: Comment) -> Verdict:
    """Whether ``user`` may put other words in its place: its author alone."""
    part = offices.can_take_part(user, comment.rfc.project)
    if isinstance(part, Denied):
        return part
    if _is(user, comment.author_id):
        return Allowed()
    return Denied(f"Only {comment.author} may edit this comment.")


def can_settle_thread(user: Person, thread: Thread) -> Verdict:
    """Whether ``user`` may resolve or reopen: its starter, or a maintainer."""
    part = offices.can_take_part(user, thread.rfc.project)
    if isinstance(part, Denied):
        return part
    if _is(user, thread.started_by_id) or offices.can_maintain(
        user, thread.rfc.project
    ):
        return Allowed()
    return Denied(
        f"Only {thread.started_by}, who started this thread, or a maintainer may."
    )


def can_settle_suggestions(user: Person, rfc: Rfc) -> Verdict:
    """Whether ``user`` may apply or refuse suggested edits: authors and maintainers."""
    if not user.is_authenticated:
        return Denied("Sign in to apply or refuse suggestions.")
    if is_author(user, rfc):
        return offices.can_take_part(user, rfc.project)
    if offices.can_maintain(user, rfc.project):
        return Allowed()
    return Denied("Only an author of this RFC, or a maintainer, may do this.")


def can_request_review(user: Person, rfc: Rfc) -> Verdict:
    """Whether ``user`` may ask others for a review: authors and maintainers."""
    if not user.is_authenticated:
        return Denied("Sign in to ask for a review.")
    if is_author(user, rfc):
        return offices.can_take_part(user, rfc.project)
    if offices.can_maintain(user, rfc.project):
        return Allowed()
    return Denied("Only an author of this RFC, or a maintainer, may ask for reviews.")


def can_answer_request(user: Person, request: ReviewRequest) -> Verdict:
    """Whether ``user`` may accept or decline: the person who was asked."""
    part = offices.can_take_part(user, request.rfc.project)
    if isinstance(part, Denied):
        return part
    if _is(user, request.reviewer_id):
        return Allowed()
    return Denied(f"Only {request.reviewer} may answer this request.")


def can_withdraw_request(user: Person, request: ReviewRequest) -> Verdict:
    """Whether ``user`` may take the request back: who made it, or a maintainer."""
    part = offices.can_take_part(user, request.rfc.project)
    if isinstance(part, Denied):
        return part
    if _is(user, request.requested_by_id):
        return Allowed()
    return offices.can_maintain(user, request.rfc.project)


def can_overrule(user: Person, concern: Concern) -> Verdict:
    """Whether ``user`` may close a concern by a decision: a maintainer."""
    return offices.can_maintain(user, concern.rfc.project)


def can_label(user: Person, rfc: Rfc) -> Verdict:
    """Whether ``user`` may put labels on and take them off: a maintainer."""
    return offices.can_maintain(user, rfc.project)


def is_author(user: Person, rfc: Rfc) -> bool:
    """Whether the document names an address that this account has verified."""
    person = offices.contributor(user)
    return person is not None and bool(authors_of(rfc, [person.pk]))


def authors_of(rfc: Rfc, people: Sequence[int]) -> set[int]:
    """Return which of the people wrote the document: by addresses that they proved."""
    named = {
        str(author.get("email", "")).lower()
        for author in rfc.authors
        if isinstance(author, dict)
    } - {""}
    if not named:
        return set()
    proved = Identity.objects.filter(
        contributor__in=people, verified_at__isnull=False, email__in=named
    )
    found = proved.values_list("contributor_id", flat=True)
    return {key for key in found if key is not None}


def can_resolve_concern(user: Person, concern: Concern) -> Verdict:
    """Whether ``user`` may declare the concern met: its owner, or a maintainer."""
    part = offices.can_take_part(user, concern.rfc.project)
    if isinstance(part, Denied):
        return part
    if _is(user, concern.raised_by_id) or offices.can_maintain(
        user, concern.rfc.project
    ):
        return Allowed()
    return Denied(f"Only {concern.raised_by} or a maintainer may resolve this concern.")


def can_withdraw_concern(user: Person, concern: Concern) -> Verdict:
    """Whether ``user`` may take the concern back: its owner alone."""
    part = offices.can_take_part(user, concern.rfc.project)
    if isinstance(part, Denied):
        return part
    if _is(user, concern.raised_by_id):
        return Allowed()
    return Denied(f"Only {concern.raised_by} may withdraw this concern.")


def _taking_part(user: Person, rfc: Rfc, act: str) -> Verdict:
    if not user.is_authenticated:
        return Denied(f"Sign in to {act}.")
    return offices.can_take_part(user, rfc.project)


def _is(user: Person, contributor: int) -> bool:
    person = offices.contributor(user)
    return person is not None and person.pk == contributor
