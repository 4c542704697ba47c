"""What happens to the runtime and when: the plan from which its history is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from demo import chance
from demo.people import MAINTAINERS, PEOPLE, Person
from demo.tree import FUNCTIONS, STEPS, STORY, Function

BEGINS, ENDS = date(2023, 12, 4), date(2026, 10, 30)
LAST_NEW = date(2026, 8, 20)
# After how many days a step follows the function's first one: from, and by how much.
_AFTER = {
    "add": (0, 1),
    "test": (6, 8),
    "guard": (25, 70),
    "bind": (12, 50),
    "doc": (15, 60),
    "better": (60, 180),
}
_REVERTED = ("oas_fence_wait", "better")


@dataclass(frozen=True)
class Event:
    """Something that becomes one commit; ``kind`` says how it is written."""

    at: datetime
    kind: str
    name: str = ""
    step: str = ""
    by: str = ""
    topic: str = ""
    detail: str = ""


def events() -> list[Event]:
    """Return everything that happens, in order."""
    found = [Event(moment(BEGINS, "begin"), "begin", by="astrid")]
    for name in FUNCTIONS:
        found += _life(FUNCTIONS[name])
    found += _reverted(found)
    found += [
        Event(
            moment(row["day"], "release"),
            "release",
            row["version"],
            by=row["by"],
            detail=row.get("milestone", ""),
        )
        for row in STORY["releases"]
    ]
    found += _images()
    found += [
        Event(moment(date(2024, 3, 12), "v"), "vendor", "0.4", by="hiroshi"),
        Event(moment(date(2025, 4, 22), "v"), "vendor", "0.5", by="hiroshi"),
        Event(moment(date(2026, 9, 2), "l"), "licence", by="helena"),
        Event(moment(date(2026, 9, 3), "l"), "ignore", by="helena"),
    ]
    return sorted(found, key=lambda e: (e.at, e.kind, e.name))


def moment(day: date, *names: object) -> datetime:
    """Return a working hour of ``day`` that depends on ``names``; weekends move on."""
    if day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())
    seconds = 7 * 3600 + chance.number(10 * 3600, day, *names)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return start + timedelta(seconds=seconds)


def author(component: str, at: datetime, *names: object) -> str:
    """Return who does a step: those at home in the component more often."""
    return chance.weighted(_active(component, at), "author", *names)


def others(
    component: str, at: datetime, count: int, but: set[str], *names: object
) -> list[str]:
    """Return up to ``count`` people who are not in ``but``, each once."""
    found: list[str] = []
    for turn in range(count):
        pool = {
            key: weight
            for key, weight in _active(component, at).items()
            if key not in but and key not in found and PEOPLE[key].account
        }
        found.append(chance.weighted(pool, "other", turn, *names))
    return found


def lander(by: str, *names: object) -> str:
    """Return the maintainer who lands somebody's change, never the author."""
    return chance.pick([m for m in MAINTAINERS if m != by], "lander", *names)


def address(person: Person, at: datetime) -> str:
    """Return the address that somebody used at a time."""
    moved = len(person.posts) > 1 and at.date() < person.posts[-1].since
    if moved:
        return person.aliases[0]
    if len(person.posts) == 1 and person.aliases and chance.one_in(5, at):
        return person.aliases[0]
    return person.email


def _active(component: str, at: datetime) -> dict[str, int]:
    home = STORY["components"][component]["home"]
    return {
        key: person.activity * (5 if key in home else 2)
        for key, person in PEOPLE.items()
        if not person.posts or person.posts[0].since <= at.date()
    }


def _life(function: Function) -> Iterator[Event]:
    siblings = [f for f in FUNCTIONS.values() if f.component == function.component]
    place = siblings.index(function)
    begins: date = STORY["components"][function.component]["begins"]
    room = (LAST_NEW - begins).days
    day = begins + timedelta(days=room * place // len(siblings))
    topic = function.name.split("_", 1)[1].replace("_", "-") * (place % 5 == 3)
    merged = moment(day + timedelta(days=21), function.name, "merge")
    for step in STEPS:
        least, spread = _AFTER[step]
        later = least + chance.number(spread, function.name, step)
        at = moment(day + timedelta(days=later), function.name, step)
        on_topic = topic if at < merged and step in {"add", "test", "doc"} else ""
        if topic and not on_topic and at <= merged:
            at += timedelta(days=21)
        if at.date() > ENDS:
            continue
        by = author(function.component, at, function.name, step)
        yield Event(at, "step", function.name, step, by, on_topic)
    if topic:
        by = lander("", function.name)
        yield Event(merged, "merge", function.name, by=by, topic=topic)


def _reverted(found: list[Event]) -> Iterator[Event]:
    first = next(e for e in found if (e.name, e.step) == _REVERTED)
    soon = moment(first.at.date() + timedelta(days=4), "revert")
    yield Event(soon, "revert", first.name, first.step, "marcus")
    again = moment(first.at.date() + timedelta(days=19), "again")
    yield Event(again, "step", first.name, first.step, first.by, detail="second try")


def _images() -> Iterator[Event]:
    day, image = BEGINS + timedelta(days=40), 0
    while day < ENDS:
        image += 1
        yield Event(moment(day, "image"), "image", str(image))
        day += timedelta(days=55 + chance.number(20, image))
