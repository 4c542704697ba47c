"""Follow a thing, see and change all that one follows, and stop by a link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from contributors import accounts
from contributors.models import Contributor, User
from core.limits import require_rate
from following import incoming, letters, links, subjects, subscriptions
from following.forms import FollowForm
from following.models import Letter, Pace, Subscription
from rfcs.models import Rfc

PER_MINUTE = 30
SHOWN = 500


@require_safe
def offer(request: HttpRequest) -> HttpResponse:
    """Say what following the thing brings; its feed needs no account."""
    kind, key = request.GET.get("kind", "")[:20], request.GET.get("key", "")[:1000]
    subject = subjects.find(kind, key)
    mine = None
    if isinstance(request.user, User):
        person = accounts.contributor_of(request.user)
        mine = Subscription.objects.standing().filter(
            person=person, subject=subject.name
        ).first()  # fmt: skip
    context = {
        "subject": subject,
        "key": key,
        "mine": mine,
        "feed": _feed(subject),
        "headings": _headings(subject),
        "form": FollowForm(
            initial={"scope": mine.scope, "pace": mine.pace} if mine else None
        ),
    }
    return render(request, "following/offer.html", context)


@require_POST
@login_required
def follow(request: HttpRequest) -> HttpResponse:
    """Begin to follow, or change how."""
    user = _writer(request)
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    subject = subjects.find(kind, key)
    if anchor := request.POST.get("section", "")[:200]:
        kind, key = subjects.SECTION, f"{subject.name.partition(':')[2]}/{anchor}"
    subscription = subscriptions.follow(
        kind,
        key,
        by=user,
        scope=request.POST.get("scope", Subscription.Scope.SIGNIFICANT),
        pace=request.POST.get("pace", Pace.NOW),
    )
    messages.success(request, f"You follow {subscription.title}.")
    return redirect("following:list")


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show everything that this person follows, and the mail that came of it."""
    assert isinstance(request.user, User)
    person = accounts.contributor_of(request.user)
    rows = list(Subscription.objects.standing().filter(person=person)[:SHOWN])
    sent = Letter.objects.filter(person=person).order_by("-pk")[:5]
    follows_answers = any(row.kind == subjects.ANSWERS for row in rows)
    context = {
        "person": person,
        "rows": rows,
        "letters": list(sent),
        "reader": subscriptions.reader_of(person),
        "address": letters.address_of(person),
        "scopes": Subscription.Scope.choices,
        "paces": Pace.choices,
        "follows_answers": follows_answers,
        "may_reply": incoming.is_open(),
    }
    return render(request, "following/list.html", context)


@require_POST
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how one follows a thing, or stop."""
    user = _writer(request)
    person = accounts.contributor_of(user)
    row = get_object_or_404(Subscription.objects.standing(), pk=pk, person=person)
    if request.POST.get("act") == "stop":
        subscriptions.stop(row, by=user)
        messages.success(request, f"You no longer follow {row.title}.")
    else:
        scope, pace = request.POST.get("scope", ""), request.POST.get("pace", "")
        subscriptions.change(row, by=user, scope=scope, pace=pace)
        messages.success(request, f"Changed how you follow {row.title}.")
    return redirect("following:list")


@require_POST
@login_required
def mail(request: HttpRequest) -> HttpResponse:
    """Choose what is mailed beside what one follows, or revoke reply addresses."""
    person = accounts.contributor_of(_writer(request))
    if request.POST.get("act") == "revoke":
        subscriptions.revoke_reply_addresses(person)
        messages.success(request, "No mail sent so far can be answered any more.")
    else:
        wanted = request.POST.get("notices") == "1"
        subscriptions.hear_notices(person, wanted=wanted)
        messages.success(request, "It is noted which mail you want.")
    return redirect("following:list")


@csrf_exempt  # RFC 8058: the mail program posts, with no cookie and no page before
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End what a mail came of. Looking at the link changes nothing; posting does."""
    person_pk, pks = links.read_stop(token)
    person = get_object_or_404(Contributor, pk=person_pk)
    rows = list(Subscription.objects.filter(pk__in=pks, person=person))
    if request.method == "POST":
        subscriptions.end(pks, person=person)
        rows = list(Subscription.objects.filter(pk__in=pks, person=person))
    context = {
        "rows": rows,
        "standing": [row for row in rows if row.ended_at is None],
        "is_of_notices": links.NOTICES in pks,
        "hears_notices": subscriptions.reader_of(person).notices,
        "token": token,
    }
    return render(request, "following/stop.html", context)


def _writer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    require_rate(str(request.user.pk), "following", per_minute=PER_MINUTE)
    return request.user


def _feed(subject: subjects.Subject) -> str:
    """Return the address of the feed that says the same to anybody."""
    if subject.kind == subjects.ANSWERS:
        return ""
    if subject.kind == subjects.SEARCH:
        return f"{reverse('following:feed-search')}?{subject.query}"
    key = subject.name.partition(":")[2]
    address = reverse("following:feed", args=[subject.kind, key])
    return address + ("" if subject.kind in subjects.WHOLE else f"?{_WHAT_MATTERS}")


_WHAT_MATTERS = urlencode({"significant": 1})


def _headings(subject: subjects.Subject) -> list[dict[str, str]]:
    """Return the headings of an RFC, so that one of them can be followed alone."""
    if subject.kind != subjects.RFC:
        return []
    rfc = Rfc.objects.select_related("current_revision").get(
        pk=int(subject.name.partition(":")[2])
    )
    found = subjects.sections_of(rfc)
    return [{"anchor": anchor, "title": each.title} for anchor, each in found.items()]
