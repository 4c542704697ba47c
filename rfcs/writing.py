"""What somebody is writing: shown as it will look, or again with what was wrong."""

from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contributors.models import User
from core.errors import AlthingError
from core.limits import require_rate
from core.markup import render_comment
from rfcs import addresses, comments
from rfcs.models import Rfc

PER_MINUTE = 20
PREVIEWS = 60
KEPT = "Kept as a draft; nobody else sees it. Read on, and post it with your review."


@dataclass(frozen=True)
class Writing:
    """What somebody is writing, to be shown to them once more."""

    rfc: Rfc
    action: str
    label: str
    button: str
    body: str
    back: str
    hidden: dict[str, str] = field(default_factory=dict)
    html: str = ""
    problem: str = ""
    may_keep: bool = True


def preview(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Show how the words will look: a fragment for htmx, else a page with the form."""
    require_rate(str(request.user.pk), "rfcs.preview", per_minute=PREVIEWS)
    words = writing.body[: comments.MAX_BODY].replace("\x00", "\ufffd")
    html = render_comment(words)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "rfcs/_preview.html", {"html": html})
    context = {**addresses.head(writing.rfc), "w": replace(writing, html=html)}
    return render(request, "rfcs/compose.html", context)


def again(request: HttpRequest, writing: Writing, error: AlthingError) -> HttpResponse:
    """Show the form again with what was written and what was wrong with it."""
    context = {
        **addresses.head(writing.rfc),
        "w": replace(writing, problem=error.message),
    }
    return render(request, "rfcs/compose.html", context, status=error.status)


def writer(request: HttpRequest) -> User:
    """Return who writes, counting their writes of this minute."""
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "rfcs", per_minute=PER_MINUTE)
    return request.user
