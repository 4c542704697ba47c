"""What people send to the review room."""

from typing import Any

from django import forms

from rfcs.comments import MAX_BODY
from rfcs.concerns import MAX_NAME, MAX_REASON
from rfcs.models import Review

VERDICTS = [
    (Review.Verdict.APPROVE, "Approve", "The text may go ahead as it stands."),
    (
        Review.Verdict.APPROVE_WITH_REMARKS,
        "Approve with remarks",
        "It may go ahead; your remarks would make it better.",
    ),
    (
        Review.Verdict.REQUEST_CHANGES,
        "Request changes",
        "It should not go ahead before what you name is changed.",
    ),
    (
        Review.Verdict.ABSTAIN,
        "Abstain",
        "You have read it and take no side.",
    ),
]


def _words(label: str, *, rows: int, limit: int, draft: str) -> forms.CharField:
    attributes: dict[str, Any] = {"rows": rows, "data-draft": draft}
    return forms.CharField(
        label=label,
        max_length=limit,
        widget=forms.Textarea(attributes),
        help_text="Markdown; it stays in the record.",
    )


class ReviewForm(forms.Form):
    """A verdict on one revision."""

    verdict = forms.ChoiceField(choices=Review.Verdict.choices)
    summary = _words("Why", rows=5, limit=MAX_BODY, draft="review")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].required = False
        self.fields["summary"].help_text = (
            "Needed for remarks and for requested changes. Markdown; it stays in "
            "the record."
        )


class ConcernForm(forms.Form):
    """A named objection."""

    name = forms.CharField(
        max_length=MAX_NAME,
        label="Name",
        help_text="A few words that others can refer to, such as “firmware licence”.",
    )
    reason = _words(
        "What must be settled first", rows=5, limit=MAX_REASON, draft="concern"
    )


class SettleForm(forms.Form):
    """Why a concern is resolved, withdrawn or overruled."""

    act = forms.ChoiceField(
        choices=[
            ("resolve", "Resolve"),
            ("withdraw", "Withdraw"),
            ("overrule", "Overrule"),
        ]
    )
    decision = forms.IntegerField(required=False, min_value=1)
    reason = _words("Reason", rows=3, limit=MAX_REASON, draft="settle")


class StyleForm(forms.Form):
    """How a repository's documents are to be read."""

    format = forms.CharField(max_length=40, required=False)
    paths = forms.CharField(max_length=1000, required=False)
    mapping = forms.CharField(max_length=20_000, required=False, strip=False)

    def values(self) -> dict[str, str]:
        """Return what was typed, with line breaks as files have them."""
        self.is_valid()
        typed = {name: str(self.cleaned_data.get(name, "")) for name in self.fields}
        typed["format"] = typed["format"] or "auto"
        typed["mapping"] = typed["mapping"].replace("\r\n", "\n")
        return typed
