"""Status updates: how a milestone goes, said by its owner, outside any edition."""

import re

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import Affiliation, Contribution, Contributor, User
from core.canonical import sha256_hex
from core.markup import render_comment
from core.results import Allowed, Denied, Verdict, require
from core.text import clean
from governance import permissions
from governance.permissions import Person
from ledger import log
from roadmap.errors import InvalidUpdate
from roadmap.models import Milestone, StatusUpdate

MAX_TEXT = 5_000
_HANDLE = re.compile(r"(?<![\w/])@([A-Za-z0-9][\w-]{0,60})")


@transaction.atomic
def post_update(
    milestone: Milestone, *, by: User, state: str, text: str
) -> StatusUpdate:
    """Record how the milestone goes, as of now."""
    locked = Milestone.objects.select_for_update(of=("self",))
    milestone = locked.select_related("project").get(pk=milestone.pk)
    require(can_report(by, milestone))
    if state not in StatusUpdate.State.values:
        raise InvalidUpdate("Choose on track, at risk, blocked or done.")
    text = clean(text)
    if not text:
        raise InvalidUpdate("Say in a sentence what makes you say so.")
    if len(text) > MAX_TEXT:
        raise InvalidUpdate(f"An update may have at most {MAX_TEXT:,} characters.")
    update = StatusUpdate.objects.create(
        milestone=milestone,
        author=accounts.contributor_of(by),
        state=state,
        text=text,
        text_html=render_comment(text),
        posted_at=timezone.now(),
    )
    log.append(
        "milestone.reported",
        {
            "milestone": milestone.pk,
            "state": state,
            "hash": sha256_hex(text.encode()),
        },
        entry_id=update.entry_id,
        subject=f"milestone:{milestone.pk}",
        actor=update.author.public_id,
    )
    return update


def can_report(user: Person, milestone: Milestone) -> Verdict:
    """Whether ``user`` may say how a milestone goes: its owner, or a maintainer.

    The owner is whoever the file names: a handle by which the account signs in, or
    the name or the organisation of somebody who has contributed to the project.
    """
    if not isinstance(user, User):
        return permissions.SIGN_IN
    if milestone.gone_at:
        return Denied("The milestone's file is gone: there is nothing to report on.")
    if permissions.can_maintain(user, milestone.project):
        return Allowed()
    named = f"{milestone.owner}, {milestone.champion}"
    handles = {handle.lower() for handle in _HANDLE.findall(named)}
    if handles and handles & _handles_of(user):
        return Allowed()
    person = permissions.contributor(user)
    if person and _is_named(person, named) and _has_contributed(person, milestone):
        return Allowed()
    return Denied("Only the owner, the champion and the maintainers report on it.")


def _handles_of(user: User) -> set[str]:
    accounts_of = SocialAccount.objects.filter(user=user, provider="github")
    found = (account.extra_data.get("login", "") for account in accounts_of)
    return {str(login).lower() for login in found if login}


def _is_named(person: Contributor, named: str) -> bool:
    words = {part.strip().casefold() for part in re.split(r"[,;()]|\band\b", named)}
    if person.name.casefold() in words:
        return True
    today = timezone.now().date()
    posts = Affiliation.objects.on(today).filter(contributor=person)
    names = posts.exclude(organisation=None).values_list(
        "organisation__name", flat=True
    )
    return any(name.casefold() in words for name in names)


def _has_contributed(person: Contributor, milestone: Milestone) -> bool:
    return Contribution.objects.filter(
        project=milestone.project_id,
        identity__contributor=person,
        identity__verified_at__isnull=False,
    ).exists()
