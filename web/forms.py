"""What people fill in on their desk."""

from django import forms

from contributors.models import AccessToken, Organisation


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


class TokenForm(forms.Form):
    """What a program may do in one's name."""

    name = forms.CharField(
        label="Name", max_length=80, help_text="What will use it, such as “our bot”."
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=AccessToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Reading needs no token.",
        error_messages={"required": "Choose at least one: reading needs no token."},
    )
    days = forms.IntegerField(
        label="Good for how many days", initial=90, min_value=1, max_value=366
    )
