"""Named, owned, blocking concerns."""

import json

import pytest

from core.errors import NotPermitted
from ledger.models import Pending
from rfcs import concerns
from rfcs.errors import ConcernNameTaken, ConcernSettled, EmptyText
from rfcs.models import Concern

REASON = "The firmware's licence forbids passing it on."


@pytest.fixture
def concern(revision, alice):
    return concerns.raise_concern(revision, by=alice, name="Firmware", reason=REASON)


def open_count(rfc):
    rfc.refresh_from_db()
    return rfc.open_concern_count


def test_a_concern_blocks_from_when_it_is_raised_until_it_is_resolved(
    concern, rfc, maintainer
):
    assert open_count(rfc) == 1
    concerns.resolve(concern, by=maintainer, reason="The licence was changed.")
    assert open_count(rfc) == 0


def test_raising_and_settling_are_both_in_the_ledger_without_words(concern, alice):
    concerns.withdraw(concern, by=alice, reason="I misread it.")
    kinds = Pending.objects.filter(kind__startswith="concern.").order_by("pk")
    assert [e.kind for e in kinds] == ["concern.raised", "concern.settled"]
    assert json.loads(bytes(kinds[1].data))["body"]["concern"] == concern.entry_id
    assert b"Firmware" not in b"".join(bytes(e.data) for e in kinds)


def test_two_open_concerns_of_one_name_are_refused(concern, revision, bob, rfc):
    with pytest.raises(ConcernNameTaken, match="open on this RFC"):
        concerns.raise_concern(revision, by=bob, name="Firmware", reason=REASON)
    assert open_count(rfc) == 1


def test_a_name_is_free_again_once_its_concern_is_settled(
    concern, revision, alice, bob
):
    concerns.withdraw(concern, by=alice, reason="I misread it.")
    concerns.raise_concern(revision, by=bob, name="Firmware", reason=REASON)
    assert Concern.objects.filter(state="open").count() == 1


@pytest.mark.parametrize(("name", "reason"), [("", REASON), ("Firmware", "  ")])
def test_a_concern_needs_a_name_and_a_reason(revision, alice, name, reason):
    with pytest.raises(EmptyText):
        concerns.raise_concern(revision, by=alice, name=name, reason=reason)


def test_a_concern_settles_once(concern, alice, rfc):
    concerns.resolve(concern, by=alice, reason="Answered.")
    with pytest.raises(ConcernSettled, match="resolved already"):
        concerns.withdraw(concern, by=alice, reason="Never mind.")
    assert open_count(rfc) == 0


def test_settling_needs_a_reason(concern, alice, rfc):
    with pytest.raises(EmptyText):
        concerns.resolve(concern, by=alice, reason="")
    assert open_count(rfc) == 1


def test_only_its_owner_withdraws_a_concern(concern, maintainer):
    with pytest.raises(NotPermitted, match="Only Alice may withdraw"):
        concerns.withdraw(concern, by=maintainer, reason="Moving on.")


def test_a_stranger_may_not_resolve_a_concern(concern, bob):
    with pytest.raises(NotPermitted, match="Alice or a maintainer"):
        concerns.resolve(concern, by=bob, reason="Looks fine to me.")
