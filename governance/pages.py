"""What the page of a ballot shows, in a constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from contributors.models import User
from core.results import Denied, Verdict
from governance import (
    answers,
    counting,
    deadlines,
    decisions,
    electorates,
    legible,
    manners,
    parties,
    permissions,
    prospects,
    tally,
)
from governance.counting import Outlook
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
from governance.parties import PartySum
from governance.permissions import Person
from governance.tally import Votes
from ledger import log

ROLL_ROWS = 200


@dataclass(frozen=True)
class Line:
    """One elector, and what they answered if that may be seen."""

    elector: Elector
    vote: Vote | None
    index: int | None = None
    carried_by: tuple[str, ...] = ()

    @property
    def weight(self) -> Fraction:
        """The exact weight."""
        return Fraction(self.elector.weight)


@dataclass
class BallotPage:
    """Everything that the page of a ballot shows."""

    ballot: Ballot
    may_vote: Verdict
    keeps: bool
    outlook: Outlook | None = None
    prospects: list[str] = field(default_factory=list)
    voted: list[Line] = field(default_factory=list)
    silent: list[Line] = field(default_factory=list)
    mine: Line | None = None
    receipt: dict[str, Any] | None = None
    bar: list[dict[str, Any]] = field(default_factory=list)
    parties: list[PartySum] = field(default_factory=list)
    entries: dict[str, int | None] = field(default_factory=dict)
    acts: list[BallotAct] = field(default_factory=list)
    may: dict[str, bool] = field(default_factory=dict)
    decision: Decision | None = None
    effects: dict[str, str] = field(default_factory=dict)
    preview: Electorate | None = None
    requests: list[RollRequest] = field(default_factory=list)
    may_ask: bool = False
    carried: dict[str, str] = field(default_factory=dict)
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
    def everybody(self) -> list[Line]:
        """The roll by name."""
        lines = [*self.voted, *self.silent]
        return sorted(lines, key=lambda line: line.elector.contributor.name)

    @property
    def names(self) -> dict[str, str]:
        """The people on the roll by their ids."""
        people = [line.elector.contributor for line in (*self.voted, *self.silent)]
        return {person.public_id: person.name for person in people}

    @cached_property
    def steps(self) -> list[legible.Line]:
        """The steps of the count for the eye."""
        steps = (self.ballot.tally or {}).get("steps", [])
        return legible.Legible(self.ballot.options, self.names).lines(steps)

    @property
    def is_rounded(self) -> bool:
        """Whether a number of the steps is rounded for the eye."""
        return any(line.is_rounded for line in self.steps)

    @property
    def outcome(self) -> str:
        """What the count came to, in a sentence."""
        return prospects.outcome(self.ballot.tally) if self.ballot.tally else ""

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

    @property
    def roll_size(self) -> int:
        """How many are on the roll."""
        return len(self.voted) + len(self.silent)


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
    if ballot.frozen is None:
        _preview(page)
        _requests(page, user)
        return page
    electors = list(
        Elector.objects.filter(ballot=ballot)
        .select_related("contributor", "organisation")
        .order_by("pk")
    )
    current = {v.elector_id: v for v in Vote.objects.filter(ballot=ballot).current()}
    page.entries = _entries(ballot, current)
    _roll(page, electors, current, user)
    page.bar = parties.bar(electors)
    ids = {elector.pk: elector.contributor.public_id for elector in electors}
    votes = counting.votes_from(ballot, ids, current.values())
    if ballot.rules.get("proxies"):
        _mandates(page, user, votes)
    if ballot.takes_votes:
        page.outlook = counting.outlook(votes)
        _prospects(page, votes)
    if ballot.tally is not None:
        if ballot.method == "threshold":
            page.parties = parties.answered(ballot, electors, current)
        if ballot.state == Ballot.State.CLOSED:
            page.effects = decisions.effects(ballot)
    return page


def _prospects(page: BallotPage, votes: Votes) -> None:
    """What other methods than a threshold still need; a sealed vote tells nothing."""
    ballot = page.ballot
    if ballot.hides_running_result or page.outlook is not None:
        return
    blocking = answers.blocking(ballot.method, ballot.parameters)
    page.prospects = prospects.sentences(
        prospects.Standing(
            tally=tally.count(votes).as_json(),
            parameters=ballot.parameters,
            blocking=[
                line.elector.contributor.name
                for line in page.voted
                if line.vote is not None and line.vote.choice in blocking
            ],
            silent=[line.weight for line in page.silent if not line.carried_by],
            names=page.names,
        )
    )


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


def _mandates(page: BallotPage, user: Person, votes: Votes) -> None:
    """Who is represented by whom, and the mandates of the reader."""
    names = {
        line.elector.contributor.public_id: line.elector.contributor.name
        for line in (*page.voted, *page.silent)
    }
    page.carried = {
        vote.elector: names.get(vote.proxy, "") for vote in votes.votes if vote.proxy
    }
    page.silent = [
        replace(line, carried_by=(page.carried[public_id],))
        if (public_id := line.elector.contributor.public_id) in page.carried
        else line
        for line in page.silent
    ]
    if page.mine is not None:
        person = page.mine.elector.contributor
        page.mandates = list(
            Mandate.objects.for_ballot(page.ballot)
            .filter(end=None)
            .filter(Q(principal=person) | Q(proxy=person))
            .select_related("principal", "proxy")
        )


def _entries(ballot: Ballot, current: Mapping[int, Vote]) -> dict[str, int | None]:
    own = {
        "opened": ballot.opened_entry_id,
        "closed": ballot.closed_entry_id,
        "tally": ballot.tally_entry_id,
    }
    ids = [*own.values(), *(vote.entry_id for vote in current.values())]
    found = log.indices(ids)
    named = {name: found.get(entry_id) for name, entry_id in own.items()}
    return {**named, **found}


def _roll(
    page: BallotPage,
    electors: list[Elector],
    current: Mapping[int, Vote],
    user: Person,
) -> None:
    for elector in electors:
        vote = current.get(elector.pk)
        index = page.entries.get(vote.entry_id) if vote else None
        line = Line(elector, vote, index)
        (page.voted if vote else page.silent).append(line)
        if isinstance(user, User) and elector.contributor.user_id == user.pk:
            page.mine = line
            page.receipt = _receipt(line, page.ballot.method) if vote else None
    for lines in (page.voted, page.silent):
        lines.sort(key=lambda line: (-line.weight, line.elector.contributor.name))


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
