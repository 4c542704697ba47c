"""The roll of a project: who is on it, with what weight, under whose cap."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from contributors import identity
from contributors.models import AddressClaim, Contribution, Identity
from governance import electorates, policies
from tests.governance.assembly import (
    contribute,
    days,
    make_organisation,
    make_person,
    make_project,
)


@pytest.fixture
def project(db):
    return make_project()


def roll(project, at=None):
    return {w.name: w for w in electorates.weigh(project, at=at or timezone.now())}


def test_who_contributed_enough_is_on_the_roll_and_others_are_not(project):
    ada, bob = make_person("Ada"), make_person("Bob")
    contribute(project, ada, *days(3))
    contribute(project, bob, *days(2))
    contribute(project, "stranger@x.example", *days(9))
    assert set(roll(project)) == {"Ada"}
    now = timezone.now()
    assert electorates.weight_of(bob, project, at=now) is None
    lacking = electorates.electorate(project, at=now).shortfalls_of(bob)
    assert [(s.condition, s.have, s.need) for s in lacking] == [("contributions", 2, 3)]


def test_what_does_not_count_adds_nothing(project):
    ada = make_person("Ada")
    contribute(project, ada, *days(3))
    before = roll(project)["Ada"]
    contribute(project, ada, *days(5), not_counted="reverted")
    assert roll(project)["Ada"] == before


def test_what_lands_later_does_not_count_yet(project):
    ada = make_person("Ada")
    contribute(project, ada, *days(4))
    assert roll(project, at=timezone.now() - timedelta(days=3)) == {}


def test_another_projects_work_does_not_count(project):
    ada, other = make_person("Ada"), make_project("other")
    contribute(other, ada, *days(5))
    assert roll(project) == {}


def test_new_accounts_wait_as_long_as_the_policy_says(project):
    contribute(project, make_person("Ada"), *days(3))
    policies.adopt_policy(project, "rules", {"weights": {"account-days": 14}}, by=None)
    assert roll(project) == {}
    later = timezone.now() + timedelta(days=15)
    assert set(roll(project, at=later)) == {"Ada"}


def test_a_locked_account_is_not_on_the_roll(project):
    ada = make_person("Ada")
    contribute(project, ada, *days(3))
    ada.user.is_active = False
    ada.user.save()
    assert roll(project) == {}


def test_one_organisation_is_cut_to_its_share(project):
    for name in ("Ada", "Bob", "Cy", "Dee", "Eva"):
        contribute(project, make_person(name, "Acme"), *days(20))
    for name in ("Flo", "Gus", "Hal", "Ida", "Jo", "Kim"):
        contribute(project, make_person(name, None), *days(3))
    electorate = electorates.electorate(project, at=timezone.now())
    acme = sum(w.weight for w in electorate.weights if w.organisation == "Acme")
    capped = electorate.capped
    assert not capped.heads
    assert acme == capped.organisation_cap * capped.total
    assert sum(w.weight for w in electorate.weights) == capped.total
    assert Fraction(acme, capped.total) < Fraction(2, 5)


def test_all_who_declare_nothing_share_one_cap(project):
    for name in ("Ada", "Bob", "Cy", "Dee", "Eva", "Flo", "Gus"):
        contribute(project, make_person(name), *days(9))
    for name in ("Hal", "Ida", "Jo", "Kim"):
        contribute(project, make_person(name, None), *days(9))
    weights = roll(project)
    assert weights["Ada"].affiliation == "undeclared"
    assert weights["Ada"].factor == weights["Gus"].factor < 1
    assert weights["Hal"].affiliation == "independent"
    assert weights["Hal"].factor == 1


def test_leaving_an_employer_does_not_leave_its_cap_at_once(project):
    today = timezone.now().date()
    ada, bob = make_person("Ada", "Acme"), make_person("Bob", "Acme")
    for person, since in ((ada, 10), (bob, 91)):
        contribute(project, person, *days(3))
        left = today - timedelta(days=since)
        identity.declare_affiliation(person, None, left, by=person.user)
    weights = roll(project)
    assert weights["Ada"].organisation == "Acme"
    assert weights["Bob"].affiliation == "independent"


def test_the_affiliation_of_the_day_counts(project):
    ada = make_person("Ada", "Acme")
    contribute(project, ada, *days(3))
    tomorrow = timezone.now().date() + timedelta(days=1)
    other = make_organisation("Other")
    identity.declare_affiliation(ada, other, tomorrow, by=ada.user)
    assert roll(project)["Ada"].organisation == "Acme"
    later = timezone.now() + timedelta(days=2)
    assert roll(project, at=later)["Ada"].organisation == "Other"


def claim(project, address, target, at):
    AddressClaim.objects.create(
        repository=project.repositories.first(),
        address=Identity.objects.get(email=address),
        target=Identity.objects.get(email=target),
        claimed_at=at,
    )


def test_a_mailmap_joins_an_address_after_the_days_of_challenge(project):
    policies.adopt_policy(project, "rules", {"weights": {"account-days": 0}}, by=None)
    make_person("Ada")
    contribute(project, "old@home.example", *days(3))
    now = timezone.now()
    claim(project, "old@home.example", "ada@people.example", now - timedelta(days=13))
    assert roll(project, at=now) == {}
    assert set(roll(project, at=now + timedelta(days=2))) == {"Ada"}


def test_a_mailmap_never_takes_an_address_that_somebody_verified(project):
    ada = make_person("Ada")
    make_person("Mallory")
    contribute(project, ada, *days(3))
    long_ago = timezone.now() - timedelta(days=99)
    claim(project, "ada@people.example", "mallory@people.example", long_ago)
    assert set(roll(project)) == {"Ada"}


def test_two_mailmaps_that_disagree_join_nobody(project):
    make_person("Ada")
    make_person("Bob")
    contribute(project, "old@home.example", *days(3))
    now = timezone.now()
    claim(project, "old@home.example", "ada@people.example", now)
    assert set(roll(project, at=now)) == {"Ada"}
    twin = project.repositories.first()
    twin.pk, twin.name = None, "twin"
    twin.save()
    AddressClaim.objects.create(
        repository=twin,
        address=Identity.objects.get(email="old@home.example"),
        target=Identity.objects.get(email="bob@people.example"),
        claimed_at=now,
    )
    assert roll(project, at=now) == {}


def test_the_policy_that_stood_then_is_used(project):
    contribute(project, make_person("Ada"), *days(3, last=date(2026, 1, 9)))
    before = timezone.now()
    policies.adopt_policy(project, "rules", {"weights": {"contributions": 9}}, by=None)
    assert electorates.electorate(project, at=before).rules.weights.contributions == 3
    assert electorates.electorate(project, at=timezone.now()).weights == []


def test_the_roll_takes_few_queries(project, django_assert_max_num_queries):
    for name in ("Ada", "Bob", "Cy"):
        contribute(project, make_person(name, "Acme"), *days(3))
    with django_assert_max_num_queries(7):
        electorates.weigh(project, at=timezone.now())


def test_both_kinds_of_row_of_a_day_are_summed(project):
    ada = make_person("Ada")
    contribute(project, ada, *days(3))
    contribute(project, ada, *days(3), kind="reviewed", points=15)
    work = electorates.electorate(project, at=timezone.now()).work_of(ada)
    assert work.points == {"authored": 180, "reviewed": 45}
    assert work.roles == Contribution.objects.count() == 6
