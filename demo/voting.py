"""How the people of the sample vote: a ballot opened, its votes, its decision."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from demo.acts import Act
from governance import ballots, decisions
from governance.models import Ballot, Decision

if TYPE_CHECKING:
    from demo.conversation import Teller

Row = Mapping[str, Any]


def acts(
    teller: "Teller",
    kind: str,
    key: Callable[[], str],
    row: Row,
    decided: Callable[[Decision], None] = lambda decision: None,
) -> Iterator[Act]:
    """Yield a ballot on a subject, whose key is asked for when the ballot is drafted.

    ``decided`` hears the decision.
    """
    opened: list[Ballot] = []
    closes = teller.ago(row["closes"])

    def draft() -> Ballot:
        return ballots.draft_ballot(
            kind,
            key(),
            by=teller.users[row["by"]],
            question=row["question"],
            procedure=row.get("procedure", ""),
            options=row.get("options", []),
            asked=row.get("asked", {}),
            zone=row.get("zone", "UTC"),
            closes_at=closes,
        )

    def announce() -> None:
        opening = teller.ago(row["opens"])
        by = teller.users[row["by"]]
        ballots.announce_ballot(draft(), by=by, opening_at=opening)

    def open_it() -> None:
        opened.append(ballots.open_ballot(draft(), by=teller.users[row["by"]]))

    if "announced" in row:
        yield Act(teller.ago(row["announced"]), announce)
        return
    yield Act(teller.ago(row["opens"]), open_it)
    for vote in row["votes"]:

        def cast(vote: Row = vote) -> None:
            ballots.cast_vote(
                opened[0],
                by=teller.users[vote["by"]],
                choice=vote.get("choice", ""),
                ranking=vote.get("ranking"),
                reason=vote.get("reason", ""),
            )

        yield Act(teller.ago(vote["ago"]), cast)
    if row.get("counted"):
        yield Act(closes, lambda: _close(opened[0], closes))
    if decision := row.get("decision"):
        yield Act(closes, lambda: _close(opened[0], closes))

        def decide() -> None:
            made = decisions.record_decision(
                opened[0],
                by=teller.users[decision["by"]],
                disposition=decision["disposition"],
                outcome=decision["outcome"],
            )
            decided(made)

        yield Act(teller.ago(decision["ago"]), decide)


def _close(ballot: Ballot, at: datetime) -> None:
    ballots.close_ballot(ballot, at=at)
