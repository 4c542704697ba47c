"""Final comment period: a gate of reviews without open concerns, then a timer.

Source: rfcbot (``src/github/nag.rs``) as the Rust project runs it. With N reviewers,
c who have reviewed, o = N - c outstanding and a open concerns, the period may begin
when a = 0, o < c and o <= ``max_outstanding`` (2); it ends ``period_days`` later. A
concern raised meanwhile stops it: under ``reset`` = ``restart`` (Rust) the timer
starts again from zero when the concern is settled, under ``continue`` (Matrix) it
goes on and only the end waits. Weights have no place here: the gate counts people.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from governance.errors import InvalidVotes
from governance.tally import parameters as read
from governance.tally.model import Step, Tally, Votes, who

CHOICES = ("reviewed", "concern")
KNOWN = {
    "reviewers",
    "concerns",
    "started_at",
    "now",
    "period_days",
    "max_outstanding",
    "reset",
}
CONCERN_MEMBERS = {"name", "by", "resolved", "raised_at", "resolved_at"}


@dataclass(frozen=True)
class Concern:
    """A named objection; ``resolved_at`` where the file tells it."""

    name: str
    by: str
    resolved: bool
    resolved_at: datetime | None


def count(votes: Votes) -> Tally:
    """Say whether the gate is open and whether the period has ended."""
    given = votes.parameters
    read.require_known(given, KNOWN)
    reviewers = _taking_part(votes)
    named = _concerns(given.get("concerns", []))
    concerns = named + _raised_by_vote(votes, {concern.by for concern in named})
    reviewed = _reviewed(votes, reviewers)
    still_open = sorted({c.name for c in concerns if not c.resolved})
    outstanding = len(reviewers) - len(reviewed)
    limit = read.whole(given, "max_outstanding", default=2)
    enough = outstanding < len(reviewed) and outstanding <= limit
    gate = enough and not still_open
    started, ends, now = _timer(given, concerns)
    running = ends is not None and (gate or given.get("reset") == "continue")
    passed = gate and ends is not None and now is not None and now >= ends
    return Tally(
        method="consensus",
        passed=passed,
        winners=("reviewed",) if passed else (),
        figures={
            "reviewers": len(reviewers),
            "reviewed": len(reviewed),
            "outstanding": outstanding,
            "missing": sorted(set(reviewers) - reviewed),
            "open_concerns": still_open,
            "gate": gate,
            "started_at": _iso(started),
            "ends_at": _iso(ends) if running else None,
            "finished": passed,
        },
        steps=(
            Step("Reviewed", who(votes, "reviewed"), str(len(reviewed))),
            Step(
                "Outstanding",
                f"{len(reviewers)} reviewers - {len(reviewed)}",
                str(outstanding),
            ),
            Step(
                "Reviews",
                f"outstanding {outstanding} < reviewed {len(reviewed)} and "
                f"{outstanding} <= {limit}",
                "enough" if enough else "not enough",
            ),
            Step(
                "Open concerns",
                ", ".join(still_open) or "none",
                "gate open" if gate else "gate shut",
            ),
            Step(
                "Final comment period",
                f"{_iso(now)} >= {_iso(ends)}" if ends else "has not begun",
                "ended" if passed else "not ended",
            ),
        ),
    )


def _taking_part(votes: Votes) -> list[str]:
    """Return the reviewers; who recused themselves leaves the denominator."""
    named = read.texts(votes.parameters.get("reviewers"), "$.parameters.reviewers")
    for index, name in enumerate(named):
        if votes.electors is not None and name not in votes.electors:
            raise InvalidVotes(
                f"$.parameters.reviewers[{index}]: {name} is not on the roll."
            )
    recused = {e.id for e in (votes.electors or {}).values() if e.recused}
    return [name for name in named if name not in recused]


def _reviewed(votes: Votes, reviewers: list[str]) -> set[str]:
    reviewed = set()
    for index, vote in enumerate(votes.votes):
        if vote.choice not in CHOICES:
            raise InvalidVotes(
                f"$.votes[{index}].choice: {vote.choice or 'a ranking'} is none of "
                f"{', '.join(CHOICES)}."
            )
        if vote.elector not in reviewers:
            raise InvalidVotes(
                f"$.votes[{index}].elector: {vote.elector} is not a reviewer."
            )
        if vote.choice == "reviewed":
            reviewed.add(vote.elector)
    return reviewed


def _raised_by_vote(votes: Votes, named: set[str]) -> list[Concern]:
    """Return the concerns that have no name; who named theirs means those."""
    return [
        Concern(f"concern of {vote.elector}", vote.elector, False, None)
        for vote in votes.votes
        if vote.choice == "concern" and vote.elector not in named
    ]


def _concerns(value: Any) -> list[Concern]:
    if not isinstance(value, list):
        raise InvalidVotes("$.parameters.concerns: expected a list.")
    concerns: list[Concern] = []
    for index, line in enumerate(value):
        place = f"$.parameters.concerns[{index}]"
        if not isinstance(line, dict) or line.keys() - CONCERN_MEMBERS:
            raise InvalidVotes(f"{place}: expected name, by and resolved.")
        name, by, resolved = (
            line.get("name"),
            line.get("by"),
            line.get("resolved", False),
        )
        if not isinstance(name, str) or not isinstance(by, str) or not name:
            raise InvalidVotes(f"{place}: expected a name and whose it is.")
        if not isinstance(resolved, bool):
            raise InvalidVotes(f"{place}.resolved: expected true or false.")
        if any(name == earlier.name for earlier in concerns):
            raise InvalidVotes(f"{place}.name: {name} is listed twice.")
        at = line.get("resolved_at")
        if at is not None and not resolved:
            raise InvalidVotes(f"{place}: resolved at a time, yet not resolved.")
        moment = read.moment(at, f"{place}.resolved_at") if at is not None else None
        concerns.append(Concern(name, by, resolved, moment))
    return concerns


def _timer(
    given: Any, concerns: list[Concern]
) -> tuple[datetime | None, datetime | None, datetime | None]:
    reset = read.word(given, "reset", ("restart", "continue"), "restart")
    days = read.exact(given, "period_days", "10")
    now = given.get("now")
    at = read.moment(now, "$.parameters.now") if now is not None else None
    if given.get("started_at") is None:
        return None, None, at
    started = read.moment(given["started_at"], "$.parameters.started_at")
    if reset == "restart":
        settled = [c.resolved_at for c in concerns if c.resolved and c.resolved_at]
        started = max([started, *settled])
    microseconds = days * 86_400_000_000
    if microseconds.denominator != 1:
        raise InvalidVotes("$.parameters.period_days: finer than a microsecond.")
    return started, started + timedelta(microseconds=int(microseconds)), at


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
