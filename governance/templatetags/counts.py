"""Pictures of a count in templates."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import template

from governance import chains, drawings

register = template.Library()


@register.filter
def shortened(number: Fraction | None) -> str:
    """Return an exact number with at most three decimals, for the eye."""
    if number is None:
        return ""
    text = f"{float(number):.3f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def of(found: dict[str, Any], name: str) -> Any:
    """Return what is found under a name that a template works out, or nothing."""
    return found.get(name)


@register.inclusion_tag("governance/_count_pictures.html")
def count_pictures(
    tally: dict[str, Any], options: Sequence[str] = ()
) -> dict[str, object]:
    """Draw who beats whom, the strongest paths, the rounds or the approvals.

    ``options`` gives their order; a method that has nothing to draw draws nothing.
    """
    figures, winners = tally["figures"], tally["winners"]
    shown: dict[str, object] = {"method": tally["method"], "bar": drawings.BAR}
    if pairs := figures.get("pairwise"):
        shown["duels"] = drawings.duels(pairs, options, winners)
    if paths := figures.get("strongest_paths"):
        shown["paths"] = drawings.duels(paths, options, winners)
        shown["chains"] = chains.pairs(figures, options)
    if told := figures.get("rounds"):
        shown["rounds"] = drawings.rounds(told, options)
    if approvals := figures.get("approvals"):
        shown["approvals"] = drawings.bars(
            approvals, figures["cast_weight"], figures["needed"], options
        )
        shown["needed"] = figures["needed"]
    return shown
