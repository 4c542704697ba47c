"""The form in which people say whom they work for."""

from django import forms
from django.utils import timezone

from contributors.models import Organisation


class AffiliationForm(forms.Form):
    """An organisation or none, and since when."""

    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.all(),
        required=False,
        empty_label="Nobody: I am independent",
        label="Whom do you work for?",
        help_text="Weight counts under this organisation's cap.",
    )
    since = forms.DateField(
        label="Since",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Your present affiliation ends on that day.",
    )

    def clean_since(self) -> object:
        """Refuse days that nobody can speak for."""
        since, today = self.cleaned_data["since"], timezone.now().date()
        if since.year < 1970 or (since - today).days > 366:
            raise forms.ValidationError("Write a day up to a year from now.")
        return since
