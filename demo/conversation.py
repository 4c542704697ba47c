"""What the people of the sample do, read from its content and done in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import yaml

from contributors import accounts
from contributors.models import User
from demo import clock, voting
from demo.acts import Act
from demo.people import CONTENT
from demo.planning import Planning
from following import subscriptions
from governance.models import Decision
from mirror.models import Project
from rfcs import (
    comments,
    concerns,
    holds,
    requests,
    reviews,
    rotations,
    suggestions,
    texts,
)
from rfcs.models import Concern, ReviewRequest, Revision, Rfc, Rotation, Thread
from roadmap import editions
from roadmap.models import Edition, Milestone

Row = Mapping[str, Any]


@dataclass
class Teller:
    """Turns the content into acts; remembers what later acts build on.

    What needs the mirror is looked up first, so that acting touches rows alone.
    """

    project: Project
    now: datetime
    users: Mapping[str, User] = field(default_factory=dict)
    decided: dict[int, Decision] = field(default_factory=dict)

    def prepare(self) -> list[Act]:
        """Return everything that will be done, in the order of its time."""
        text = (CONTENT / "conversation.yaml").read_text(encoding="utf-8")
        content: dict[Any, Any] = yaml.safe_load(text)
        found = [act for row in content.pop("editions") for act in self._edition(row)]
        found += [self._follow(row) for row in content.pop("following")]
        found += [
            act for row in content.pop("rotations") for act in self._rotation(row)
        ]
        for number, row in content.items():
            rfc = Rfc.objects.get(project=self.project, number=number)
            found += self._rfc(rfc, row)
        found += Planning(self).acts()
        return sorted(found, key=lambda act: act.at)

    def tell(self, acts: Sequence[Act], users: Mapping[str, User]) -> None:
        """Let the people do it."""
        self.users = users
        for act in acts:
            with clock.at(act.at):
                act.do()

    def _rfc(self, rfc: Rfc, row: Row) -> Iterator[Act]:
        for thread in row.get("threads", []):
            yield from self._thread(rfc, thread)
        for review in row.get("reviews", []):
            yield self._review(rfc, review)
        for concern in row.get("concerns", []):
            yield from self._concern(rfc, concern)
        for suggestion in row.get("suggestions", []):
            yield self._suggestion(rfc, suggestion)
        for request in row.get("requests", []):
            yield from self._request(rfc, request)
        for hold in row.get("holds", []):
            yield self._hold(rfc, hold)
        if "ballot" in row:

            def remember(decision: Decision) -> None:
                self.decided[int(rfc.number)] = decision

            yield from voting.acts(
                self, "rfc", lambda: str(rfc.pk), row["ballot"], remember
            )
        for ballot in row.get("ballots", []):
            yield from voting.acts(self, "rfc", lambda: str(rfc.pk), ballot)

    def _thread(self, rfc: Rfc, row: Row) -> Iterator[Act]:
        revision = _revision(rfc, row)
        words = row.get("about", "")
        block = _block(revision, words) if words else ""
        started: list[Thread] = []

        def start() -> None:
            thread = comments.start_thread(
                rfc,
                revision,
                by=self.users[row["by"]],
                body=row["body"],
                block=block,
                quote=words,
            )
            started.append(thread)

        yield Act(self.ago(row["ago"]), start)
        for reply in row.get("replies", []):

            def answer(reply: Row = reply) -> None:
                comments.reply(
                    started[0], by=self.users[reply["by"]], body=reply["body"]
                )

            yield Act(self.ago(reply["ago"]), answer)
        if end := row.get("resolved"):

            def resolve() -> None:
                comments.resolve(started[0], by=self.users[end["by"]])

            yield Act(self.ago(end["ago"]), resolve)

    def _review(self, rfc: Rfc, row: Row) -> Act:
        def post() -> None:
            reviews.post_review(
                _revision(rfc, row),
                by=self.users[row["by"]],
                verdict=row["verdict"],
                summary=row.get("summary", ""),
            )

        return Act(self.ago(row["ago"]), post)

    def _concern(self, rfc: Rfc, row: Row) -> Iterator[Act]:
        raised: list[Concern] = []

        def raise_it() -> None:
            concern = concerns.raise_concern(
                _revision(rfc, row),
                by=self.users[row["by"]],
                name=row["name"],
                reason=row["reason"],
            )
            raised.append(concern)

        yield Act(self.ago(row["ago"]), raise_it)
        if end := row.get("settled"):

            def settle() -> None:
                by = self.users[end["by"]]
                concerns.resolve(raised[0], by=by, reason=end["reason"])

            yield Act(self.ago(end["ago"]), settle)

    def _suggestion(self, rfc: Rfc, row: Row) -> Act:
        revision = _revision(rfc, row)
        block = _block(revision, row["about"])
        lines = suggestions.lines_of(revision)
        first = next(n for n, line in enumerate(lines, 1) if row["old"] in line)

        def suggest() -> None:
            suggestions.suggest(
                revision,
                by=self.users[row["by"]],
                first_line=first,
                old=lines[first - 1],
                new=lines[first - 1].replace(row["old"], row["new"]),
                body=row["body"],
                block=block,
            )

        return Act(self.ago(row["ago"]), suggest)

    def _request(self, rfc: Rfc, row: Row) -> Iterator[Act]:
        made: list[ReviewRequest] = []

        def ask() -> None:
            by, revision = self.users[row["by"]], _revision(rfc, row)
            if name := row.get("rotation"):
                rotation = Rotation.objects.get(project=self.project, name=name)
                made.append(requests.ask_rotation(revision, by=by, rotation=rotation))
            else:
                reviewer = accounts.contributor_of(self.users[row["of"]])
                made.append(
                    requests.ask(revision, by=by, reviewer=reviewer, days=row["days"])
                )

        yield Act(self.ago(row["ago"]), ask)
        if "accepted" in row:

            def accept() -> None:
                user = made[0].reviewer.user
                assert user is not None
                requests.accept(made[0], by=user)

            yield Act(self.ago(row["accepted"]), accept)

    def _hold(self, rfc: Rfc, row: Row) -> Act:
        def place() -> None:
            by = self.users[row["by"]]
            holds.place(_revision(rfc, row), by=by, days=row["days"])

        return Act(self.ago(row["ago"]), place)

    def _rotation(self, row: Row) -> Iterator[Act]:
        def begin() -> None:
            rotation = rotations.begin(
                self.project,
                by=self.users[row["by"]],
                name=row["name"],
                interval_days=row["interval"],
                days=row["days"],
            )
            for name in row["members"]:
                rotations.join(rotation, by=self.users[name])
            for name, turns in row["skips"].items():
                rotations.skip(rotation, by=self.users[name], turns=turns)

        yield Act(self.ago(row["ago"]), begin)

    def _edition(self, row: Row) -> Iterator[Act]:
        drafted: list[Edition] = []

        def draft() -> None:
            by = self.users[row["by"]]
            edition = editions.draft_edition(self.project, year=row["year"], by=by)
            drafted.append(edition)
            editions.describe(
                edition, by=by, title=row["title"], introduction=row["introduction"]
            )
            for key in row.get("add", ()):
                milestone = Milestone.objects.get(project=self.project, key=key)
                editions.add_item(edition, by=by, milestone=milestone)
            for item in edition.items.select_related("milestone"):
                key = item.milestone.key
                if note := row["notes"].get(key):
                    editions.annotate_item(item, by=by, note=note)
                if (number := row["decisions"].get(key)) is not None:
                    decision = self.decided[number]
                    editions.link_decision(item, by=by, decision=decision)

        yield Act(self.ago(row["drafted"]), draft)
        if "published" in row:

            def publish() -> None:
                editions.publish(drafted[0], by=self.users[row["publisher"]])

            yield Act(self.ago(row["published"]), publish)

    def _follow(self, row: Row) -> Act:
        def follow() -> None:
            subscriptions.follow(
                row["kind"],
                row["key"],
                by=self.users[row["by"]],
                scope=row["scope"],
                pace=row["pace"],
            )

        return Act(self.ago(row["ago"]), follow)

    def ago(self, days: float) -> datetime:
        """Return the moment that many days ago."""
        return self.now - timedelta(days=days)


def _revision(rfc: Rfc, row: Row) -> Revision:
    revisions = rfc.revisions.select_related("rfc__project")
    if "revision" in row:
        return revisions.get(index=row["revision"])
    return revisions.latest("index")


def _block(revision: Revision, words: str) -> str:
    """Return the block of the revision's text that holds ``words``."""
    text = texts.text_of(revision)
    found = [b["id"] for b in text.blocks if words in b["text"]]
    if not found:
        raise LookupError(f"no paragraph of {revision} holds “{words}”")
    return str(found[0])
