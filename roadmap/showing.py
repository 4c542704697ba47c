"""What pages show of an edition: lines with their trail, as board and as timeline."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from governance.models import Ballot, Decision
from roadmap import publication, targets, trail
from roadmap.models import EditionItem

FOLD_TRAILS_ABOVE = 60
"""An edition with more lines shows each trail on a page of its own."""

Line = dict[str, Any]
Group = tuple[dict[str, Any], list[Line]]
CONFIDENCES = ("committed", "planned", "exploring")
STATES = ("active", "planned", "done", "deferred", "dropped", "unknown")


def lines_of(document: Mapping[str, Any], items: Sequence[EditionItem]) -> list[Line]:
    """Return the lines of a document, each with its safe summary and present trail.

    Where there are too many to show their trails, none is prepared.
    """
    lines = document["items"]
    shown = [] if len(lines) > FOLD_TRAILS_ABOVE else lines
    trails = trail.number({n: line["trail"] for n, line in enumerate(shown)})
    waiting = trail.waiting(trails)
    heard = document.get("process", {}).get("feedback", {})
    voided = _voided(lines)
    return [
        line
        | {
            "heard": heard.get(line["id"]),
            "voided": bool(line["decision"]) and line["decision"]["entry"] in voided,
            "html": item.summary_html if item.facts else item.milestone.summary_html,
            "due": line["due"] and date.fromisoformat(line["due"]),
            "trail": [_dated(step, waiting) for step in trails.get(n, [])],
        }
        for n, (line, item) in enumerate(zip(lines, items, strict=True))
    ]


def _voided(lines: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the entries of the decisions whose ballots have been declared void."""
    entries = {line["decision"]["entry"] for line in lines if line["decision"]}
    rows = Decision.objects.filter(ballot__state=Ballot.State.VOID)
    void = rows.filter(entry_id__in=entries).values_list("entry_id", flat=True)
    return frozenset(void if entries else ())


def groups(document: Mapping[str, Any], lines: list[Line]) -> list[Group]:
    """Return the lines under their tracks."""
    return publication.by_track({"tracks": document["tracks"], "items": lines})


def board(document: Mapping[str, Any], lines: list[Line], by: str) -> list[Group]:
    """Return columns of lines, by track, quarter, confidence or state."""
    if by == "quarter":
        return _columns(lines, _quarter, sorted({_quarter(line) for line in lines}))
    if by == "confidence":
        return _columns(lines, lambda line: str(line["confidence"]), CONFIDENCES)
    if by == "state":
        return _columns(lines, lambda line: str(line["state"]), STATES)
    return groups(document, lines)


@dataclass(frozen=True)
class Bar:
    """A line on the timeline; positions are per cent of the width drawn."""

    line: Line
    x: float = 0.0
    width: float = 0.0
    when: str = ""


@dataclass(frozen=True)
class Timeline:
    """The year in quarters, and the bars under their tracks."""

    ticks: list[tuple[float, str]] = field(default_factory=list)
    rows: list[tuple[Mapping[str, Any], list[Bar]]] = field(default_factory=list)
    undated: list[Line] = field(default_factory=list)


def timeline(document: Mapping[str, Any], lines: list[Line]) -> Timeline:
    """Return where each dated line lies between the first and the last quarter."""
    dated = [line for line in lines if line["due"]]
    undated = [line for line in lines if not line["due"]]
    if not dated:
        return Timeline(undated=undated)
    year = int(document["year"])
    first = min(year, *(line["due"].year for line in dated))
    last = max(year, *(line["due"].year for line in dated))
    start, end = date(first, 1, 1), date(last + 1, 1, 1)
    scale = _Scale(start, (end - start).days)
    ticks = [
        (scale.place(date(y, 3 * q + 1, 1)), f"{y} Q{q + 1}")
        for y in range(first, last + 1)
        for q in range(4)
    ]
    rows = [
        (track, [scale.bar(line) for line in members if line["due"]])
        for track, members in groups(document, lines)
    ]
    return Timeline(ticks, [(t, bars) for t, bars in rows if bars], undated)


@dataclass(frozen=True)
class _Scale:
    start: date
    days: int

    def place(self, day: date) -> float:
        return round(100 * (day - self.start).days / self.days, 2)

    def bar(self, line: Line) -> Bar:
        begin, due = _begin(line), line["due"]
        x, end = self.place(begin), self.place(due)
        return Bar(line, x, round(max(end - x, 0.8), 2), line["target"])


def _begin(line: Line) -> date:
    """Return the first day of the span that the target names."""
    due: date = line["due"]
    months = {"quarter": 2, "half": 5, "month": 0, "year": 11}.get(line["target_kind"])
    return due if months is None else date(due.year, due.month - months, 1)


def _quarter(line: Line) -> str:
    return targets.quarter_name(line["due"]) if line["due"] else "No date"


def _columns(lines: list[Line], key: Any, order: Iterable[str]) -> list[Group]:
    found: dict[str, list[Line]] = {name: [] for name in order}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return [
        ({"slug": name, "title": name or "Not said"}, members)
        for name, members in found.items()
        if members
    ]


def _dated(step: Mapping[str, Any], waiting: Container[str]) -> dict[str, Any]:
    at, entry = step["at"], step["entry"]
    unlogged = bool(entry) and step["index"] is None and entry not in waiting
    return {
        **step,
        "when": datetime.fromisoformat(at) if at else None,
        "missing": unlogged,
        "unnumbered": sum(index is None for index in step["indices"]),
    }
