"""A limit holds, says how long to wait, and is each person's own."""

import pytest

from core import limits
from core.errors import TooMany

pytestmark = pytest.mark.django_db


def test_more_than_the_limit_is_refused():
    for _ in range(3):
        limits.require_rate("u1", "comment", per_minute=3)
    with pytest.raises(TooMany, match="more than 3 times"):
        limits.require_rate("u1", "comment", per_minute=3)


def test_one_person_does_not_use_up_anothers_limit():
    limits.require_rate("u1", "comment", per_minute=1)
    limits.require_rate("u2", "comment", per_minute=1)
    limits.require_rate("u1", "vote", per_minute=1)
