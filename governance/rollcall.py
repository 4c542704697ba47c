"""Requests to be put on the roll of a ballot: made and ruled on before it opens."""

from django.db import transaction

from contributors import accounts
from contributors.models import User
from core import clock
from core.canonical import sha256_hex
from core.results import require
from governance import minutes, permissions
from governance.errors import BallotNotReady
from governance.locking import lock
from governance.models import Ballot, RollRequest, RollRuling
from ledger import log


@transaction.atomic
def ask(ballot: Ballot, *, by: User, reason: str) -> RollRequest:
    """Ask for a vote on a ballot that is not open yet."""
    ballot = lock(ballot)
    require(permissions.can_take_part(by, ballot.project))
    _require_before_opening(ballot)
    reason = minutes.needed(reason, "you should be on the roll")
    person = accounts.contributor_of(by)
    if ballot.requests.filter(contributor=person).exists():
        raise BallotNotReady("You have asked for this already.")
    request = RollRequest.objects.create(
        ballot=ballot, contributor=person, reason=reason, asked_at=clock.now()
    )
    log.append(
        "roll.requested",
        {"ballot": ballot.opened_entry_id, "reason": sha256_hex(reason.encode())},
        entry_id=request.entry_id,
        subject=ballot.reference,
        actor=person.public_id,
    )
    return request


@transaction.atomic
def rule(request: RollRequest, *, by: User, granted: bool, reason: str) -> RollRuling:
    """Grant or refuse a request, with the reason; nobody rules on their own."""
    ballot = lock(request.ballot)
    require(permissions.may(by, "roll", ballot.project, ballot.policy))
    _require_before_opening(ballot)
    reason = minutes.needed(reason, "you rule so")
    person = accounts.contributor_of(by)
    if person == request.contributor:
        raise BallotNotReady("Somebody else rules on your request.")
    if RollRuling.objects.filter(request=request).exists():
        raise BallotNotReady("This request was ruled on already.")
    ruling = RollRuling.objects.create(
        request=request,
        granted=granted,
        by=person,
        reason=reason,
        ruled_at=clock.now(),
    )
    log.append(
        "roll.ruled",
        {
            "ballot": ballot.opened_entry_id,
            "request": request.entry_id,
            "contributor": request.contributor.public_id,
            "granted": granted,
            "reason": sha256_hex(reason.encode()),
        },
        entry_id=ruling.entry_id,
        subject=ballot.reference,
        actor=person.public_id,
    )
    return ruling


def admitted(ballot: Ballot) -> frozenset[int]:
    """Return who is let onto the roll; refuse while a request waits for its ruling."""
    rows = list(ballot.requests.values_list("contributor_id", "ruling__granted"))
    waiting = sum(granted is None for _, granted in rows)
    if waiting:
        raise BallotNotReady(
            f"{waiting} {'request' if waiting == 1 else 'requests'} to be put on the "
            "roll must be ruled on before the ballot opens."
        )
    return frozenset(person for person, granted in rows if granted)


def _require_before_opening(ballot: Ballot) -> None:
    if not ballot.is_before_opening:
        raise BallotNotReady("The roll was fixed when this ballot opened.")
