"""What the page of a ballot shows, in a constant number of queries."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from contributors.models import Contributor, User
from core.results import Denied, Verdict
from governance import (
    answers,
    deadlines,
    decisions,
    electorates,
    legible,
    manners,
    permissions,
    running,
)
from governance.electorates import Electorate
from governance.models import (
    Ballot,
    BallotAct,
    Decision,
    Elector,
    Emergency,
    Mandate,
    RollRequest,
    Vote,
)
from governance.permissions import Person
from governance.running import Running
from ledger import log

_ID = re.compile(r"\b[0-9a-f]{32}\b")  # core.ids


@dataclass(frozen=True)
class Line:
    """One elector, and what they answered if that may be seen."""

    elector: Elector
    vote: Vote | None
    index: int | None = None
    carried_by: str = ""


@dataclass
class BallotPage:
    """Everything that the page of a ballot shows."""

    ballot: Ballot
    may_vote: Verdict
    keeps: bool
    running: Running | None = None
    voted: list[Line] = field(default_factory=list)
    silent: list[Line] = field(default_factory=list)
    mine: Line | None = None
    receipt: dict[str, Any] | None = None
    entries: dict[str, int | None] = field(default_factory=dict)
    acts: list[BallotAct] = field(default_factory=list)
    may: dict[str, bool] = field(default_factory=dict)
    decision: Decision | None = None
    effects: dict[str, str] = field(default_factory=dict)
    preview: Electorate | None = None
    requests: list[RollRequest] = field(default_factory=list)
    may_ask: bool = False
    mandates: list[Mandate] = field(default_factory=list)
    emergency: Emergency | None = None
    text_changed: str = ""

    @property
    def counts_people(self) -> bool:
        """Whether each person counts one, whatever their weight."""
        return self.ballot.method in answers.BY_PEOPLE

    @property
    def chains(self) -> bool:
        """Whether a mandate can be passed on."""
        return bool(self.ballot.rules.get("proxy-chains"))

    @property
    def roll(self) -> Iterable[tuple[str, str]]:
        """Everybody on the roll by name, with the public id first."""
        return (
            Elector.objects.filter(ballot=self.ballot)
            .order_by("contributor__name", "pk")
            .values_list("contributor__public_id", "contributor__name")
        )

    @cached_property
    def steps(self) -> list[legible.Line]:
        """The steps of the count for the eye."""
        steps = (self.ballot.tally or {}).get("steps", [])
        told = [step[part] for step in steps for part in ("working", "result")]
        people = _names({word for text in told for word in _ID.findall(text)})
        return legible.Legible(self.ballot.options, people).lines(steps)

    @property
    def is_rounded(self) -> bool:
        """Whether a number of the steps is rounded for the eye."""
        return any(line.is_rounded for line in self.steps)

    @property
    def outcome(self) -> str:
        """What the count came to, in a sentence."""
        told = self.ballot.outcome
        return told.sentence if told else ""

    @property
    def dropped(self) -> list[tuple[str, tuple[legible.Piece, ...]]]:
        """Which options got no seat though their place would have given one."""
        reasons = (self.ballot.tally or {}).get("dropped", {})
        reader = legible.Legible(self.ballot.options)
        return [(option, reader.text(why)) for option, why in reasons.items()]

    @property
    def why_not(self) -> str:
        """Why this person may not vote; empty if they may."""
        return self.may_vote.reason if isinstance(self.may_vote, Denied) else ""

    @property
    def deadline(self) -> str:
        """The deadline on the clocks of its zone, where that is not UTC."""
        if self.ballot.zone == "UTC":
            return ""
        return deadlines.say(self.ballot.closes_at, self.ballot.zone)

    @property
    def options(self) -> list[dict[str, Any]]:
        """The options: the texts they are pinned to, the organisations they are of."""
        organisations = self.ballot.parameters.get("organisations", {})
        return [
            {
                "option": option,
                "text": self.ballot.texts.get(option),
                "organisation": organisations.get(option, ""),
            }
            for option in self.ballot.options
        ]

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """The parameters of the count that a person reads."""
        hidden = ("organisations", "reviewers", "binding")
        return [
            (name, value)
            for name, value in self.ballot.parameters.items()
            if name not in hidden
        ]

    @property
    def manners(self) -> list[dict[str, Any]]:
        """How the ballot is held, as far as it differs from the plainest way."""
        rules = self.ballot.rules
        said = ("embargo", "reasons", "pivotal-extensions", "early-close-days")
        return [
            {"name": name, "value": rules[name], "days": rules.get("pivotal-days")}
            for name in (*said, "proxies", "appeal-days")
            if rules.get(name)
        ]

    @property
    def notice(self) -> timedelta:
        """How long before its opening the policy wants it announced."""
        return manners.length(self.ballot.rules, "announce-days")

    @property
    def cap(self) -> str:
        """The organisation cap as it was frozen."""
        return str(self.ballot.parameters.get("organisation_cap", ""))


def ballot_page(ballot: Ballot, user: Person) -> BallotPage:
    """Return the page of ``ballot`` as ``user`` may see it."""
    page = BallotPage(
        ballot,
        may_vote=permissions.can_vote(user, ballot),
        keeps=False,
        acts=list(ballot.acts.select_related("by")),
        decision=Decision.objects.filter(ballot=ballot)
        .select_related("project", "decided_by")
        .first(),
    )
    page.may = permissions.acts_of(user, ballot)
    page.keeps = any(page.may.values())
    page.emergency = getattr(ballot, "emergency", None)
    if not ballot.frozen_hash:
        _preview(page)
        _requests(page, user)
        return page
    page.running = running.standing(ballot)
    _roll(page, user)
    if ballot.rules.get("proxies"):
        _mandates(page)
    if ballot.state == Ballot.State.CLOSED:
        page.effects = decisions.effects(ballot)
    return page


def _preview(page: BallotPage) -> None:
    if page.may["open"] and page.ballot.is_before_opening:
        page.preview = electorates.electorate(
            page.ballot.project, at=timezone.now(), policy=page.ballot.policy
        )


def _requests(page: BallotPage, user: Person) -> None:
    rows = page.ballot.requests.select_related("contributor", "ruling__by")
    page.requests = list(rows)
    own = [request.contributor.user_id for request in page.requests]
    page.may_ask = (
        isinstance(user, User) and page.ballot.is_before_opening and user.pk not in own
    )


def _mandates(page: BallotPage) -> None:
    """Who is represented by whom, and the mandates of the reader."""
    carried = page.running.carried if page.running else {}
    shown = [carried.get(line.elector.contributor.public_id) for line in page.silent]
    names = _names({public_id for public_id in shown if public_id})
    page.silent = [
        replace(line, carried_by=names[proxy]) if proxy else line
        for line, proxy in zip(page.silent, shown, strict=True)
    ]
    if page.mine is not None:
        person = page.mine.elector.contributor
        page.mandates = list(
            Mandate.objects.for_ballot(page.ballot)
            .filter(end=None)
            .filter(Q(principal=person) | Q(proxy=person))
            .select_related("principal", "proxy")
        )


def _names(public_ids: Collection[str]) -> dict[str, str]:
    if not public_ids:
        return {}
    people = Contributor.objects.filter(public_id__in=public_ids)
    return dict(people.values_list("public_id", "name"))


def _entries(ballot: Ballot, votes: Iterable[Vote]) -> dict[str, int | None]:
    own = {
        "opened": ballot.opened_entry_id,
        "closed": ballot.closed_entry_id,
        "tally": ballot.tally_entry_id,
    }
    ids = [*own.values(), *(vote.entry_id for vote in votes)]
    found = log.indices(ids)
    named = {name: found.get(entry_id) for name, entry_id in own.items()}
    return {**named, **found}


def _roll(page: BallotPage, user: Person) -> None:
    """Read the lines that are shown, and the reader's own."""
    assert page.running is not None
    shown = Q(pk__in=[*page.running.voted, *page.running.silent])
    if isinstance(user, User):
        shown |= Q(contributor__user=user)
    rows = Elector.objects.filter(shown, ballot=page.ballot)
    electors = {e.pk: e for e in rows.select_related("contributor", "organisation")}
    current = {
        vote.elector_id: vote
        for vote in Vote.objects.filter(elector__in=list(electors)).current()
    }
    page.entries = _entries(page.ballot, current.values())
    lines = {pk: _line(page, electors[pk], current.get(pk)) for pk in electors}
    page.voted = [lines[pk] for pk in page.running.voted]
    page.silent = [lines[pk] for pk in page.running.silent]
    for line in lines.values():
        if isinstance(user, User) and line.elector.contributor.user_id == user.pk:
            page.mine = line
            if line.vote is not None:
                page.receipt = _receipt(line, page.ballot.method)


def _line(page: BallotPage, elector: Elector, vote: Vote | None) -> Line:
    return Line(elector, vote, page.entries.get(vote.entry_id) if vote else None)


def _receipt(line: Line, method: str) -> dict[str, Any]:
    vote = line.vote
    assert vote is not None
    answer = answers.said(method, vote.choice, vote.ranking)
    again = f", your vote number {vote.sequence}" if vote.sequence > 1 else ""
    return {
        "title": "Your receipt",
        "sentence": f"You answered “{answer}”{again}.",
        "entry_id": vote.entry_id,
        "index": line.index,
    }
