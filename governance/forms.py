"""The forms of this room: ask, answer, extend, void, decide."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from governance import answers, rules
from governance.errors import InvalidPolicy
from governance.frozen import RECUSE
from governance.models import Ballot, Decision

MOST_DAYS = 365
LONGEST_TEXT = 20_000


def _reason() -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        label="Your reason",
        help_text="Public, with your name.",
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": "reason"}),
    )


class DraftForm(forms.Form):
    """Put a question on a subject."""

    question = forms.CharField(
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="One sentence that can be answered with yes or no.",
    )
    days = forms.CharField(
        max_length=20,
        label="Days to vote",
        help_text=(
            "From now; the policy's own number is filled in. A fraction such as 1/2 "
            "is less than a day."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_days(self) -> timedelta:
        """Return how long the vote lasts."""
        try:
            return rules.period("Days", self.cleaned_data["days"])
        except InvalidPolicy as error:
            raise forms.ValidationError(error.message) from None


class ChoiceForm(forms.Form):
    """Answer with one of the choices that the method knows."""

    choice = forms.ChoiceField(label="Your answer", widget=forms.RadioSelect)
    reason = _reason()

    def __init__(
        self, *args: Any, choices: list[str], reasons: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needs_reason = {RECUSE, *reasons}
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(choice, choice) for choice in (*choices, RECUSE)]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where the ballot does."""
        data = super().clean() or {}
        choice = data.get("choice")
        if choice in self.needs_reason and not data.get("reason", "").strip():
            self.add_error("reason", f"Give your reason to answer “{choice}”.")
        return data

    def answer(self) -> dict[str, Any]:
        """Return what ``cast_vote`` takes."""
        return {
            "choice": self.cleaned_data["choice"],
            "reason": self.cleaned_data["reason"],
        }


class RankingForm(forms.Form):
    """Rank options by giving each a place; equal places are equal."""

    reason = _reason()

    def __init__(self, *args: Any, options: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        places = [
            ("", "not ranked"),
            *((str(n + 1), n + 1) for n in range(len(options))),
        ]
        for index, option in enumerate(options):
            self.fields[f"place_{index}"] = forms.ChoiceField(
                choices=places, required=False, label=option
            )
        self.order_fields([f"place_{i}" for i in range(len(options))])

    def answer(self) -> dict[str, Any]:
        """Return what ``cast_vote`` takes: groups of options, best first."""
        groups: dict[int, list[str]] = {}
        for index, option in enumerate(self.options):
            if place := self.cleaned_data[f"place_{index}"]:
                groups.setdefault(int(place), []).append(option)
        ranking = [groups[place] for place in sorted(groups)]
        return {"ranking": ranking, "reason": self.cleaned_data["reason"]}


class ApprovalForm(forms.Form):
    """Approve any number of options."""

    approved = forms.MultipleChoiceField(
        required=False,
        label="Options that you approve",
        widget=forms.CheckboxSelectMultiple,
    )
    reason = _reason()

    def __init__(self, *args: Any, options: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["approved"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(option, option) for option in options]

    def answer(self) -> dict[str, Any]:
        """Return what ``cast_vote`` takes: one group of all approved options."""
        approved = self.cleaned_data["approved"]
        ranking = [approved] if approved else []
        return {"ranking": ranking, "reason": self.cleaned_data["reason"]}


class ExtendForm(forms.Form):
    """Move the deadline."""

    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, label="More days")
    reason = forms.CharField(max_length=LONGEST_TEXT, label="Why the deadline moves")

    def new_deadline(self, ballot: Ballot) -> Any:
        """Return the deadline, moved by the days given."""
        return ballot.closes_at + timedelta(days=self.cleaned_data["days"])


class VoidForm(forms.Form):
    """Declare a ballot void."""

    reason = forms.CharField(max_length=LONGEST_TEXT, label="Why it is void")


class DecisionForm(forms.Form):
    """Write down the outcome."""

    disposition = forms.ChoiceField(widget=forms.RadioSelect)
    outcome = forms.CharField(
        max_length=LONGEST_TEXT,
        label="The outcome, in your words",
        help_text="What was decided and why; Markdown. It becomes the public record.",
        widget=forms.Textarea(attrs={"rows": 6, "data-draft": "outcome"}),
    )

    def __init__(self, *args: Any, dispositions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["disposition"]
        assert isinstance(field, forms.ChoiceField)
        known = dict(Decision.Disposition.choices)
        field.choices = [(name, known[name]) for name in dispositions]


AnswerForm = ChoiceForm | RankingForm | ApprovalForm


def answer_form(ballot: Ballot, data: Any = None, initial: Any = None) -> AnswerForm:
    """Return the form that the ballot's method is answered by."""
    if words := answers.choices(ballot.method):
        reasons = ballot.rules.get("reasons", [])
        return ChoiceForm(data, initial=initial, choices=list(words), reasons=reasons)
    form = ApprovalForm if ballot.method == answers.APPROVAL else RankingForm
    return form(data, initial=initial, options=ballot.options)


def deadline(period: timedelta) -> datetime:
    """Return the moment ``period`` from now, at the full minute if it has days."""
    moment = timezone.now() + period
    return moment.replace(second=0, microsecond=0) if period.days else moment
