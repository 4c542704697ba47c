"""People declare on their desk whom they work for."""

from io import StringIO

import pytest
from django.core.management import call_command

from contributors.models import Affiliation, Organisation
from ledger.models import Pending
from tests.rfcs import community

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    alice = community.make_user("alice")
    client.force_login(alice)
    return alice


def test_organisations_are_entered_by_the_operator_once():
    for _ in range(2):
        call_command("organisation", "add", "Northwind Systems", stdout=StringIO())
    assert Organisation.objects.get().slug == "northwind-systems"


def test_a_person_declares_and_changes_whom_they_work_for(client, alice):
    call_command("organisation", "add", "Northwind", stdout=StringIO())
    assert "have not declared it" in client.get("/desk/").content.decode()
    client.post(
        "/desk/affiliation/", {"organisation": "northwind", "since": "2024-02-01"}
    )
    assert "Northwind</a>, since" in client.get("/desk/").content.decode()
    client.post("/desk/affiliation/", {"organisation": "", "since": "2025-02-01"})
    assert "independent since" in client.get("/desk/").content.decode()
    assert Affiliation.objects.count() == 2
    assert Pending.objects.filter(kind="member.enrol").count() >= 2


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"organisation": "nobody", "since": "2024-02-01"}, "I work for: Select"),
        ({"organisation": "", "since": "soon"}, "Since: Enter a valid date."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(client, alice, posted, sentence):
    answer = client.post("/desk/affiliation/", posted)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Affiliation.objects.exists()
