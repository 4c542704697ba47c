"""Let somebody answer for you where you do not, and take that back."""

from django.db import transaction

from contributors import accounts
from contributors.models import Contributor, User
from core import clock
from core.results import require
from governance import manners, permissions
from governance.errors import BallotNotReady, InvalidBallot
from governance.models import Ballot, Mandate, MandateEnd
from governance.standing import current
from ledger import log
from mirror.models import Project


@transaction.atomic
def give(
    project: Project, *, by: User, proxy: Contributor, ballot: Ballot | None = None
) -> Mandate:
    """Let ``proxy`` answer for ``by``, on one ballot or on all of the project.

    A mandate that the same person gave before, for the same, ends. What would close
    a circle is refused.
    """
    # Counting takes the same lock, so a mandate is in the count or after it.
    project = Project.objects.select_for_update().get(pk=project.pk)
    require(permissions.can_take_part(by, project))
    now, person = clock.now(), accounts.contributor_of(by)
    if ballot is not None and ballot.project_id != project.pk:
        raise InvalidBallot("That ballot is another project's.")
    rules = ballot.rules if ballot else current(project).body["ballots"]
    most = manners.number(rules, "proxies")
    if not most:
        raise BallotNotReady("The policy lets nobody answer for another.")
    if person == proxy:
        raise InvalidBallot("Nobody can be their own proxy.")
    if ballot is not None and not (ballot.takes_votes or ballot.is_before_opening):
        raise BallotNotReady("This ballot takes no answers any more.")
    mine = Mandate.objects.filter(
        project=project, principal=person, ballot=ballot, end=None
    )
    for earlier in mine:
        _end(earlier, person)
    standing = Mandate.objects.filter(project=project, end=None)
    held = standing.filter(proxy=proxy, ballot=ballot).count()
    if held >= most:
        raise BallotNotReady(
            f"{proxy} carries {held} {'mandate' if held == 1 else 'mandates'} already, "
            "as many as the policy allows."
        )
    _require_no_circle(person, proxy, standing.values_list("principal", "proxy"))
    mandate = Mandate.objects.create(
        project=project, ballot=ballot, principal=person, proxy=proxy, given_at=now
    )
    body = {"proxy": proxy.public_id, "project": project.slug}
    if ballot is not None:
        body["ballot"] = ballot.opened_entry_id
    log.append(
        "mandate.given",
        body,
        entry_id=mandate.entry_id,
        subject=_subject(mandate),
        actor=person.public_id,
    )
    return mandate


@transaction.atomic
def end(mandate: Mandate, *, by: User) -> MandateEnd:
    """Take a mandate back; the proxy may lay it down too."""
    Project.objects.select_for_update().get(pk=mandate.project_id)
    person = accounts.contributor_of(by)
    if person not in (mandate.principal, mandate.proxy):
        raise BallotNotReady("Only the two whom a mandate joins can end it.")
    if MandateEnd.objects.filter(mandate=mandate).exists():
        raise BallotNotReady("This mandate has ended already.")
    return _end(mandate, person)


def _end(mandate: Mandate, person: Contributor) -> MandateEnd:
    ended = MandateEnd.objects.create(mandate=mandate, ended_at=clock.now())
    log.append(
        "mandate.ended",
        {"mandate": mandate.entry_id},
        entry_id=ended.entry_id,
        subject=_subject(mandate),
        actor=person.public_id,
    )
    return ended


def _subject(mandate: Mandate) -> str:
    return (
        mandate.ballot.reference
        if mandate.ballot
        else f"project:{mandate.project.slug}"
    )


def _require_no_circle(
    person: Contributor, proxy: Contributor, standing: object
) -> None:
    """Refuse a proxy who, over any standing mandates, is answered for by ``person``."""
    proxies: dict[int, set[int]] = {}
    for principal, other in standing:  # type: ignore[attr-defined]
        proxies.setdefault(principal, set()).add(other)
    reached, waiting = {proxy.pk}, [proxy.pk]
    while waiting:
        for other in proxies.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    if person.pk in reached:
        raise BallotNotReady(
            f"{proxy} is answered for by you already, so this would be a circle."
        )
