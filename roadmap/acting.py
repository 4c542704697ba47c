"""What every form of the roadmap does first: who acts, and is the form in order."""

from typing import Any

from django.http import Http404, HttpRequest

from contributors.models import User
from core.errors import InvalidInput
from core.limits import require_rate

WRITES_PER_MINUTE = 120


def writer(request: HttpRequest) -> User:
    """Return who is signed in, within the limit of writes a minute."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    require_rate(str(user.pk), "roadmap", per_minute=WRITES_PER_MINUTE)
    return user


def valid(form: Any) -> dict[str, Any]:
    """Return the cleaned form, or refuse with the first thing that is wrong."""
    if form.is_valid():
        cleaned: dict[str, Any] = form.cleaned_data
        return cleaned
    name, errors = next(iter(form.errors.items()))
    raise InvalidInput(f"{name.capitalize().replace('_', ' ')}: {errors[0]}")
