"""Which line takes up another in a later period. Plain Python over ids.

Some projects write a new file for each period and say the period first:
``2025h2-loader`` goes on as ``2026-loader``.
"""

import re
from collections.abc import Iterable

_PERIOD = re.compile(r"(\d{4}(?:h[12]|-?q[1-4])?)[-_./](.+)", re.IGNORECASE)


def bare_id(key: str) -> str:
    """Return an id without the period that leads it."""
    return _parts(key)[1]


def heirs(earlier: Iterable[str], now: Iterable[str]) -> dict[str, str]:
    """Return, for each earlier id, the one of the newest period that takes it up.

    An id without a period, or with the newest, has none.
    """
    known = list(earlier)
    newest: dict[str, tuple[str, str]] = {}
    for key in (*known, *now):
        period, bare = _parts(key)
        if period:
            newest[bare] = max(newest.get(bare, ("", "")), (period, key))
    found = {key: newest.get(_parts(key)[1]) for key in known if _parts(key)[0]}
    return {
        key: heir[1]
        for key, heir in found.items()
        if heir is not None and heir[0] > _parts(key)[0]
    }


def _parts(key: str) -> tuple[str, str]:
    match = _PERIOD.fullmatch(key)
    if match is None:
        return "", key.lower()
    return match[1].lower().replace("-", ""), match[2].lower()
