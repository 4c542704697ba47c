"""Entries join the log in the transaction of what they record."""

import json
from pathlib import Path

import pytest
from django.db import transaction

from core.ids import new_id
from core.models import Job
from ledger import entries, log
from ledger.errors import EntryIdTaken, EntryRefused
from ledger.models import Pending

BALLOT = {"ballot": "b1", "choice": "yes", "weight": "5/2"}


def test_an_entry_waits_with_its_canonical_bytes(db):
    entry_id = new_id()
    log.append("vote.cast", BALLOT, entry_id=entry_id, subject="rfc:7", actor="ab12")
    pending = Pending.objects.get()
    assert bytes(pending.data) == (
        b'{"actor":"ab12","body":{"ballot":"b1","choice":"yes","weight":"5/2"},"id":"'
        + entry_id.encode()
        + b'","kind":"vote.cast","ref":"rfc:7","v":1}'
    )


def test_the_same_entry_again_changes_nothing(db):
    entry_id = new_id()
    for _ in range(3):
        log.append("vote.cast", BALLOT, entry_id=entry_id)
    assert Pending.objects.count() == 1


def test_other_data_under_one_id_is_refused(db):
    entry_id = new_id()
    log.append("vote.cast", BALLOT, entry_id=entry_id)
    with pytest.raises(EntryIdTaken, match="other data"):
        log.append("vote.cast", BALLOT | {"choice": "no"}, entry_id=entry_id)
    assert b'"yes"' in bytes(Pending.objects.get().data)


def test_a_rolled_back_change_leaves_no_entry(db):
    with transaction.atomic():
        log.append("vote.cast", BALLOT, entry_id=new_id())
        transaction.set_rollback(True)
    assert not Pending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_entries_of_one_transaction_ring_once():
    with transaction.atomic():
        for _ in range(5):
            log.append("vote.cast", BALLOT, entry_id=new_id())
        assert not Job.objects.exists()
    assert Job.objects.get().name == log.JOB


@pytest.mark.parametrize(
    ("kind", "body", "place"),
    [
        ("vote.sold", BALLOT, "vote.sold"),
        ("vote.cast", {"choice": "yes"}, "lacks 'ballot'"),
        ("vote.cast", {"ballot": "b1", "weight": 2.5}, "body.weight is a float"),
        ("vote.cast", {"ballot": "b1", "prev": None}, "body.prev is a NoneType"),
        ("vote.cast", {"ballot": "b1", "why": "I like it"}, "body.why is not a token"),
        ("vote.cast", {"ballot": "b1", "by": "a@b.org"}, "body.by is not a token"),
        ("vote.cast", {"ballot": "b1", "ranks": [["A", "b c"]]}, "ranks[0][1]"),
        ("vote.cast", {"ballot": "b1", "n": 2**53}, "beyond"),
        ("vote.cast", {"ballot": "b1", "é": 1}, "member named"),
        ("comment.posted", {"hash": "abc"}, "body.hash is not a digest"),
        ("vote.cast", {"ballot": "b1", "x": "a" * 301}, "at most 300"),
        ("vote.cast", {"ballot": "b1", "x": "a\n"}, "body.x is not a token"),
        ("vote.cast", {"ballot": "b1", "x": [[[[[[1]]]]]]}, "nested"),
    ],
)
def test_what_lies_outside_the_schema_is_refused_with_its_place(kind, body, place):
    with pytest.raises(EntryRefused) as refusal:
        entries.draft(kind, body, entry_id=new_id(), subject="", actor="")
    assert place in refusal.value.message


def test_every_kind_and_its_members_are_documented():
    text = (Path(__file__).parents[2] / "docs/protocol.md").read_text()
    for name, kind in entries.KINDS.items():
        (row,) = [r for r in text.split("\n") if f"`{name}`" in r and r[0] == "|"]
        for member in kind.required:
            assert f"`{member}`" in row, f"{name}: {member}"


@pytest.mark.parametrize(
    "wrong", [{"entry_id": "7"}, {"subject": "my rfc"}, {"actor": "Ann Lee"}]
)
def test_ids_subjects_and_actors_are_tokens(wrong):
    given = {"entry_id": new_id(), "subject": "", "actor": ""} | wrong
    with pytest.raises(EntryRefused):
        entries.draft("log.note", {}, **given)


def test_the_largest_entry_has_65535_bytes():
    entry_id = new_id()

    def stamped(size):
        body = {"x": ["a" * 300] * 215 + ["a" * size]}
        data = entries.draft("log.note", body, entry_id=entry_id, subject="", actor="")
        return entries.stamp(json.loads(data), "2026-01-01T00:00:00Z")

    fits = next(n for n in range(300, 0, -1) if _accepted(stamped, n))
    assert len(stamped(fits)) == 65_535
    with pytest.raises(EntryRefused, match="65536 bytes"):
        stamped(fits + 1)


def _accepted(make, size):
    try:
        make(size)
    except EntryRefused:
        return False
    return True
