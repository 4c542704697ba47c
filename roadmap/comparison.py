"""What changed between two editions. Plain Python over their published JSON."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from roadmap.succession import bare_id
from roadmap.targets import quarters_between

Item = Mapping[str, Any]
_SCOPE = ("title", "summary", "track", "criteria", "depends_on", "needs")
_PEOPLE = ("owner", "champion")
_ENDED = {"done", "dropped"}
SCHEMA = "althing.comparison/1"
ALIKE, LEAST_WORDS, MOST_ALIKE = 50, 2, 50
_WORD = re.compile(r"\w{2,}")


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
    fates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    alike: tuple[tuple[Item, Item, int], ...] = ()

    @property
    def slipped(self) -> tuple[Change, ...]:
        """Lines that come later, the longest slip first."""
        late = [c for c in self.moved if (c.quarters or 0) > 0]
        return tuple(sorted(late, key=lambda c: (-(c.quarters or 0), c.after["id"])))

    @property
    def other_dates(self) -> tuple[Change, ...]:
        """Lines whose target changed without coming a quarter later."""
        return tuple(c for c in self.moved if (c.quarters or 0) <= 0)

    @property
    def vanished(self) -> list[tuple[Item, Mapping[str, Any] | None]]:
        """Lines that are listed no longer, each with its fate where one is told."""
        return [(item, self.fates.get(item["id"])) for item in self.left_out]

    @property
    def told(self) -> list[tuple[Mapping[str, Any], int]]:
        """Return each fate of the lines that are listed no longer, and of how many."""
        counted: dict[str, int] = {}
        for _, fate in self.vanished:
            name = str(fate["fate"]) if fate else ""
            counted[name] = counted.get(name, 0) + 1
        return [({"fate": name}, number) for name, number in counted.items()]

    @property
    def arrivals(self) -> list[tuple[Item, list[Item]]]:
        """Return each added line with the earlier lines that went into it."""
        return [
            (item, [old for old, fate in self.vanished if _into(fate, item)])
            for item in self.added
        ]

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

    Lines are matched by id, then by the RFC that both alone are about (unless the
    older one is done), then by their ids without the period that leads them
    (2025h2-loader), then by the same title.
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
        if older["year"] != newer["year"]  # an amendment carries nothing over
        and not {a["state"], b["state"]} & _ENDED
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
        fates=_fates(older, newer),
        alike=tuple(_alike(left_out, added)),
    )


def document(older: Mapping[str, Any], newer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the comparison as one JSON value, for programs."""
    compared = compare(older, newer)
    return {
        "schema": SCHEMA,
        "project": newer["project"],
        "older": _named(older),
        "newer": _named(newer),
        "added": [_brief(item) for item in compared.added],
        "carried": [_brief(change.after) for change in compared.carried],
        "completed": [_brief(change.after) for change in compared.completed],
        "dropped": [_brief(change.after) for change in compared.dropped],
        "left_out": [
            _brief(item) | {"fate": fate and fate["fate"]}
            for item, fate in compared.vanished
        ],
        "rescoped": [_changes(change) for change in compared.rescoped],
        "retargeted": [_changes(change) for change in compared.moved],
        "people": [_changes(change) for change in compared.people_changed],
        "confidence": [_changes(change) for change in compared.confidence_changed],
        "rfcs": [_changes(change) for change in compared.rfc_changed],
        "perhaps_the_same": [
            {"older": _brief(old), "newer": _brief(new), "likeness": percent}
            for old, new, percent in compared.alike
        ],
        "unchanged": compared.unchanged,
    }


def _into(fate: Mapping[str, Any] | None, item: Item) -> bool:
    return fate is not None and item["id"] in fate["into"]


def differences(before: Item, after: Item) -> tuple[str, ...]:
    """Return the members that a reader would say have changed."""
    names = (*_SCOPE, "target", "due", *_PEOPLE, "confidence", "state")
    return tuple(name for name in names if not _same(before[name], after[name]))


def _same(before: Any, after: Any) -> bool:
    """Whether a reader sees no change: capitals and line breaks alone are none."""
    return before == after or _plain(before) == _plain(after)


def _plain(value: Any) -> str:
    return " ".join(shown(value).casefold().split())


def scope(fields: Iterable[str]) -> tuple[str, ...]:
    """Return which of the members say what a line is about."""
    return tuple(name for name in fields if name in _SCOPE)


def shown(value: Any) -> str:
    """Return a member as one text, for people."""
    if isinstance(value, list | tuple):
        return "; ".join(str(entry) for entry in value)
    return "" if value is None else str(value)


def _named(edition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "edition": edition["edition"],
        "title": edition["title"],
        "lines": len(edition["items"]),
    }


def _brief(item: Item) -> dict[str, Any]:
    return {name: item[name] for name in ("id", "title", "target", "state")}


def _changes(change: Change) -> dict[str, Any]:
    told = {"id": change.after["id"], "title": change.after["title"]}
    fields = [
        {"name": name, "before": before, "after": after}
        for name, before, after in change.values
    ]
    return {**told, "fields": fields, "quarters": change.quarters}


def _fates(
    older: Mapping[str, Any], newer: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Return what the newer edition itself says became of the older one's lines."""
    told = [f for f in newer.get("carry_over", ()) if f["edition"] == older["edition"]]
    amendment = newer.get("amendment")
    if amendment and amendment["of"] == older["edition"]:
        told += [c | {"fate": c["kind"], "into": []} for c in amendment["changes"]]
    return {fate["id"]: fate for fate in told}


def _alike(old: list[Item], new: list[Item]) -> list[tuple[Item, Item, int]]:
    """Return lines that came and went under much the same title: perhaps one line."""
    found = []
    words = {item["id"]: _words(item["title"]) for item in (*old, *new)}
    for gone in old:
        for come in new:
            one, other = words[gone["id"]], words[come["id"]]
            both = len(one & other)
            if both < LEAST_WORDS:
                continue
            percent = 100 * both // len(one | other)
            if percent >= ALIKE:
                found.append((gone, come, percent))
    return sorted(found, key=lambda f: (-f[2], f[0]["id"], f[1]["id"]))[:MOST_ALIKE]


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title.lower()))


Pairs = list[tuple[Item, Item]]


def _matched(
    older: list[Item], newer: list[Item]
) -> tuple[Pairs, list[Item], list[Item]]:
    before = {item["id"]: item for item in older}
    pairs = [(before.pop(i["id"]), i) for i in newer if i["id"] in before]
    paired = {after["id"] for _, after in pairs}
    added = [item for item in newer if item["id"] not in paired]
    for alone in (_alone_by_rfc, _by_bare_id, _alone_by_title):
        known = alone(list(before.values()))
        if alone is _alone_by_rfc:  # what was done is not taken up under another id
            known = {k: i for k, i in known.items() if i["state"] not in _ENDED}
        for key, item in alone(added).items():
            if key in known:
                pairs.append((known[key], item))
                added.remove(item)
                del before[known[key]["id"]]
    return pairs, added, list(before.values())


def _by_bare_id(items: list[Item]) -> dict[str, Item]:
    """Return lines by their id without the period before it: the newest of each."""
    return {bare_id(i["id"]): i for i in sorted(items, key=_id)}


def _alone_by_title(items: list[Item]) -> dict[str, Item]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(" ".join(item["title"].lower().split()), []).append(item)
    return {title: group[0] for title, group in found.items() if len(group) == 1}


def _id(item: Item) -> str:
    return str(item["id"])


def _alone_by_rfc(items: list[Item]) -> dict[str, Item]:
    found: dict[str, list[Item]] = {}
    for item in items:
        if item["rfc"]:
            found.setdefault(item["rfc"]["slug"], []).append(item)
    return {slug: group[0] for slug, group in found.items() if len(group) == 1}


def _changed(pairs: Pairs, names: tuple[str, ...]) -> tuple[Change, ...]:
    changes = (
        Change(a, b, tuple(name for name in names if not _same(a[name], b[name])))
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
