"""Answers as a person reads them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance import answers
from governance.models import Vote

register = template.Library()
_FOR = ("yes", "+1", "noobj", "reviewed")


@register.filter
def said(choice: str) -> str:
    """Return an answer in words."""
    return answers.label(choice)


@register.filter
def as_answered(vote: Vote, method: str) -> str:
    """Return a vote by a ranking or by approvals in words."""
    return answers.said(method, vote.choice, vote.ranking)


@register.filter
def answer(choice: str) -> SafeString:
    """Return an answer as a tag, with the colour of what it means."""
    tone = ""
    if choice in answers.AGAINST:
        tone = " tag--reject"
    elif choice in _FOR:
        tone = " tag--accept"
    return format_html('<span class="tag{}">{}</span>', tone, answers.label(choice))
