"""The forms of this room: answer, extend, end, void, decide."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django import forms

from governance import answers, deadlines
from governance.frozen import RECUSE
from governance.models import Ballot, Decision, Vote

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


class ChoiceForm(forms.Form):
    """Answer with one of the choices that the method knows."""

    choice = forms.ChoiceField(label="Your answer", widget=forms.RadioSelect)
    reason = _reason()

    def __init__(
        self,
        *args: Any,
        choices: Collection[str],
        reasons: Collection[str],
        **kwargs: Any,
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
            self.add_error(
                "reason", f"Give your reason to answer “{answers.label(choice)}”."
            )
        return data

    def answer(self) -> dict[str, Any]:
        """Return what ``cast_vote`` takes."""
        return {
            "choice": self.cleaned_data["choice"],
            "reason": self.cleaned_data["reason"],
        }


class _OptionsForm(forms.Form):
    """Answer about options, or recuse oneself instead."""

    recuse = forms.BooleanField(
        required=False,
        label="I recuse myself",
        help_text=(
            "Takes you out of this question; what you say about the options is not "
            "counted. Needs a reason."
        ),
    )
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        """Ask who recuses themselves why, and everybody else for an answer."""
        data = super().clean() or {}
        if data.get("recuse"):
            if not data.get("reason", "").strip():
                self.add_error("reason", "Give your reason to recuse yourself.")
        elif not self.errors:
            self.check_ranking(self.ranking())
        return data

    def answer(self) -> dict[str, Any]:
        """Return what ``cast_vote`` takes."""
        reason = self.cleaned_data["reason"]
        if self.cleaned_data["recuse"]:
            return {"choice": RECUSE, "reason": reason}
        return {"ranking": self.ranking(), "reason": reason}

    def ranking(self) -> list[list[str]]:
        """Return groups of options, best first."""
        raise NotImplementedError

    def check_ranking(self, ranking: list[list[str]]) -> None:
        """Refuse what the method cannot count."""


class RankingForm(_OptionsForm):
    """Rank options by giving each a place; equal places are equal."""

    def __init__(
        self, *args: Any, options: list[str], ties: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.options, self.ties = options, ties
        places = [
            ("", "not ranked"),
            *((str(n + 1), n + 1) for n in range(len(options))),
        ]
        for index, option in enumerate(options):
            self.fields[f"place_{index}"] = forms.ChoiceField(
                choices=places, required=False, label=option
            )
        self.order_fields([f"place_{i}" for i in range(len(options))])

    def ranking(self) -> list[list[str]]:
        """Return groups of options, best first."""
        groups: dict[int, list[str]] = {}
        for index, option in enumerate(self.options):
            if place := self.cleaned_data.get(f"place_{index}"):
                groups.setdefault(int(place), []).append(option)
        return [groups[place] for place in sorted(groups)]

    def check_ranking(self, ranking: list[list[str]]) -> None:
        """Refuse an empty order, and ties where they mean nothing."""
        if not ranking:
            raise forms.ValidationError("Give at least one option a place.")
        for group in ranking:
            if len(group) > 1 and not self.ties:
                raise forms.ValidationError(
                    f"Each place can be given once here; {' and '.join(group)} share "
                    "one."
                )


class ApprovalForm(_OptionsForm):
    """Approve any number of options."""

    approved = forms.MultipleChoiceField(
        required=False,
        label="Options that you approve",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, options: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["approved"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(option, option) for option in options]

    def ranking(self) -> list[list[str]]:
        """Return one group of all approved options."""
        approved = self.cleaned_data["approved"]
        return [approved] if approved else []


class ExtendForm(forms.Form):
    """Move the deadline."""

    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, label="More days")
    reason = forms.CharField(max_length=LONGEST_TEXT, label="Why the deadline moves")

    def new_deadline(self, ballot: Ballot) -> Any:
        """Return the deadline, moved by days on the clocks of its zone."""
        period = timedelta(days=self.cleaned_data["days"])
        return deadlines.later(ballot.closes_at, period, ballot.zone)


class EndForm(forms.Form):
    """Close a settled ballot before its deadline."""

    reason = forms.CharField(max_length=LONGEST_TEXT, label="Why it closes early")


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


class RestateForm(forms.Form):
    """Put an outcome in other words."""

    outcome = forms.CharField(
        max_length=LONGEST_TEXT,
        label="The outcome as it should read",
        help_text="Markdown. The words as they stand now are kept below it.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reason = forms.CharField(max_length=LONGEST_TEXT, label="Why it is reworded")


class FollowUpForm(forms.Form):
    """Agree on what follows from a decision."""

    kind = forms.ChoiceField(
        choices=[("task", "a task to be done"), ("review", "a day to look at it again")]
    )
    task = forms.CharField(max_length=LONGEST_TEXT, label="What is to be done")
    holder = forms.CharField(max_length=200, required=False, label="Who does it")
    due_on = forms.DateField(
        required=False,
        label="Due on",
        help_text="A review needs its day.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class FollowUpEndForm(forms.Form):
    """Say how a follow-up ended."""

    how = forms.ChoiceField(choices=[("done", "done"), ("dropped", "dropped")])
    note = forms.CharField(max_length=LONGEST_TEXT, label="What came of it")


def answer_form(ballot: Ballot, data: Any = None, vote: Vote | None = None) -> Any:
    """Return the form that the ballot's method is answered by.

    ``vote`` is what the elector answered before, to begin with.
    """
    initial = _initial(ballot, vote) if vote else None
    if words := answers.choices(ballot.method):
        reasons = answers.needing_reasons(
            ballot.method, ballot.parameters, ballot.rules
        )
        return ChoiceForm(data, initial=initial, choices=words, reasons=reasons)
    if ballot.method == answers.APPROVAL:
        return ApprovalForm(data, initial=initial, options=ballot.options)
    ties = ballot.method != "stv"
    return RankingForm(data, initial=initial, options=ballot.options, ties=ties)


def _initial(ballot: Ballot, vote: Vote) -> dict[str, Any]:
    given: dict[str, Any] = {"choice": vote.choice, "reason": vote.reason}
    given["recuse"] = vote.choice == RECUSE
    for place, group in enumerate(vote.ranking or [], start=1):
        for option in group:
            given[f"place_{ballot.options.index(option)}"] = str(place)
    given["approved"] = [option for group in vote.ranking or [] for option in group]
    return given
