"""The forms by which a question is put: drafted, and announced."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.errors import AlthingError
from governance import answers, deadlines, exact, procedures, subjects
from governance.errors import InvalidPolicy

_ZONE_HELP = (
    "UTC, AoE for anywhere on Earth, or a place such as Europe/Berlin. The page shows "
    "the deadline in this zone and in UTC."
)
_OPTIONS_HELP = (
    "One a line. After a bar | may stand the text that the option is about, such as "
    "rfc:12, or rfc:12@ and a revision"
)
_ASKED: dict[str, dict[str, Any]] = {
    "seats": {"label": "Seats to fill", "initial": 1},
    "default": {
        "label": "Default option",
        "help_text": "What holds if no option wins, such as “further discussion”; "
        "it is one of the options, the last one if you leave this empty.",
    },
    "class": {
        "label": "Class of the document",
        "choices": [
            ("other", "Other: one yes is needed"),
            ("standards", "Standards: two thirds are needed"),
        ],
    },
    "kind": {
        "label": "Kind of vote",
        "choices": [
            ("procedural", "Procedural: more +1 than \N{MINUS SIGN}1"),
            (
                "code",
                "Code: three +1, and a \N{MINUS SIGN}1 is a veto",
            ),
            ("release", "Release: three +1, and more +1 than \N{MINUS SIGN}1"),
        ],
    },
}


def _line(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **more})


class DraftForm(forms.Form):
    """Put a question on a subject, by a procedure of the policy."""

    question = forms.CharField(
        max_length=1000,
        widget=_line(),
        help_text="One sentence that the answers below can answer.",
    )
    days = forms.CharField(
        required=False,
        max_length=20,
        label="Days to vote",
        help_text=(
            "From now; the policy's own number is filled in. A fraction such as 1/2 "
            "is less than a day."
        ),
        widget=_line(inputmode="numeric"),
    )
    until = forms.DateField(
        required=False,
        label="Or until the end of this day",
        help_text="A date goes before the number of days.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    at = forms.TimeField(
        required=False,
        label="At this time of that day",
        help_text="23:59 if you leave it empty.",
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    zone = forms.CharField(
        required=False,
        max_length=60,
        initial="UTC",
        label="Time zone of the deadline",
        help_text=_ZONE_HELP,
        widget=_line(),
    )

    def __init__(self, *args: Any, rule: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.asked = list(rule.get("ask", []))
        for name in self.asked:
            self.fields[name] = _asked_field(name)
        own = answers.has_options(rule["method"]) and not rule.get("options")
        if own:
            staff = ", or an organisation's short name" * ("seat_limit" in rule)
            self.fields["options"] = forms.CharField(
                max_length=10_000,
                help_text=f"{_OPTIONS_HELP}{staff}.",
                widget=forms.Textarea(attrs={"rows": 6}),
            )
        self.order_fields(["question", "options", *self.asked])

    def clean_zone(self) -> str:
        """Return a zone that is known."""
        zone = str(self.cleaned_data["zone"]).strip() or "UTC"
        with _said():
            deadlines.zone_of(zone)
        return zone

    def clean_days(self) -> timedelta | None:
        """Return how long the vote lasts, if that was said."""
        if not self.cleaned_data["days"]:
            return None
        try:
            return exact.period("Days", self.cleaned_data["days"])
        except InvalidPolicy as error:
            raise forms.ValidationError(error.message) from None

    def clean(self) -> dict[str, Any]:
        """Read the options and the deadline together."""
        data = super().clean() or {}
        if not self.errors:
            with _said():
                data["closes_at"] = _deadline(data)
            if data["closes_at"] is None:
                self.add_error("days", "Say how many days, or until which date.")
        return data

    def ballot(self) -> dict[str, Any]:
        """Return what ``draft_ballot`` takes beside the subject."""
        data = self.cleaned_data
        options, texts, organisations = _options(data.get("options", ""))
        asked = {name: data[name] for name in self.asked if data[name] != ""}
        if organisations:
            asked["organisations"] = organisations
        return {
            "question": data["question"],
            "options": options,
            "texts": texts,
            "asked": asked,
            "closes_at": data["closes_at"],
            "zone": data["zone"],
        }


class AnnounceForm(forms.Form):
    """Say when a draft opens."""

    day = forms.DateField(
        label="Opens on", widget=forms.DateInput(attrs={"type": "date"})
    )
    time = forms.TimeField(
        label="At", initial="12:00", widget=forms.TimeInput(attrs={"type": "time"})
    )

    def opening(self, zone: str) -> datetime:
        """Return the moment, on the clocks of the ballot's zone."""
        return deadlines.moment(
            self.cleaned_data["day"], self.cleaned_data["time"], zone
        )


class _said:  # noqa: N801  reads as a word
    """Turn a refusal of the room into one of the form."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, AlthingError):
            raise forms.ValidationError(error.message) from None


def _asked_field(name: str) -> forms.Field:
    said = dict(_ASKED[name])
    if "choices" in said:
        return forms.ChoiceField(**said)
    if name == "seats":
        return forms.IntegerField(
            min_value=1, max_value=procedures.MOST_OPTIONS, **said
        )
    return forms.CharField(max_length=200, required=False, widget=_line(), **said)


def _deadline(data: Mapping[str, Any]) -> datetime | None:
    if data.get("until"):
        at = data.get("at") or datetime.max.time().replace(microsecond=0, second=0)
        return deadlines.moment(data["until"], at, data["zone"])
    period = data.get("days")
    if period is None:
        return None
    now = timezone.now()
    if period.days:
        now = now.replace(second=0, microsecond=0)
    return deadlines.later(now, period, data["zone"])


def _options(text: str) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """Return the options, the texts that they are about, and whose they are."""
    options, texts, organisations = [], {}, {}
    for line in text.splitlines():
        option, _, about = (part.strip() for part in line.partition("|"))
        if not option:
            continue
        options.append(option)
        if about.partition(":")[0] in subjects.kinds() and ":" in about:
            texts[option] = about
        elif about:
            organisations[option] = about
    return options, texts, organisations
