"""How the people of the sample make the roadmap of the coming year."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import yaml

from demo.acts import Act
from demo.people import CONTENT
from roadmap import approvals, calls, facts, occasions, opinions, readiness
from roadmap.models import Edition, Milestone, Proposal

if TYPE_CHECKING:
    from demo.conversation import Teller

Row = Mapping[str, Any]


class Planning:
    """Turns the content of the coming year into acts."""

    def __init__(self, teller: "Teller") -> None:
        self.teller = teller
        self.project = teller.project
        text = (CONTENT / "year.yaml").read_text(encoding="utf-8")
        self.content: dict[str, Any] = yaml.safe_load(text)
        self.year: int = self.content["year"]

    def acts(self) -> Iterator[Act]:
        """Yield everything that is done, in no particular order."""
        yield self._call(self.content["call"])
        for row in self.content["calendar"]:
            yield self._day(row)
        for row in self.content["proposals"]:
            yield from self._proposal(row)
        for key, rows in self.content["feedback"].items():
            for row in rows:
                yield self._feedback(key, row)
        for row in self.content["approvals"]:
            yield self._approval(row)

    def _call(self, row: Row) -> Act:
        def announce() -> None:
            calls.announce(
                self.project,
                year=self.year,
                by=self.teller.users[row["by"]],
                opens_on=self._date(row["opens"]),
                closes_on=self._date(row["closes"]),
                feedback_until=self._date(row["feedback"]),
                text=row["text"],
            )

        return Act(self.teller.ago(row["ago"]), announce)

    def _day(self, row: Row) -> Act:
        def add() -> None:
            occasions.add(
                self.project,
                year=self.year,
                by=self.teller.users[row["by"]],
                kind=row["kind"],
                title=row["title"],
                day=self._date(row["day"]),
            )

        return Act(self.teller.ago(row["ago"]), add)

    def _proposal(self, row: Row) -> Iterator[Act]:
        made: list[Proposal] = []

        def propose() -> None:
            made.append(
                calls.propose(
                    self.project,
                    year=self.year,
                    by=self.teller.users[row["by"]],
                    title=row["title"],
                    motivation=row["motivation"],
                    target=row.get("target", ""),
                    owner=row.get("owner", ""),
                )
            )

        yield Act(self.teller.ago(row["ago"]), propose)
        for said in row.get("said", []):

            def say(said: Row = said) -> None:
                self._say(made[0], said)

            yield Act(self.teller.ago(said["ago"]), say)
        if answer := row.get("answer"):
            again = answer.get("reconsider")

            def reply() -> None:
                calls.answer(
                    made[0],
                    by=self.teller.users[answer["by"]],
                    outcome=answer["outcome"],
                    reason=answer["reason"],
                    milestone=answer.get("milestone", ""),
                    reconsider_on=None if again is None else self._date(again),
                )

            yield Act(self.teller.ago(answer["ago"]), reply)

    def _feedback(self, key: str, row: Row) -> Act:
        def say() -> None:
            self._say(Milestone.objects.get(project=self.project, key=key), row)

        return Act(self.teller.ago(row["ago"]), say)

    def _say(self, about: Milestone | Proposal, row: Row) -> None:
        opinions.give(
            about,
            year=self.year,
            by=self.teller.users[row["by"]],
            stance=row["stance"],
            body=row.get("body", ""),
        )

    def _approval(self, row: Row) -> Act:
        def approve() -> None:
            draft = Edition.objects.get(
                project=self.project, year=self.year, state=Edition.State.DRAFT
            )
            digest = readiness.of(draft, facts.items_of(draft)).digest
            approvals.approve(
                draft,
                by=self.teller.users[row["by"]],
                role=row["role"],
                digest=digest,
                seen=digest,
            )

        return Act(self.teller.ago(row["ago"]), approve)

    def _date(self, days: float) -> date:
        return (self.teller.now - timedelta(days=days)).date()
