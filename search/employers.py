"""Whom people worked for when they said something."""

from collections.abc import Iterable
from datetime import UTC, datetime

from contributors.models import Affiliation


class Employers:
    """Whom people worked for, read at once for all of them."""

    def __init__(self, contributors: Iterable[int]) -> None:
        self._posts: dict[int, list[Affiliation]] = {}
        rows = Affiliation.objects.filter(
            contributor__in=set(contributors), withdrawn_at=None
        ).order_by("since", "pk")
        for row in rows:
            self._posts.setdefault(row.contributor_id, []).append(row)

    def at(self, contributor: int | None, moment: datetime) -> int | None:
        """Return the organisation of a person at a moment, if they declared one."""
        day, found = moment.astimezone(UTC).date(), None
        for post in self._posts.get(contributor or 0, ()):
            if post.since <= day and (post.until is None or post.until > day):
                found = post.organisation_id
        return found
