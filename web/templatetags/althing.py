"""Times, numbers and states, as a person reads them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import times
from governance import permissions
from governance.permissions import Person
from mirror.models import Project
from roadmap import annexes

register = template.Library()
day = register.filter("day", times.day)
moment = register.filter("moment", times.moment)
ago = register.filter("ago", times.ago)
ordinal = register.filter("ordinal", annexes.ordinal)

TONES = {
    "accept": "accept", "accepted": "accept", "approve": "accept", "yes": "accept",
    "approve-with-remarks": "accept", "available": "accept", "released": "accept",
    "settled": "accept", "decided": "accept", "done": "accept", "published": "accept",
    "accepted_with_changes": "accept", "accepted_provisional": "accept",
    "reject": "reject", "rejected": "reject", "no": "reject", "closed": "reject",
    "request-changes": "reject", "withdrawn": "reject", "infeasible": "reject",
    "postpone": "hold", "postponed": "hold", "deferred": "hold", "hold": "hold",
    "on_hold": "hold", "superseded": "hold", "at-risk": "hold", "returned": "hold",
    "final_comment": "note", "decision": "note", "concern": "note",
    "review": "open", "open": "open", "active": "open", "dropped": "reject",
    "on-track": "accept", "blocked": "reject", "fresh": "accept", "partly": "note",
    "stale": "hold", "contradicted": "reject", "designated": "accept",
    "refused": "reject", "lapsed": "hold", "filed": "note", "overdue": "reject",
    "critical": "reject", "high": "reject", "medium": "hold", "fixed": "accept",
}  # fmt: skip


@register.filter
def maintained_by(project: Project, user: Person) -> bool:
    """Whether the reader is one of the project's maintainers."""
    return bool(permissions.can_maintain(user, project))


@register.filter
def grouped(number: object) -> str:
    """Return a whole number with thin spaces between its thousands."""
    return f"{int(str(number)):,}".replace(",", "\u202f")


@register.filter
def weight(value: object) -> str:
    """Return an exact weight rounded for the eye: at most two decimals."""
    rounded = f"{float(Fraction(str(value or 0))):.2f}"
    return rounded.rstrip("0").rstrip(".")


@register.filter
def percent_of(share: object) -> str:
    """Return a share of one (exact or float) as a number of percent, 0 to 100."""
    number = 100 * float(Fraction(str(share or 0)))
    return f"{min(max(number, 0), 100):.2f}".rstrip("0").rstrip(".")


@register.filter
def percent(share: object) -> str:
    """Return a share of one as percent with one decimal."""
    return f"{100 * float(Fraction(str(share or 0))):.1f}".removesuffix(".0")


@register.filter
def oid(value: str) -> str:
    """Return the first ten digits of a git id or digest."""
    return value[:10]


@register.filter
def words(value: str) -> str:
    """Return an identifier as words: ``final_comment`` is "Final comment"."""
    return str(value).replace("_", " ").replace("-", " ").capitalize()


@register.filter
def needs_account(verdict: object) -> bool:
    """Whether all that a verdict asks for is to sign in."""
    return verdict == permissions.SIGN_IN


@register.filter
def tone(state: str) -> str:
    """Return which of accept, reject, hold, note or open a state means."""
    return TONES.get(str(state), "")


@register.filter
@lru_cache(maxsize=1000)
def tag(state: str, label: str = "") -> SafeString | str:
    """Return a state as a tag: its word, shape and colour."""
    if not state:
        return ""
    meaning = TONES.get(str(state), "")
    return format_html(
        '<span class="tag{}">{}</span>',
        f" tag--{meaning}" if meaning else "",
        label or words(state),
    )


@register.filter
def fate_word(fate: Mapping[str, Any]) -> str:
    """Return what became of a line, as a word."""
    return annexes.FATES.get(fate["fate"], str(fate["fate"]))


@register.filter
def state(row: Mapping[str, Any]) -> SafeString | str:
    """Return the tag of an RFC: what was decided where it is closed, else its phase."""
    phase, resolution = row["phase"], row["resolution"]
    if phase == "closed" and resolution != "none":
        return tag(resolution)
    if phase == "unknown":
        return tag("unknown", (row["status"] or "no state")[:30])
    return tag(phase)


@register.inclusion_tag("_components/weight_bar.html")
def weight_bar(
    parts: Iterable[Mapping[str, Any]], cap: object = None
) -> dict[str, object]:
    """Draw weights stacked by organisation, largest first.

    Each part has ``name``, ``share`` (counted weight) and, where they apply, ``hue``
    (0 to 7; absent for independents), ``cut`` (weight the cap took) and ``href``.
    ``cap`` is the cap as a share of one of the counted total.
    """
    rows = sorted(
        parts, key=lambda part: -_exact(part["share"]) - _exact(part.get("cut"))
    )
    counted = sum((_exact(part["share"]) for part in rows), Fraction(0))
    drawn = counted + sum((_exact(part.get("cut")) for part in rows), Fraction(0))
    if not counted:
        return {"bar": {"parts": [], "cap": "", "sentence": "No weight."}}
    shown, x = [], Fraction(0)
    for part in rows:
        share, cut = _exact(part["share"]), _exact(part.get("cut"))
        hue = part.get("hue")
        shown.append(
            {
                "name": part["name"],
                "href": part.get("href", ""),
                "hue": "independent" if hue is None else int(hue) % 8,
                "percent": percent(share / counted),
                "x": percent_of(x / drawn),
                "width": percent_of(share / drawn),
                "cut_x": percent_of((x + share) / drawn),
                "cut": percent_of(cut / drawn) if cut else "",
            }
        )
        x += share + cut
    line = percent_of(_exact(cap) * counted / drawn) if cap else ""
    sentence = ", ".join(f"{part['name']} {part['percent']} %" for part in shown)
    return {"bar": {"parts": shown, "cap": line, "sentence": sentence}}


@register.inclusion_tag("_components/meter.html")
def meter(
    label: str, value: object, need: object, sentence: str, tone: str = ""
) -> dict[str, object]:
    """Draw how much is reached and how much is needed, as shares of one."""
    return {
        "label": label,
        "value": value,
        "need": need,
        "sentence": sentence,
        "tone": tone,
    }


def _exact(value: object) -> Fraction:
    return Fraction(str(value)) if value not in (None, "") else Fraction(0)
