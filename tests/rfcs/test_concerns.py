"""Named, owned, blocking concerns."""

import json
from datetime import timedelta

import pytest

from core.errors import NotPermitted
from governance.models import Ballot, Decision, Policy
from ledger.models import Pending
from rfcs import concerns
from rfcs.errors import (
    ConcernNameTaken,
    ConcernSettled,
    EmptyText,
    OverruleRefused,
)
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


@pytest.fixture
def decided(rfc, revision, maintainer):
    """A function that makes a decision on the RFC at a moment."""

    def decide(at, **parameters):
        ballot = Ballot.objects.create(
            project=rfc.project,
            subject_kind="rfc",
            subject_key=str(rfc.pk),
            subject_revision=revision.commit_oid,
            subject_title="It",
            subject_url="/",
            question="Shall it be?",
            policy=Policy.objects.create(
                project=rfc.project,
                name="default",
                version=1,
                body={},
                body_hash="0" * 64,
                adopted_at=at,
            ),
            method="threshold",
            parameters={"threshold": "2/3", "comparator": ">=", **parameters},
            created_by=maintainer.contributor,
            closes_at=at,
            tally={"passed": True},
            state="decided",
            frozen_hash="0" * 64,
        )
        return Decision.objects.create(
            project=rfc.project,
            number=1,
            ballot=ballot,
            disposition="accept",
            outcome="Yes",
            outcome_html="",
            decided_by=maintainer.contributor,
            decided_at=at,
        )

    return decide


def test_a_decision_that_names_its_threshold_overrules_a_concern(
    client, rfc, revision, alice, maintainer, decided
):
    concern = concerns.raise_concern(revision, by=alice, name="A", reason="B")
    decision = decided(concern.raised_at + timedelta(days=1))
    client.force_login(maintainer)
    assert "Overrule it" in client.get("/rfcs/oas/0007/").content.decode()
    form = {"act": "overrule", "decision": decision.pk, "reason": "It was weighed."}
    client.post(f"/rfcs/oas/0007/settle/{concern.pk}/", form)
    concern.refresh_from_db()
    assert (concern.state, concern.threshold) == ("overruled", "at least 2/3")
    assert "at least 2/3" in client.get("/rfcs/oas/0007/").content.decode()
    body = json.loads(bytes(Pending.objects.get(kind="concern.settled").data))["body"]
    assert (body["decision"], body["threshold"]) == (decision.entry_id, "2/3")


def test_an_earlier_decision_or_a_stranger_overrules_nothing(
    revision, alice, bob, maintainer, decided
):
    concern = concerns.raise_concern(revision, by=alice, name="A", reason="B")
    decision = decided(concern.raised_at - timedelta(days=1))
    with pytest.raises(OverruleRefused, match="before the concern"):
        concerns.overrule(concern, by=maintainer, decision=decision, reason="No.")
    with pytest.raises(NotPermitted):
        concerns.overrule(concern, by=bob, decision=decision, reason="No.")
