"""What people fill in for the programmes."""

from typing import Any

from django import forms

from roadmap.programmes.models import SETTLED, SEVERITIES, Criteria

_LONG = {"rows": 4}


class ApplyForm(forms.Form):
    """Ask for a designation; the criteria say what else is asked."""

    product = forms.CharField(max_length=120, label="Name of what is to be designated")
    statement = forms.CharField(
        max_length=5_000, widget=forms.Textarea(attrs=_LONG), label="What it is"
    )

    def __init__(self, criteria: Criteria, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {f"ask-{ask['id']}": ask["id"] for ask in criteria.asks}
        for ask in criteria.asks:
            self.fields[f"ask-{ask['id']}"] = forms.CharField(
                max_length=200, label=ask["title"]
            )

    def values(self) -> dict[str, str]:
        """Return what the applicant gave for the criteria's own questions."""
        return {key: self.cleaned_data[name] for name, key in self.asked.items()}


class ShowForm(forms.Form):
    """What an applicant shows for a criterion."""

    criterion = forms.CharField(max_length=120, widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=5_000, widget=forms.Textarea(attrs=_LONG), label="What you show"
    )
    link = forms.URLField(required=False, max_length=500, assume_scheme="https")


class AssessForm(forms.Form):
    """Whether a criterion is met."""

    criterion = forms.CharField(max_length=120, widget=forms.HiddenInput)
    is_met = forms.TypedChoiceField(
        choices=[("yes", "It is met"), ("no", "It is not met")],
        coerce=lambda word: word == "yes",
        label="Assessment",
    )
    reason = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs=_LONG))


class ConditionsForm(forms.Form):
    """Under which conditions a designation would be given."""

    text = forms.CharField(
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs=_LONG),
        label="Conditions",
    )


class ReportForm(forms.Form):
    """An audit's report."""

    auditor = forms.CharField(max_length=200)
    done_on = forms.DateField(
        label="Ended on", widget=forms.DateInput(attrs={"type": "date"})
    )
    link = forms.URLField(max_length=500, assume_scheme="https", label="The report")
    report_hash = forms.CharField(
        max_length=64, label="SHA-256 of the report", help_text="64 digits and letters."
    )


class FindingForm(forms.Form):
    """One finding of a report."""

    report = forms.IntegerField(widget=forms.HiddenInput)
    reference = forms.CharField(max_length=60, label="Number in the report")
    title = forms.CharField(max_length=300, label="Finding")
    severity = forms.ChoiceField(choices=[(s, s.capitalize()) for s in SEVERITIES])


class ChangeForm(forms.Form):
    """What became of a finding."""

    finding = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=[(s, s.capitalize()) for s in (*SETTLED, "open")])
    reason = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    link = forms.URLField(required=False, max_length=500, assume_scheme="https")


class MeasureForm(forms.Form):
    """A measurement by somebody who uses what a milestone delivered."""

    adopter = forms.CharField(max_length=200, label="Who measured")
    metric = forms.CharField(max_length=200, label="What was measured")
    value = forms.CharField(max_length=60)
    unit = forms.CharField(max_length=40)
    hardware = forms.CharField(max_length=300)
    commit = forms.CharField(max_length=64, label="Commit that was measured")
    link = forms.URLField(
        max_length=500, assume_scheme="https", label="Where the data lies"
    )
    method = forms.CharField(
        max_length=5_000,
        widget=forms.Textarea(attrs=_LONG),
        help_text="So that somebody else can measure it again.",
    )


class ReviewForm(forms.Form):
    """Whether an adopter's report is shown."""

    is_shown = forms.TypedChoiceField(
        choices=[("yes", "Show it"), ("no", "Refuse it")],
        coerce=lambda word: word == "yes",
        label="Review",
    )
    reason = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
