"""What changed between two editions. Plain Python over their published JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from roadmap.targets import quarters_between

Item = Mapping[str, Any]
_SCOPE = ("title", "summary", "track", "criteria", "depends_on", "needs")
_PEOPLE = ("owner", "champion")
_ENDED = {"done", "dropped"}


@dataclass(frozen=True)
class Change:
    """One line that stands in both editions, before and after."""

    before: Item
    after: Item
    fields: tuple[str, ...] = ()
    quarters: int | None = None

    @property
    def values(self) -> list[tuple[str, Any, Any]]:
        """Return each changed member with its text before and after."""
        return [
            (name, shown(self.before[name]), shown(self.after[name]))
            for name in self.fields
        ]


@dataclass(frozen=True)
class Comparison:
    """Every line of both editions in at least one class; none is left out."""

    added: tuple[Item, ...]
    left_out: tuple[Item, ...]
    completed: tuple[Change, ...]
    dropped: tuple[Change, ...]
    carried: tuple[Change, ...]
    rescoped: tuple[Change, ...]
    moved: tuple[Change, ...]
    people_changed: tuple[Change, ...]
    confidence_changed: tuple[Change, ...]
    rfc_changed: tuple[Change, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs that a reader would call a change."""
        return not (self.added or self.left_out or self._changes)

    @property
    def _changes(self) -> tuple[Change, ...]:
        return (
            *self.completed,
            *self.dropped,
            *self.rescoped,
            *self.moved,
            *self.people_changed,
            *self.confidence_changed,
            *self.rfc_changed,
        )


def compare(older: Mapping[str, Any], newer: Mapping[str, Any]) -> Comparison:
    """Return what the newer edition says otherwise than the older.

    Lines are matched by id, then by the RFC that both alone are about.
    """
    pairs, added, left_out = _matched(older["items"], newer["items"])
    rescoped = _changed(pairs, _SCOPE)
    moved = tuple(_moved(pairs))
    people = _changed(pairs, _PEOPLE)
    confidence = _changed(pairs, ("confidence",))
    rfcs = tuple(_rfc_changes(pairs))
    completed = tuple(_reaching(pairs, "done"))
    dropped = tuple(_reaching(pairs, "dropped"))
    carried = tuple(
        Change(a, b)
        for a, b in pairs
        if a["state"] not in _ENDED and b["state"] not in _ENDED
    )
    told = (*rescoped, *moved, *people, *confidence, *rfcs, *completed, *dropped)
    changed = {c.after["id"] for c in told}
    return Comparison(
        added=tuple(added),
        left_out=tuple(left_out),
        completed=completed,
        dropped=dropped,
        carried=carried,
        rescoped=rescoped,
        moved=moved,
        people_changed=people,
        confidence_changed=confidence,
        rfc_changed=rfcs,
        unchanged=sum(b["id"] not in changed for _, b in pairs),
    )


def differences(before: Item, after: Item) -> tuple[str, ...]:
    """Return the members that a reader would say have changed."""
    names = (*_SCOPE, "target", "due", *_PEOPLE, "confidence", "state")
    return tuple(name for name in names if before[name] != after[name])


def scope(fields: Iterable[str]) -> tuple[str, ...]:
    """Return which of the members say what a line is about."""
    return tuple(name for name in fields if name in _SCOPE)


def shown(value: Any) -> str:
    """Return a member as one text, for people."""
    if isinstance(value, list | tuple):
        return "; ".join(str(entry) for entry in value)
    return "" if value is None else str(value)


Pairs = list[tuple[Item, Item]]


def _matched(
    older: list[Item], newer: list[Item]
) -> tuple[Pairs, list[Item], list[Item]]:
    before = {item["id"]: item for item in older}
    pairs = [(before.pop(i["id"]), i) for i in newer if i["id"] in before]
    paired = {after["id"] for _, after in pairs}
    added = [item for item in newer if item["id"] not in paired]
    by_rfc = _alone_by_rfc(list(before.values()))
    for rfc, item in _alone_by_rfc(added).items():
        if rfc in by_rfc:
            old = by_rfc[rfc]
            pairs.append((old, item))
            added.remove(item)
            del before[old["id"]]
    return pairs, added, list(before.values())


def _alone_by_rfc(items: list[Item]) -> dict[str, Item]:
    found: dict[str, list[Item]] = {}
    for item in items:
        if item["rfc"]:
            found.setdefault(item["rfc"]["slug"], []).append(item)
    return {slug: group[0] for slug, group in found.items() if len(group) == 1}


def _changed(pairs: Pairs, names: tuple[str, ...]) -> tuple[Change, ...]:
    changes = (
        Change(a, b, tuple(name for name in names if a[name] != b[name]))
        for a, b in pairs
    )
    return tuple(change for change in changes if change.fields)


def _moved(pairs: Pairs) -> list[Change]:
    changes = []
    for a, b in pairs:
        if a["target"] == b["target"] and a["due"] == b["due"]:
            continue
        quarters = None
        if a["due"] and b["due"]:
            quarters = quarters_between(_day(a["due"]), _day(b["due"]))
        changes.append(Change(a, b, ("target",), quarters))
    return changes


def _rfc_changes(pairs: Pairs) -> list[Change]:
    changes = []
    for a, b in pairs:
        if a["rfc"] and b["rfc"] and a["rfc"]["slug"] == b["rfc"]["slug"]:
            names = ("status", "phase", "resolution")
            told = tuple(n for n in names if a["rfc"][n] != b["rfc"][n])
            if told:
                changes.append(
                    Change(a["rfc"] | {"id": a["id"]}, b["rfc"] | {"id": b["id"]}, told)
                )
    return changes


def _reaching(pairs: Pairs, state: str) -> list[Change]:
    return [Change(a, b) for a, b in pairs if b["state"] == state != a["state"]]


def _day(text: str) -> date:
    return date.fromisoformat(text)
