"""A project whose people have earned their votes by commits."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from contributors import accounts
from contributors.models import (
    Affiliation,
    Contribution,
    Contributor,
    Identity,
    Organisation,
    User,
)
from governance import ballots, policies
from governance.models import Ballot, Role
from mirror.models import Commit, Project, Repository
from rfcs.models import Rfc
from tests.rfcs import community as rfc_community

EASY = {"contributions": 1, "days": 1, "account-days": 0}
_numbers = count(1)


def make_project(slug: str = "oas", **ballot_rules: object) -> Project:
    project = rfc_community.make_project(slug)
    body = {"weights": EASY, "ballots": ballot_rules}
    policies.adopt_policy(project, "rules", body, by=None)
    return project


def make_rfc(project: Project, number: int = 7) -> Rfc:
    repository = Repository.objects.filter(project=project, holds_rfcs=True).first()
    repository = repository or rfc_community.make_repository(
        project, f"{project.slug}-rfcs"
    )
    rfc = rfc_community.make_rfc(repository, number)
    rfc_community.make_revision(rfc, 1)
    return rfc


def make_user(name: str) -> User:
    """Return an account without a password: hashing one takes its time."""
    user = User.objects.create_user(f"{name}@example.org", first_name=name.capitalize())
    accounts.contributor_of(user)
    return user


def make_maintainer(project: Project, name: str = "mary") -> User:
    user = make_user(name)
    Role.objects.create(
        project=project,
        contributor=accounts.contributor_of(user),
        name=Role.Name.MAINTAINER,
        granted_at=timezone.now(),
    )
    return user


def make_voter(
    project: Project, name: str, organisation: str = "", commits: int = 1
) -> User:
    """Return somebody with ``commits`` commits on as many days; independent or not."""
    user = make_user(name)
    person = accounts.contributor_of(user)
    _employ(person, organisation)
    identity = Identity.objects.create(
        email=f"{name}@git.example",
        name=name,
        contributor=person,
        verified_at=timezone.now() - timedelta(days=1),
    )
    repository, _ = Repository.objects.get_or_create(
        project=project,
        name=f"{project.slug}-code",
        defaults={"url": "https://git.example.org/code", "added_at": timezone.now()},
    )
    for age in range(commits):
        _contribute(repository, identity, days_ago=age)
    return user


def open_ballot(
    rfc: Rfc, maintainer: User, question: str = "Accept it?", **fields: object
) -> Ballot:
    ballot = ballots.draft_ballot(
        "rfc", str(rfc.pk), by=maintainer, question=question, **fields
    )
    return ballots.open_ballot(ballot, by=maintainer)


def _employ(person: Contributor, organisation: str) -> None:
    if organisation == "undeclared":
        return
    employer = None
    if organisation:
        employer, _ = Organisation.objects.get_or_create(
            slug=organisation,
            defaults={
                "name": organisation.capitalize(),
                "created_at": timezone.now(),
            },
        )
    Affiliation.objects.create(
        contributor=person,
        organisation=employer,
        since=timezone.now().date() - timedelta(days=400),
        attested_at=timezone.now(),
    )


def _contribute(repository: Repository, identity: Identity, *, days_ago: int) -> None:
    landed = timezone.now() - timedelta(days=days_ago, minutes=5)
    commit = Commit.objects.create(
        repository=repository,
        oid=f"{next(_numbers):040x}",
        author_name=identity.name,
        author_email=identity.email,
        committer_name=identity.name,
        committer_email=identity.email,
        landed_at=landed,
        subject="Work",
    )
    Contribution.objects.create(
        project=repository.project,
        repository=repository,
        commit=commit,
        identity=identity,
        kind=Contribution.Kind.AUTHORED,
        points=60,
        landed_at=landed,
        landed_on=landed.date(),
    )
