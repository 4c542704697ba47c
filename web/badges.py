"""Badges: the state of an RFC, an edition, one of its lines, as a small SVG."""

import unicodedata

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from rfcs.models import Rfc
from roadmap.addresses import published
from roadmap.models import Edition, EditionItem, Milestone
from roadmap.programmes.models import Application
from roadmap.publication import STATE_WORDS

PADDING = 8
LONGEST = 40
"""Signs of a label; what is longer is cut, and whole in the badge's title."""
NARROW, USUAL, BROAD, WIDE = 5, 8, 12, 13
NARROW_LETTERS, BROAD_LETTERS = frozenset("fijlrtI.,:;|!'()[] "), frozenset("mwMWQO@%&")
MINUTES, DAY = 300, 86_400
TONES = {
    "accepted": "#1a6b3c",
    "available": "#1a6b3c",
    "released": "#1a6b3c",
    "settled": "#1a6b3c",
    "closed": "#8f2323",
    "decision": "#7a5300",
    "final_comment": "#7a5300",
    "done": "#1a6b3c",
    "dropped": "#8f2323",
    "deferred": "#7a5300",
    "unknown": "#5a554c",
}


@require_safe
@conditional_page
def rfc(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Answer the badge of an RFC: its number, and the phase it is in."""
    found = get_object_or_404(
        Rfc.objects.only("number", "phase"), project__slug=project, slug=slug
    )
    label = f"RFC {found.number}".strip()
    return _badge(request, label, found.phase.replace("_", " "), TONES.get(found.phase))


@require_safe
@conditional_page
def roadmap(request: HttpRequest, project: str) -> HttpResponse:
    """Answer the badge of a project's latest published roadmap."""
    editions = Edition.objects.filter(
        project__slug=project, state=Edition.State.PUBLISHED
    )
    latest = editions.only("year", "number").order_by("-year", "-number").first()
    if latest is None:
        raise Http404
    return _badge(request, "roadmap", str(latest), TONES["accepted"])


@require_safe
@conditional_page
def milestone(request: HttpRequest, project: str, key: str) -> HttpResponse:
    """Answer the badge of a milestone as it stands now."""
    rows = Milestone.objects.only("title", "state")
    found = get_object_or_404(rows, project__slug=project, key=key)
    return _state_badge(request, found.title, found.state)


@require_safe
@conditional_page
def line(
    request: HttpRequest, project: str, edition: tuple[int, int], key: str
) -> HttpResponse:
    """Answer the badge of a line as its edition says it, for ever the same."""
    rows = EditionItem.objects.filter(edition=published(edition, project))
    said = get_object_or_404(rows, milestone__key=key).facts or {}
    name = f"{edition[0]}.{edition[1]}: {said['title']}"
    return _state_badge(request, name, said["state"], seconds=DAY)


@require_safe
@conditional_page
def designation(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the badge of a designation as it stands now."""
    rows = Application.objects.select_related("criteria")
    found = get_object_or_404(rows, pk=pk)
    held = found.state == Application.State.DESIGNATED
    lapsed = (
        held and found.expires_at is not None and found.expires_at <= timezone.now()
    )
    value = "lapsed" if lapsed else str(found.state)
    tone = TONES["accepted"] if value == "designated" else TONES["closed"]
    if value == "filed":
        value, tone = "applied", TONES["decision"]
    return _badge(request, found.criteria.title, value, tone)


def _state_badge(
    request: HttpRequest, title: str, state: str, *, seconds: int = MINUTES
) -> HttpResponse:
    word = STATE_WORDS.get(state, state).lower()
    return _badge(request, title, word, TONES.get(state), seconds=seconds)


def _badge(
    request: HttpRequest,
    label: str,
    value: str,
    tone: str | None,
    *,
    seconds: int = MINUTES,
) -> HttpResponse:
    name, shown = _plain(f"{label}: {value}"), _cut(_plain(label))
    left, right = (_width(text) + 2 * PADDING for text in (shown, value))
    context = {
        "name": name,
        "label": shown,
        "value": value,
        "tone": tone or "#1d4f8a",
        "left": left,
        "right": right,
        "width": left + right,
        "label_x": left / 2,
        "value_x": left + right / 2,
    }
    response = render(request, "web/badge.svg", context, content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _plain(text: str) -> str:
    """Return text as one line, without what XML or a single line has no place for.

    Unassigned, control, surrogate and direction signs go; they have no width either.
    """
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join("".join(kept).split())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _width(text: str) -> int:
    """Return about how many pixels the text takes at 12 px, rather more than less."""
    return sum(map(_letter_width, text))


def _letter_width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return WIDE
    if letter in NARROW_LETTERS:
        return NARROW
    return BROAD if letter in BROAD_LETTERS else USUAL
