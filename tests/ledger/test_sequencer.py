"""Entries get their indices once, in order, under one signed root."""

import json
import threading
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings as site
from django.db import connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from ledger import checkpoint, keys, log, merkle, receipt, sequencer, signing, tree
from ledger.errors import EntryIdTaken, KeyRefused, LedgerStopped, NoSuchEntry
from ledger.models import Checkpoint, Entry, Head, Pending, Tile
from tests.ledger.build import append, content, grown


def test_the_first_entry_opens_the_log_with_its_origin_and_key(db):
    grown(2)
    opening = content(log.get(0))
    vkey = keys.load().verifier.vkey
    assert opening["kind"] == "log.open"
    assert opening["body"] == {"origin": keys.load().name, "vkey": vkey}
    assert [entry.kind for entry in Entry.objects.all()[1:]] == ["log.note"] * 2


def test_nothing_pending_signs_nothing(db):
    assert log.sequence() is None
    grown(1)
    assert log.sequence() is None
    assert Checkpoint.objects.count() == 1


def test_entries_keep_their_order_and_gain_only_a_time(db):
    ids = append(3)
    drafts = {p.entry_id: json.loads(bytes(p.data)) for p in Pending.objects.all()}
    log.sequence()
    assert log.indices(ids) == {entry_id: i for i, entry_id in enumerate(ids, 1)}
    for entry_id in ids:
        final = content(log.find(entry_id))
        assert final.pop("time").endswith("Z")
        assert final == drafts[entry_id]
    assert not Pending.objects.exists()


def test_the_checkpoint_signs_the_root_of_the_entries(db):
    grown(3, 1)
    newest = log.newest_checkpoint()
    head = checkpoint.open_checkpoint(bytes(newest.note), [keys.load().verifier])
    leaves = [merkle.leaf_hash(bytes(entry.data)) for entry in Entry.objects.all()]
    assert head.size == newest.size == len(leaves) == 5
    assert head.root == bytes(newest.root) == merkle.root_of(leaves)
    assert Head.objects.get().size == 5


def test_every_entry_has_a_receipt_under_every_later_checkpoint(db):
    grown(3, 260, 2)
    verifiers = [keys.load().verifier]
    for entry in Entry.objects.all():
        for size in Checkpoint.objects.filter(size__gt=entry.index):
            text = log.receipt(entry.index, size=size.size)
            receipt.verify(text, bytes(entry.data), verifiers)
    with pytest.raises(NoSuchEntry):
        log.receipt(200, size=4)
    with pytest.raises(NoSuchEntry):
        log.receipt(2, size=3)


def test_a_receipt_takes_three_queries(db, django_assert_num_queries):
    grown(300)
    with django_assert_num_queries(3):
        log.receipt(7)


def test_every_checkpoint_is_consistent_with_every_later_one(db):
    grown(1, 254, 1, 3)
    kept = list(Checkpoint.objects.order_by("size"))
    for i, old in enumerate(kept):
        for new in kept[i:]:
            proof = log.consistency(old.size, new.size)
            merkle.verify_consistency(
                old.size, new.size, proof, bytes(old.root), bytes(new.root)
            )
            assert tree.root_at(old.size) == bytes(old.root)


@pytest.mark.django_db
@given_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(1, 300), min_size=1, max_size=4))
def test_batches_of_any_size_give_a_tree_that_holds(batches):
    signing.path().unlink(missing_ok=True)
    before = transaction.savepoint()
    grown(*batches)
    leaves = [bytes(e.leaf_hash) for e in Entry.objects.all()]
    assert len(leaves) == 1 + sum(batches)
    assert bytes(Head.objects.get().root) == merkle.root_of(leaves)
    transaction.savepoint_rollback(before)


def test_more_than_a_batch_is_sequenced_in_several(db, monkeypatch):
    monkeypatch.setattr(sequencer, "BATCH", 10)
    ids = append(25)
    assert log.sequence().size == 26
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [
        10,
        20,
        26,
    ]
    assert list(log.indices(ids).values()) == list(range(1, 26))


def test_the_time_never_goes_back(db):
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False):
        grown(1)
    with time_machine.travel(datetime(2026, 3, 1, 11, tzinfo=UTC), tick=False):
        grown(1)
    times = [content(entry)["time"] for entry in Entry.objects.all()]
    assert times == ["2026-03-01T12:00:00Z"] * 3


def test_an_entry_that_is_logged_already_stays_one(db):
    (entry_id,) = grown(1)
    log.append("log.note", {"number": 0}, entry_id=entry_id)
    assert not Pending.objects.exists()
    with pytest.raises(EntryIdTaken):
        log.append("log.note", {"number": 9}, entry_id=entry_id)
    assert log.sequence() is None


def test_entries_of_a_subject_are_found_in_order(db):
    log.append("rfc.state", {}, entry_id="a" * 32, subject="rfc:7")
    log.append("rfc.state", {}, entry_id="b" * 32, subject="rfc:8")
    log.append("rfc.state", {}, entry_id="c" * 32, subject="rfc:7")
    log.sequence()
    assert [entry.index for entry in log.entries("rfc:7")] == [1, 3]


# The signer's memory


def test_a_database_restored_from_yesterday_is_not_signed_for(db):
    grown(2)
    yesterday = transaction.savepoint()
    grown(2)
    transaction.savepoint_rollback(yesterday)
    append(5)
    with pytest.raises(LedgerStopped, match="rolled back or restored"):
        log.sequence()
    assert Head.objects.get().size == 3


def test_an_empty_database_beside_a_used_key_is_not_signed_for(db):
    nothing = transaction.savepoint()
    grown(2)
    transaction.savepoint_rollback(nothing)
    append(7)
    with pytest.raises(LedgerStopped, match="fork"):
        log.sequence()


def test_a_changed_history_is_not_extended(db):
    grown(3)
    tile = Tile.objects.get()
    hashes = bytes(tile.hashes)
    tile.hashes = hashes[:-1] + bytes([hashes[-1] ^ 1])
    tile.save()
    append(1)
    with pytest.raises(LedgerStopped, match="another root at size 4"):
        log.sequence()


def test_a_lost_memory_is_written_anew(db):
    grown(2)
    signing.path().unlink()
    grown(1)
    assert signing.last().size == 4


def test_a_damaged_memory_stops_the_log(db):
    grown(2)
    signing.path().write_text("{}")
    append(1)
    with pytest.raises(LedgerStopped, match="cannot be read"):
        log.sequence()


def test_the_key_of_another_log_is_refused(db):
    grown(1)
    keys.path().unlink()
    append(1)
    with pytest.raises(KeyRefused, match="put it back"):
        log.sequence()
    other = keys.Signer(keys.origin(), b"o" * 32)
    keys.path().write_text(f"{other.skey}\n")
    keys.path().chmod(0o600)
    with pytest.raises(LedgerStopped, match="opened by"):
        log.sequence()


def test_another_origin_is_refused(db, settings):
    grown(1)
    append(1)
    settings.LEDGER_ORIGIN = "elsewhere.example.org/ledger"
    with pytest.raises(KeyRefused, match="for ever"):
        log.sequence()


# Crashes


STEPS = ["_write_entries", "_write_tiles", "_write_head", "_write_checkpoint"]


class PowerCut(Exception):
    pass


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_a_crash_at_any_step_loses_nothing_and_forks_nothing(
    db, monkeypatch, step, after, first
):
    """Also when new entries arrive before the second attempt."""
    if not first:
        grown(3)
    ids = append(4)
    with monkeypatch.context() as patch:
        original = getattr(sequencer, step)

        def cut(*args):
            if after:
                original(*args)
            raise PowerCut

        patch.setattr(sequencer, step, cut)
        with pytest.raises(PowerCut):
            log.sequence()
    signed = signing.last()
    assert Pending.objects.count() == 4
    ids += append(2)
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):
        log.sequence()
    assert sorted(log.indices(ids)) == sorted(ids)
    assert Entry.objects.count() == (1 if first else 4) + 6
    if signed is not None:
        assert tree.root_at(signed.size).hex() == signed.root
    entry = log.find(ids[0])
    receipt.verify(log.receipt(entry.index), bytes(entry.data), [keys.load().verifier])


@pytest.mark.skipif(
    site.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
    reason="SQLite's database in memory has one writer; test_crashes uses a file",
)
@pytest.mark.django_db(transaction=True)
def test_eight_writers_and_two_sequencers_leave_no_gap_and_no_double():
    per_writer = 100
    written, problems, done = [], [], threading.Event()

    def guarded(work):
        def run():
            try:
                work()
            except Exception as error:  # noqa: BLE001  shown by the assertion
                problems.append(error)
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    def write():
        for _ in range(per_writer):
            written.extend(append(1))

    def sequence():
        while not done.is_set() or Pending.objects.exists():
            log.sequence()

    sequencers = [guarded(sequence) for _ in range(2)]
    writers = [guarded(write) for _ in range(8)]
    for thread in sequencers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sequencers:
        thread.join()
    assert problems == []
    total = 8 * per_writer + 1
    assert list(Entry.objects.values_list("index", flat=True)) == list(range(total))
    assert len(log.indices(written)) == total - 1
    verifiers = [keys.load().verifier]
    for entry in Entry.objects.all()[:: total // 50]:
        receipt.verify(log.receipt(entry.index), bytes(entry.data), verifiers)
