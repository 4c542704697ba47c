"""A project whose people have contributed, for tests of weights and their pages."""

from datetime import UTC, date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from contributors import accounts, identity
from contributors.models import Contribution, Contributor, Identity, User
from governance import policies
from mirror.models import Commit, Project, Repository

GROWN_UP = {"weights": {"account-days": 0, "challenge-days": 0}}


def make_project(slug="oas", policy=GROWN_UP):
    """Make a project with a code repository and, if given, a policy."""
    now = timezone.now()
    project = Project.objects.create(slug=slug, name=slug.upper(), created_at=now)
    Repository.objects.create(
        project=project, name=f"{slug}-code", url="https://x.example", added_at=now
    )
    if policy is not None:
        policies.adopt_policy(project, "rules", policy, by=None)
    return project


def make_person(name, employer=..., since=date(2020, 1, 1)):
    """Make somebody with an account, and whom they work for (None: for nobody)."""
    user = User.objects.create_user(
        f"{name.lower()}@people.example", first_name=name, is_staff=False
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    accounts.bind_addresses(user)
    person = accounts.contributor_of(user)
    if employer is not ...:
        organisation = employer and make_organisation(employer)
        identity.declare_affiliation(person, organisation, since, by=user)
    return person


def make_organisation(name):
    """Make an organisation, or return the one of that name."""
    keeper, _ = User.objects.get_or_create(
        email="keeper@althing.example", is_staff=True
    )
    return identity.add_organisation(name, by=keeper)


def contribute(project, who, *days, kind="authored", points=60, not_counted=""):
    """Record a contribution of ``who`` (a person or an address) on each day."""
    if isinstance(who, Contributor):
        own = Identity.objects.get(contributor=who)
    else:
        own, _ = Identity.objects.get_or_create(email=who, defaults={"name": who})
    repository = project.repositories.first()
    for day in days:
        # The day's first moment: never in the future, whatever the hour of the test.
        landed = datetime(day.year, day.month, day.day, tzinfo=UTC)
        commit = Commit.objects.create(
            repository=repository,
            oid=f"{Commit.objects.count() + 1:040x}",
            author_name=own.name,
            author_email=own.email,
            landed_at=landed,
            subject="Change",
        )
        Contribution.objects.create(
            project=project,
            repository=repository,
            commit=commit,
            identity=own,
            kind=kind,
            points=points,
            landed_at=landed,
            landed_on=landed.date(),
            not_counted=not_counted,
        )


def days(count, last=None):
    """Return ``count`` days in a row, the last one today unless told."""
    last = last or timezone.now().date()
    return [last - timedelta(days=back) for back in range(count)]
