"""What people fill in on their desk."""

from django import forms

from contributors.models import Organisation


class AffiliationForm(forms.Form):
    """Whom one works for, and since when."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        required=False,
        to_field_name="slug",
        empty_label="nobody: I am independent",
        label="I work for",
        help_text="Not listed? The operator of this site enters organisations.",
    )
    since = forms.DateField(
        label="Since",
        help_text="The day, in UTC; an earlier declaration ends there.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
