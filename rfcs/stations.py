"""The state rail: the phases as stations, past ones dated. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

STATIONS = (
    ("Draft", {"idea", "draft"}),
    ("Review", {"review"}),
    ("Final comment", {"final_comment"}),
    ("Decision", {"decision"}),
    ("Accepted", {"accepted", "available"}),
    ("Done", {"released", "settled"}),
)
HOLDERS = {
    "draft": "author",
    "idea": "author",
    "review": "community",
    "final_comment": "community",
    "decision": "team",
    "accepted": "implementer",
    "available": "implementer",
}
CLOSED_TONES = {
    "postponed": "hold",
    "superseded": "hold",
    "expired": "hold",
    "moved": "hold",
}


@dataclass(frozen=True)
class Station:
    """One phase: past, now, next or skipped; ``when`` it was entered, if known."""

    name: str
    state: str
    when: datetime | None = None
    tone: str = ""


def rail(
    phase: str, resolution: str, changes: Iterable[tuple[str, datetime]]
) -> list[Station]:
    """Return the stations of a document that is in ``phase``.

    ``changes`` are the phases it entered, oldest first. A phase that this room does
    not know has no rail.
    """
    entered: dict[str, datetime] = {}
    for entered_phase, moment in changes:
        entered.setdefault(entered_phase, moment)
    here = next((n for n, (_, phases) in enumerate(STATIONS) if phase in phases), None)
    if phase == "closed":
        return _closed(resolution, entered)
    if here is None:
        return []
    stations = []
    for position, (name, phases) in enumerate(STATIONS):
        when = min((entered[p] for p in phases if p in entered), default=None)
        if position == here:
            tone = "accept" if position >= 4 else ""
            stations.append(Station(name, "now", when, tone))
        elif position < here:
            stations.append(Station(name, "past" if when else "skipped", when))
        else:
            stations.append(Station(name, "next"))
    return stations


def holder_of(phase: str, holder: str) -> str:
    """Return whose court it is in: what the source says, else what the phase means."""
    return holder if holder != "none" else HOLDERS.get(phase, "none")


def _closed(resolution: str, entered: dict[str, datetime]) -> list[Station]:
    stations = []
    for name, phases in STATIONS:
        when = min((entered[p] for p in phases if p in entered), default=None)
        if when:
            stations.append(Station(name, "past", when))
    words = "Closed" if resolution == "none" else resolution.replace("_", " ")
    tone = CLOSED_TONES.get(resolution, "reject")
    last = Station(words.capitalize(), "now", entered.get("closed"), tone)
    return [*sorted(stations, key=lambda s: (s.when is None, s.when)), last]
