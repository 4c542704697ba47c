"""What people fill in when they follow."""

from django import forms

from following.models import Pace, Subscription


class FollowForm(forms.Form):
    """How much of it, and when."""

    scope = forms.ChoiceField(
        label="Tell me",
        choices=Subscription.Scope.choices,
        initial=Subscription.Scope.SIGNIFICANT,
    )
    pace = forms.ChoiceField(label="By mail", choices=Pace.choices, initial=Pace.NOW)
