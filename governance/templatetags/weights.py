"""Exact shares in templates."""

from fractions import Fraction

from django import template

register = template.Library()


@register.filter
def over(part: Fraction, whole: Fraction) -> Fraction:
    """Return ``part`` as a share of ``whole``; nothing is a share of nothing."""
    return Fraction(part) / whole if whole else Fraction(0)
