"""The pages of people and organisations."""

import re

import pytest
from django.urls import reverse

from contributors import identity
from contributors.models import Contributor, Organisation
from tests.governance.assembly import contribute, days, make_person, make_project


@pytest.fixture
def project(db):
    project = make_project()
    for name in ("Ada", "Bob", "Cy", "Dee", "Eva"):
        contribute(project, make_person(name, "Acme"), *days(9))
    for name in ("Flo", "Gus", "Hal", "Ida"):
        contribute(project, make_person(name, None), *days(3))
    return project


def person(name):
    return Contributor.objects.get(name=name)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "style=" not in html
    assert html.count("<h1") == 1
    assert "people.example" not in html, "addresses are never shown"
    return html


def test_people_are_listed_by_weight(client, project):
    html = read(client, reverse("contributors:people"))
    assert "9 people have weight in OAS" in html
    names = re.findall(r'class="person" href="/people/\w+/">(\w+)<', html)
    assert len(names) == 9
    assert 'class="cap-line"' in html


def test_a_persons_page_opens_to_its_arithmetic(client, project):
    html = read(client, person("Ada").get_absolute_url())
    assert "In OAS" in html
    assert "the whole part of √(100" in html
    assert "Acme" in html
    assert '<rect class="earned__authorship"' in html


def test_who_has_no_weight_is_told_what_is_missing(client, project):
    zoe = make_person("Zoe")
    contribute(project, zoe, *days(1))
    html = read(client, zoe.get_absolute_url())
    assert "Has no weight in OAS at present" in html
    assert "voters have at least 3" in html
    assert "has not declared it" in html


def test_who_never_contributed_has_a_page_too(client, project):
    html = read(client, make_person("Zoe").get_absolute_url())
    assert "No contribution of theirs has been counted" in html


def test_a_merged_person_leads_to_the_one_they_became(client, project):
    from_git = Contributor.objects.create(
        name="ada l", created_at=person("Ada").created_at
    )
    keeper = Organisation.objects.get().affiliations.first().contributor.user
    keeper.is_staff = True
    identity.merge(from_git, into=person("Ada"), by=keeper)
    answer = client.get(from_git.get_absolute_url())
    assert answer.url == person("Ada").get_absolute_url()


def test_organisations_are_shown_before_and_after_the_cap(client, project):
    html = read(client, reverse("contributors:organisations"))
    assert "Acme" in html
    assert "Independent people" in html
    assert "Capped" in html


def test_an_organisations_page_lists_its_people_and_its_sum(client, project):
    html = read(client, Organisation.objects.get().get_absolute_url())
    assert "5 people have declared that they work here" in html
    assert "cut from" in html
    assert "Factor for each of its people" in html


@pytest.mark.parametrize("name", ["people", "organisations"])
def test_an_empty_house_says_what_to_do(client, db, name):
    assert "once" in read(client, reverse(f"contributors:{name}"))


def test_a_project_can_be_chosen_and_an_unknown_one_is_not_found(client, project):
    address = reverse("contributors:people")
    assert "OAS" in read(client, f"{address}?project=oas")
    assert client.get(f"{address}?project=nowhere").status_code == 404


def test_the_lists_take_a_constant_number_of_queries(
    client, project, django_assert_max_num_queries
):
    read(client, reverse("contributors:people"))
    with django_assert_max_num_queries(14):
        read(client, reverse("contributors:people"))
    with django_assert_max_num_queries(14):
        read(client, reverse("contributors:organisations"))


def test_people_declare_whom_they_work_for(client, project):
    acme, zoe = Organisation.objects.get(), make_person("Zoe")
    address = reverse("contributors:declare")
    assert client.get(address).status_code == 302, "only after signing in"
    client.force_login(zoe.user)
    assert "I am independent" in client.get(address).content.decode()
    answer = client.post(address, {"organisation": acme.pk, "since": "2026-01-01"})
    assert answer.url == zoe.get_absolute_url()
    assert zoe.affiliations.get().organisation == acme
    refused = client.post(address, {"organisation": "", "since": "1066-10-14"})
    assert "up to a year from now" in refused.content.decode()
