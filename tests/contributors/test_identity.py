"""Who is who: claims, proofs, merges, affiliations; each an event and an entry."""

from datetime import date

import pytest

from contributors import accounts, identity
from contributors.errors import AddressTaken, CannotMerge, InvalidAffiliation
from contributors.models import (
    Affiliation,
    Contribution,
    Contributor,
    Identity,
    IdentityEvent,
    User,
)
from core.errors import NotPermitted
from core.models import AppendOnlyViolation
from ledger.models import Pending


@pytest.fixture
def keeper(db):
    return User.objects.create_user("keeper@althing.example", is_staff=True)


@pytest.fixture
def ada(make_user):
    return accounts.contributor_of(make_user("ada@acme.example"))


@pytest.fixture
def bob(make_user):
    return accounts.contributor_of(make_user("bob@acme.example"))


def test_a_claim_is_no_proof_and_a_proof_beats_it(ada, bob):
    claimed = identity.claim(ada, "team@acme.example", by=ada.user)
    assert (claimed.contributor, claimed.verified_at) == (ada, None)
    with pytest.raises(AddressTaken, match="claimed"):
        identity.claim(bob, "Team@acme.example", by=bob.user)
    assert identity.verify(bob, "team@acme.example").contributor == bob
    with pytest.raises(AddressTaken, match="verified"):
        identity.verify(ada, "team@acme.example")


def test_nobody_claims_for_somebody_else(ada, bob):
    with pytest.raises(NotPermitted, match="Only"):
        identity.claim(ada, "team@acme.example", by=bob.user)


def test_events_are_logged_without_addresses_and_never_edited(ada):
    identity.verify(ada, "ada@acme.example")
    event = IdentityEvent.objects.get(kind="verified")
    entry = Pending.objects.get(entry_id=event.entry_id)
    assert b"acme" not in bytes(entry.data)
    with pytest.raises(AppendOnlyViolation):
        event.save()


def test_merging_moves_identities_and_leaves_a_forward_link(ada, keeper):
    ghost = Contributor.objects.create(name="ada l", created_at=ada.created_at)
    old = Identity.objects.create(email="old@x", name="ada l", contributor=ghost)
    identity.merge(ghost, into=ada, by=keeper)
    ghost.refresh_from_db()
    old.refresh_from_db()
    assert (ghost.merged_into, old.contributor) == (ada, ada)
    kinds = set(IdentityEvent.objects.values_list("kind", flat=True))
    assert {"merged", "merged-away"} <= kinds


def test_people_with_accounts_and_strangers_to_the_register_do_not_merge(
    ada, bob, keeper
):
    with pytest.raises(CannotMerge, match="account of their own"):
        identity.merge(bob, into=ada, by=keeper)
    with pytest.raises(CannotMerge, match="already one person"):
        identity.merge(ada, into=ada, by=keeper)
    with pytest.raises(NotPermitted, match="keepers"):
        identity.merge(bob, into=ada, by=ada.user)


def test_organisations_are_entered_by_keepers_each_with_its_hue(ada, keeper):
    acme = identity.add_organisation("Acme", by=keeper)
    other = identity.add_organisation("Other & Co.", by=keeper)
    assert (acme.hue, other.hue, other.slug) == (0, 1, "other-co")
    assert identity.add_organisation("acme", by=keeper) == acme
    with pytest.raises(NotPermitted):
        identity.add_organisation("Mine", by=ada.user)
    with pytest.raises(InvalidAffiliation):
        identity.add_organisation("…", by=keeper)


def test_a_new_affiliation_ends_the_one_before(ada, keeper):
    acme = identity.add_organisation("Acme", by=keeper)
    identity.declare_affiliation(ada, acme, date(2024, 1, 1), by=ada.user)
    identity.declare_affiliation(ada, None, date(2026, 1, 1), by=ada.user)
    assert Affiliation.objects.on(date(2025, 12, 31)).get().organisation == acme
    assert Affiliation.objects.on(date(2026, 1, 1)).get().organisation is None


def test_an_affiliation_that_begins_earlier_replaces_later_ones(ada, keeper):
    acme = identity.add_organisation("Acme", by=keeper)
    identity.declare_affiliation(ada, None, date(2025, 6, 1), by=ada.user)
    identity.declare_affiliation(ada, acme, date(2025, 1, 1), by=ada.user)
    assert Affiliation.objects.on(date(2025, 7, 1)).get().organisation == acme
    assert Affiliation.objects.exclude(withdrawn_at=None).count() == 1


def test_binding_an_address_claims_the_past_work_done_under_it(
    repository, served, count, make_user
):
    served.commit({"a": "1"}, author="Ann Author <Ann@Example.org>")
    count(repository)
    ann = make_user("ann@example.org")
    accounts.bind_addresses(ann)
    own = Contribution.objects.get(identity__contributor=accounts.contributor_of(ann))
    assert own.points == 60
