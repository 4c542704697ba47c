import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.urls import reverse

from contributors import accounts, identity
from contributors.models import Contributor, Identity, IdentityEvent
from ledger.models import Pending


def test_a_person_is_entered_once_on_demand(make_user):
    ada = make_user("ada@acme.example")
    assert accounts.contributor_of(ada) == accounts.contributor_of(ada)
    assert Pending.objects.filter(kind="member.enrol").count() == 1


@pytest.mark.parametrize(
    ("email", "fields", "name"),
    [
        ("ada.lovelace+dev@acme.example", {}, "Ada Lovelace"),
        ("99@acme.example", {}, "Contributor"),
        ("x@y.example", {"first_name": "Ada", "last_name": "King"}, "Ada King"),
    ],
)
def test_the_public_name_never_holds_the_address(make_user, email, fields, name):
    person = accounts.contributor_of(make_user(email, **fields))
    assert person.name == name


def test_the_name_in_git_is_taken_where_the_account_has_none(make_user):
    Identity.objects.create(email="ada@acme.example", name="Ada Lovelace")
    assert accounts.contributor_of(make_user("ADA@acme.example")).name == "Ada Lovelace"


def test_verified_addresses_are_bound_and_unverified_ones_are_not(make_user):
    ada = make_user("ada@acme.example", "Ada@Home.example")
    EmailAddress.objects.create(user=ada, email="boss@acme.example")
    bound = accounts.bind_addresses(ada)
    assert {each.email for each in bound} == {"ada@acme.example", "ada@home.example"}
    assert not Identity.objects.filter(email="boss@acme.example").exists()


def test_binding_again_changes_nothing(make_user):
    ada = make_user("ada@acme.example")
    accounts.bind_addresses(ada)
    events = IdentityEvent.objects.count()
    accounts.bind_addresses(ada)
    assert IdentityEvent.objects.count() == events


def test_an_address_stays_with_whoever_verified_it_first(make_user):
    ada, bob = make_user("ada@acme.example"), make_user("bob@acme.example")
    identity.verify(accounts.contributor_of(ada), "team@acme.example")
    EmailAddress.objects.create(user=bob, email="team@acme.example", verified=True)
    bound = accounts.bind_addresses(bob)
    assert [each.email for each in bound] == ["bob@acme.example"]


def test_confirming_an_address_binds_it_at_once(make_user, client):
    ada = make_user("ada@acme.example", verified=False)
    key = EmailConfirmationHMAC(EmailAddress.objects.get(user=ada)).key
    client.post(reverse("account_confirm_email", args=[key]))
    person = Contributor.objects.get(user=ada)
    assert person.identities.get().verified_at is not None
