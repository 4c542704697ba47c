"""Count a ballot from its frozen bytes and its votes, and say what is still needed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from core import clock
from core.canonical import sha256_hex
from governance import frozen, manners, tally
from governance.models import Ballot, Elector, Mandate
from governance.models import Vote as CastVote
from governance.tally import Tally, Vote, Votes, gate, proxies
from governance.tally.shortfall import fewest_no, fewest_yes


@dataclass(frozen=True)
class Need:
    """What is missing to reach something, in weight and in the fewest people.

    ``undone_by`` is how few of the silent could undo it; ``None`` if they cannot.
    """

    reached: bool
    have: Fraction
    need: Fraction
    whole: Fraction
    people: int | None = 0
    undone_by: int | None = None

    @property
    def missing(self) -> Fraction:
        """The weight that is missing."""
        return max(self.need - self.have, Fraction(0))

    @property
    def have_share(self) -> Fraction:
        """How much is there, as a share of one."""
        return self.have / self.whole if self.whole else Fraction(0)

    @property
    def need_share(self) -> Fraction:
        """How much is needed, as a share of one."""
        return self.need / self.whole if self.whole else Fraction(0)


@dataclass(frozen=True)
class Outlook:
    """How a threshold ballot stands; ``threshold`` is ``None`` while it is sealed."""

    quorum: Need | None
    threshold: Need | None


def votes_of(ballot: Ballot, *, at: datetime | None = None) -> Votes:
    """Return what is counted: a few queries, however many electors.

    ``at`` is the moment of the count: when the ballot closed, else now.
    """
    electors = Elector.objects.filter(ballot=ballot).values_list(
        "pk", "contributor__public_id"
    )
    current = CastVote.objects.filter(ballot=ballot).current()
    return votes_from(ballot, dict(electors), current, at=at)


def votes_from(
    ballot: Ballot,
    ids: Mapping[int, str],
    current: Iterable[CastVote],
    *,
    at: datetime | None = None,
) -> Votes:
    """Return what is counted, of rows that are read already.

    ``ids`` are the public ids of the electors by their primary key.
    """
    moment = at or ballot.closed_at or clock.now()
    cast = [
        Vote(ids[vote.elector_id], vote.choice, _groups(vote.ranking))
        for vote in current
    ]
    cast += _carried(ballot, cast, ids, moment)
    observed = _observed(ballot, ids, moment)
    return frozen.votes_file(_frozen_bytes(ballot), cast, observed)


def mandate_entries(ballot: Ballot, votes: Votes) -> list[str]:
    """Return the entries of the mandates by which answers were counted, sorted."""
    carried = [vote.elector for vote in votes.votes if vote.proxy]
    if not carried:
        return []
    found = _mandates(ballot, ballot.closed_at or clock.now())
    return sorted(found[elector].entry_id for elector in carried)


def _carried(
    ballot: Ballot, cast: list[Vote], ids: Mapping[int, str], at: datetime
) -> list[Vote]:
    most = manners.number(ballot.rules, "proxies")
    if not most:
        return []
    on_the_roll = set(ids.values())
    pairs = [
        (person, mandate.proxy.public_id)
        for person, mandate in _mandates(ballot, at).items()
    ]
    return proxies.carried(
        {vote.elector: vote for vote in cast},
        [pair for pair in pairs if on_the_roll.issuperset(pair)],
        most=most,
        chains=bool(ballot.rules.get("proxy-chains")),
    )


def _mandates(ballot: Ballot, at: datetime) -> dict[str, Mandate]:
    """Return each person's mandate: the one for this ballot, else the general one."""
    rows = Mandate.objects.for_ballot(ballot).in_force_at(at)
    chosen = {
        mandate.principal.public_id: mandate
        for mandate in rows.select_related("principal", "proxy")
    }
    return dict(sorted(chosen.items(), key=lambda pair: pair[1].pk))


def _observed(ballot: Ballot, ids: Mapping[int, str], at: datetime) -> dict[str, Any]:
    """Return what a count by time needs: now, and since when the gate stands open."""
    if ballot.method != "consensus":
        return {}
    rows = CastVote.objects.filter(ballot=ballot).order_by("cast_at", "pk")
    answered = rows.values_list("cast_at", "elector_id", "choice")
    rule = frozen.thaw(_frozen_bytes(ballot))["parameters"]
    since = gate.open_since(
        [(moment, ids[elector], choice) for moment, elector, choice in answered],
        rule["reviewers"],
        most_outstanding=int(rule.get("max_outstanding", 2)),
        restart=rule.get("reset", "restart") == "restart",
    )
    now = {"now": frozen.stamp(at)}
    return now if since is None else {**now, "started_at": frozen.stamp(since)}


def count(ballot: Ballot) -> Tally:
    """Count the votes as they stand now."""
    return tally.count(votes_of(ballot))


def file_bytes(votes: Votes) -> bytes:
    """Return the votes file as people download it, the same bytes every time."""
    return _json_bytes(tally.write(votes), indent=1) + b"\n"


def tally_hash(result: dict[str, Any]) -> str:
    """Return the SHA-256 of a tally's sorted compact JSON."""
    return sha256_hex(_json_bytes(result))


def outlook(votes: Votes) -> Outlook | None:
    """Return what a threshold ballot still needs, or ``None`` for other methods."""
    if votes.method != "threshold":
        return None
    figures = tally.count(votes).figures
    silent = sorted(_silent(votes).values(), reverse=True)
    quorum = None
    if figures["quorum"] is not None:
        have, need = figures["cast_weight"], figures["quorum_needed"]
        quorum = Need(
            reached=figures["quorum_reached"],
            have=have,
            need=need,
            whole=figures["electorate_weight"],
            people=_fewest(silent, need - have),
        )
    threshold = Need(
        reached=figures["threshold_reached"],
        have=figures["yes"],
        need=figures["needed"],
        whole=figures["base_weight"],
        people=fewest_yes(votes),
        undone_by=fewest_no(votes),
    )
    return Outlook(quorum, threshold)


def _silent(votes: Votes) -> dict[str, Fraction]:
    voted = {vote.elector for vote in votes.votes}
    return {
        elector.id: elector.weight
        for elector in (votes.electors or {}).values()
        if not elector.recused and elector.id not in voted
    }


def _fewest(weights: list[Fraction], missing: Fraction) -> int | None:
    """Return how many of the heaviest make up ``missing``, or ``None`` if all fail."""
    if missing <= 0:
        return 0
    for people, weight in enumerate(weights, start=1):
        missing -= weight
        if missing <= 0:
            return people
    return None


def _groups(ranking: list[list[str]] | None) -> tuple[tuple[str, ...], ...] | None:
    return None if ranking is None else tuple(tuple(group) for group in ranking)


def _frozen_bytes(ballot: Ballot) -> bytes:
    if ballot.frozen is None:
        raise ValueError(f"ballot {ballot.pk} was never opened")
    return bytes(ballot.frozen)


def _json_bytes(value: Any, indent: int | None = None) -> bytes:
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(
        value,
        sort_keys=indent is None,
        ensure_ascii=False,
        indent=indent,
        separators=separators,
    ).encode()
