"""The sample's accounts: enrolled through the front door, offered at sign-in."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from contributors.models import Affiliation, Contributor, Identity
from demo import clock, members
from governance.models import Role
from web import sample

SINCE = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def enrolled(db):
    project = members.found_project()
    return members.enrol(project, since=SINCE)


def test_the_clock_is_turned_and_put_right_again():
    with clock.at(SINCE):
        assert timezone.now() == SINCE
    assert timezone.now() > SINCE


def test_everybody_has_an_account_an_address_and_an_employer(enrolled):
    assert len(enrolled) == 25
    people = Contributor.objects.filter(user__in=[u.pk for u in enrolled.values()])
    assert {p.created_at.date() for p in people} <= {
        SINCE.date(),
        SINCE.date().replace(day=2),
    }
    assert Identity.objects.exclude(verified_at=None).count() == 27
    astrid = Contributor.objects.get(name="Astrid Vollan")
    assert astrid.identities.count() == 2
    sofia = Affiliation.objects.filter(contributor__name="Sofia Lindgren")
    assert [str(row.organisation) for row in sofia.order_by("since")] == [
        "Northlight Semiconductor",
        "Kestrel Cloud",
    ]
    assert Role.objects.filter(name=Role.Name.MAINTAINER).count() == 4


@pytest.fixture
def loaded(enrolled, settings, tmp_path):
    settings.DATA_DIR, settings.SAMPLE = tmp_path, True
    (tmp_path / sample.FILE).write_text(json.dumps(members.offer()))


def test_the_sign_in_page_offers_the_accounts_of_the_sample(client, loaded):
    page = client.get("/accounts/login/").content.decode()
    assert "helena.markova@halden.example" in page
    assert "maintainer, Halden Systems" in page


def test_one_press_signs_in(client, loaded):
    answer = client.post(
        "/accounts/login/",
        {"login": "helena.markova@halden.example", "password": members.PASSWORD},
    )
    assert answer.status_code == 302
    assert client.get("/").context["user"].email == "helena.markova@halden.example"


def test_without_the_sample_no_account_is_offered(client, loaded, settings):
    settings.SAMPLE = False
    assert b"halden.example" not in client.get("/accounts/login/").content


def test_without_the_sample_nobody_of_it_comes_in_or_stays_in(client, loaded, settings):
    who = {"login": "helena.markova@halden.example", "password": members.PASSWORD}
    client.post("/accounts/login/", who)
    assert client.get("/").context["user"].is_authenticated
    settings.SAMPLE = False
    assert not client.get("/").context["user"].is_authenticated
    client.post("/accounts/login/", who)
    assert not client.get("/").context["user"].is_authenticated
