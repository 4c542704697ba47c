"""How a ballot is held, by whatever method it is counted. Plain Python.

A ballot keeps the manners of its procedure from the draft on; what changes in the
policy later does not reach it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from governance import exact
from governance.errors import InvalidPolicy

DEFAULTS: dict[str, Any] = {
    "days": 10,
    "announce-days": 0,
    "embargo": False,
    "reasons": [],
    "extensions": 1,
    "pivotal-extensions": 0,
    "pivotal-days": 7,
    "early-close-days": None,
    "remind-days": [2],
    "proxies": 0,
    "proxy-chains": False,
    "appeal-days": 0,
    "appeal-ruling-days": 30,
    "ratify-days": 30,
}
MOST_TIMES = 10
MOST_PROXIES = 1000


def require(place: str, members: Mapping[str, Any]) -> None:
    """Refuse manners that are not what they should be or contradict one another.

    Policies of earlier versions do not have every member.
    """
    full = {**DEFAULTS, **members}

    def at(name: str) -> str:
        return f"{place}.{name}"

    days = exact.period(at("days"), full["days"])
    exact.span(at("announce-days"), full["announce-days"])
    exact.flag(at("embargo"), full["embargo"])
    exact.words(at("reasons"), full["reasons"], "the answers that need a reason")
    exact.whole(at("extensions"), full["extensions"], most=MOST_TIMES)
    exact.whole(at("proxies"), full["proxies"], most=MOST_PROXIES)
    exact.flag(at("proxy-chains"), full["proxy-chains"])
    exact.span(at("appeal-days"), full["appeal-days"])
    exact.period(at("appeal-ruling-days"), full["appeal-ruling-days"])
    exact.period(at("ratify-days"), full["ratify-days"])
    _require_extension(at, full)
    _require_within(at("early-close-days"), full["early-close-days"], days)
    reminders = full["remind-days"]
    if not isinstance(reminders, list) or len(reminders) > MOST_TIMES:
        raise InvalidPolicy(f"{at('remind-days')}: lists days before the deadline.")
    for index, before in enumerate(reminders):
        exact.period(f"{at('remind-days')}[{index}]", before)
    if full["proxy-chains"] and not full["proxies"]:
        raise InvalidPolicy(
            f"{at('proxy-chains')}: nobody may carry a mandate, so none can be passed "
            f"on; set {place}.proxies."
        )


def _require_extension(at: Any, full: Mapping[str, Any]) -> None:
    times = exact.whole(
        at("pivotal-extensions"), full["pivotal-extensions"], most=MOST_TIMES
    )
    exact.period(at("pivotal-days"), full["pivotal-days"])
    if times and full["embargo"]:
        raise InvalidPolicy(
            f"{at('pivotal-extensions')}: an extension because one vote could turn "
            "the outcome would tell how a sealed ballot stands; give up one of the two."
        )


def _require_within(place: str, least: Any, days: timedelta) -> None:
    if least is not None and exact.span(place, least) >= days:
        raise InvalidPolicy(f"{place}: the deadline would always come first.")


def length(rules: Mapping[str, Any], name: str) -> timedelta:
    """Return one of the lengths of time, as the ballot has it."""
    return exact.span(name, rules.get(name, DEFAULTS[name]))


def number(rules: Mapping[str, Any], name: str) -> int:
    """Return one of the whole numbers, as the ballot has it."""
    return int(rules.get(name, DEFAULTS[name]))


def early_from(rules: Mapping[str, Any], opened: datetime) -> datetime | None:
    """Return from when on a settled ballot may close early; ``None`` where never."""
    least = rules.get("early-close-days")
    return None if least is None else opened + exact.span("early-close-days", least)


def reminders(
    rules: Mapping[str, Any], opened: datetime, closes: datetime
) -> list[datetime]:
    """Return when those who have not voted are reminded, the first one first."""
    moments = {
        closes - exact.period("remind-days", before)
        for before in rules.get("remind-days", [])
    }
    return sorted(moment for moment in moments if moment > opened)
