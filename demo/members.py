"""The sample's project, organisations, accounts and offices."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from contributors import accounts, identity
from contributors.models import Organisation, User
from demo import clock
from demo.people import EDITORS, MAINTAINERS, ORGANISATIONS, PEOPLE, Person
from governance import roles
from governance.models import Role
from mirror.models import Project

SLUG = "oas"
PASSWORD = "sample-community"  # noqa: S105  shown on the sign-in page of the sample
KEEPER = "register@oas.example"
_NAME = "Open Accelerator Stack"
_DESCRIPTION = (
    "Kernel drivers, a runtime and compilers for accelerators, built by five "
    "organisations and by people of none. A sample: everybody in it is invented."
)

_OFFERED = (
    *("helena", "marcus", "astrid", "elena"),
    *("deepak", "linnea", "ines", "kwame"),
)
_FORMER_ADDRESSES = {"sofia"}  # no longer hers to verify: .mailmap alone vouches


def found_project() -> Project:
    """Return the sample's project, entering it if need be."""
    project, _ = Project.objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": _NAME,
            "description": _DESCRIPTION,
            "created_at": timezone.now(),
        },
    )
    return project


def enrol(project: Project, *, since: datetime) -> dict[str, User]:
    """Make the accounts, one an hour from ``since``; return them by their key."""
    with clock.at(since):
        organisations = _organisations()
    password, users = make_password(PASSWORD), {}
    people = [person for person in PEOPLE.values() if person.account]
    for hour, person in enumerate(people):
        with clock.at(since + timedelta(hours=hour)):
            users[person.key] = _enrol(person, password, organisations)
    with clock.at(since + timedelta(hours=len(people))):
        _appoint(project, users)
    return users


def _organisations() -> dict[str, Organisation]:
    keeper = User.objects.create_user(KEEPER, None, is_staff=True)
    return {
        each.slug: identity.add_organisation(each.name, by=keeper, slug=each.slug)
        for each in ORGANISATIONS
    }


def _enrol(
    person: Person, password: str, organisations: dict[str, Organisation]
) -> User:
    first, _, last = person.name.partition(" ")
    user = User(
        email=person.email,
        first_name=first,
        last_name=last,
        password=password,
        date_joined=timezone.now(),
    )
    user.save()
    old = () if person.key in _FORMER_ADDRESSES else person.aliases
    for address in (person.email, *old):
        EmailAddress.objects.create(
            user=user, email=address, verified=True, primary=address == person.email
        )
    accounts.bind_addresses(user)
    contributor = accounts.contributor_of(user)
    for post in person.posts:
        employer = organisations.get(post.organisation)
        identity.declare_affiliation(contributor, employer, post.since, by=user)
    return user


def _appoint(project: Project, users: dict[str, User]) -> None:
    offices = {Role.Name.MAINTAINER: MAINTAINERS, Role.Name.EDITOR: EDITORS}
    for office, keys in offices.items():
        for key in keys:
            person = accounts.contributor_of(users[key])
            roles.grant(project, person, office, by=None)


def offer() -> dict[str, Any]:
    """Return what the sign-in page shows: some accounts and their password.

    ``everybody`` lists all of them: without the sample none may come in.
    """
    return {
        "password": PASSWORD,
        "everybody": [person.email for person in PEOPLE.values() if person.account],
        "accounts": [
            {"name": PEOPLE[key].name, "email": PEOPLE[key].email, "about": _about(key)}
            for key in _OFFERED
        ],
    }


def _about(key: str) -> str:
    names = {each.slug: each.name for each in ORGANISATIONS}
    employer = names.get(PEOPLE[key].organisation, "independent")
    if key in MAINTAINERS:
        return f"maintainer, {employer}"
    return f"{'editor' if key in EDITORS else 'contributor'}, {employer}"
