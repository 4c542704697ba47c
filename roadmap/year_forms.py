"""What people fill in during a roadmap's year."""

from django import forms

from roadmap.models import Fate, Feedback, Occasion, ProposalAnswer

MAX_TEXT = 20_000
NO_FATE = [("", "Not told yet")]


class _Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CallForm(forms.Form):
    """The dates of a call, and its words."""

    opens_on = _Day(label="Opens on")
    closes_on = _Day(label="Closes on")
    feedback_until = _Day(label="Feedback until")
    text = forms.CharField(
        label="What is asked for",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Markdown: who may propose, and what a good proposal says.",
    )


class OccasionForm(forms.Form):
    """One day of the calendar."""

    kind = forms.ChoiceField(choices=Occasion.Kind.choices)
    title = forms.CharField(max_length=200)
    day = _Day()


class ProposalForm(forms.Form):
    """An item that somebody asks for."""

    title = forms.CharField(max_length=200)
    motivation = forms.CharField(
        label="Why",
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Markdown: the problem, who has it, how one will know it is gone.",
    )
    target = forms.CharField(
        required=False, max_length=120, help_text="Such as 2027-Q3 or a release."
    )
    owner = forms.CharField(label="Who would do it", required=False, max_length=200)


class AnswerForm(forms.Form):
    """What became of a proposal."""

    outcome = forms.ChoiceField(choices=ProposalAnswer.Outcome.choices)
    reason = forms.CharField(
        max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    milestone = forms.CharField(
        label="Taken up as milestone", required=False, max_length=160
    )
    reconsider_on = forms.DateField(required=False)


class FeedbackForm(forms.Form):
    """What somebody says of an item."""

    stance = forms.ChoiceField(
        choices=Feedback.Stance.choices, widget=forms.RadioSelect
    )
    body = forms.CharField(
        required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FateForm(forms.Form):
    """What became of one line of the edition before."""

    earlier = forms.IntegerField(min_value=1)
    fate = forms.ChoiceField(required=False, choices=NO_FATE + Fate.Kind.choices)
    reason = forms.CharField(required=False, max_length=5_000)
    into = forms.CharField(required=False, max_length=4_000)
    evidence = forms.CharField(required=False, max_length=500)


class ApprovalForm(forms.Form):
    """An approval of the draft in the state that was read."""

    role = forms.CharField(max_length=20)
    digest = forms.RegexField(r"^[0-9a-f]{64}$")
    given = forms.BooleanField(required=False)
