"""What maintainers fill in when they draft an edition."""

from django import forms

from roadmap.models import StatusUpdate


class DescriptionForm(forms.Form):
    """Title and introduction of an edition."""

    title = forms.CharField(max_length=200)
    introduction = forms.CharField(
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Markdown: what this year is about, for people who were not there.",
    )


class AddForm(forms.Form):
    """Add one milestone by its id, or all of one target."""

    milestone = forms.CharField(
        required=False, max_length=160, widget=forms.TextInput(attrs={"list": "ids"})
    )
    target = forms.CharField(
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "targets"}),
    )


class ItemForm(forms.Form):
    """One line of a draft: its place, its decision and a remark."""

    place = forms.IntegerField(min_value=1, max_value=100_000)
    decision = forms.IntegerField(required=False, min_value=1, max_value=10_000_000)
    note = forms.CharField(
        required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class UpdateForm(forms.Form):
    """How a milestone goes."""

    state = forms.ChoiceField(choices=StatusUpdate.State.choices)
    text = forms.CharField(
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Markdown: what was done, what is in the way, what comes next.",
    )
