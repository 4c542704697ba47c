"""Fsck finds what was changed behind the log's back, and says where."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ledger import fsck, keys, publication, signing
from ledger.fsck import Finding
from ledger.models import Head, Tile
from tests.ledger.build import append, grown


def test_a_sound_ledger_has_no_findings(db, tmp_path):
    assert fsck.examine() == []
    grown(3, 4)
    publication.export(tmp_path)
    assert fsck.examine(export=tmp_path) == []


@pytest.fixture
def without_triggers(db):
    """Write as somebody who owns the tables would."""
    grown(3, 4)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE ledger_checkpoint DISABLE TRIGGER USER")
        yield cursor


def _spoil(cursor, table, column, key, row):
    cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [row])
    data = bytearray(cursor.fetchone()[0])
    data[len(data) // 2] ^= 1
    cursor.execute(
        f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [bytes(data), row]
    )


@pytest.mark.parametrize(
    ("table", "column", "key", "row", "check", "place"),
    [
        ("ledger_entry", "data", '"index"', 5, "tree", "entry 5"),
        ("ledger_entry", "leaf_hash", '"index"', 5, "columns", "entry 5"),
        ("ledger_checkpoint", "note", "size", 4, "tree", "checkpoints/4"),
        ("ledger_head", "root", "id", 1, "head", "the head"),
        ("ledger_tile", "hashes", "level", 0, "tree", "tile/0/000.p/8"),
    ],
)
def test_a_changed_cell_is_found(
    without_triggers, table, column, key, row, check, place
):
    _spoil(without_triggers, table, column, key, row)
    found = {(finding.check, finding.place) for finding in fsck.examine()}
    assert (check, place) in found or (
        check == "tree" and any(c == "tree" for c, _ in found)
    )


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        ('DELETE FROM ledger_entry WHERE "index" = 7', "head"),
        ('DELETE FROM ledger_entry WHERE "index" = 7', "tree"),
        ("UPDATE ledger_entry SET kind = 'vote.cast' WHERE \"index\" = 2", "columns"),
        ("UPDATE ledger_entry SET subject = 'x' WHERE \"index\" = 2", "columns"),
        ("DELETE FROM ledger_checkpoint WHERE size = 8", "head"),
        ("DELETE FROM ledger_tile", "tree"),
    ],
)
def test_deleted_and_edited_rows_are_found(without_triggers, sql, check):
    without_triggers.execute(sql)
    assert check in {finding.check for finding in fsck.examine()}


def test_a_signer_ahead_of_the_database_is_found(db):
    grown(2)
    Head.objects.update(size=2)
    assert any(f.check == "signer" for f in fsck.examine())


def test_a_signer_of_another_history_is_found(db):
    grown(2)
    path = signing.path()
    path.write_text(path.read_text().replace(signing.last().root, "0" * 64))
    assert [f.check for f in fsck.examine()] == ["signer"]


def test_entries_that_wait_too_long_are_found(db):
    append(1)
    assert fsck.examine() == []
    later = timezone.now() + timedelta(minutes=6)
    assert [f.check for f in fsck.examine(at=later)] == ["pending"]


def test_a_missing_key_is_found(db):
    grown(1)
    keys.path().unlink()
    assert [f.check for f in fsck.examine()] == ["tree"]


def test_a_changed_export_is_found(db, tmp_path):
    grown(3)
    publication.export(tmp_path)
    bundle = tmp_path / "tile/entries/000.p/4"
    bundle.write_bytes(bundle.read_bytes()[:-1])
    (finding,) = fsck.examine(export=tmp_path)
    assert finding.place.endswith("tile/entries/000.p/4")


def test_upper_floors_add_their_checks(db, monkeypatch):
    monkeypatch.setattr(fsck, "_checks", {})
    wrong = Finding("votes", "vote 7", "it has no entry")
    fsck.register_check("votes", lambda: [wrong])
    assert fsck.examine() == [wrong]
    assert "votes" in fsck.names()
    with pytest.raises(RuntimeError, match="two checks"):
        fsck.register_check("votes", list)


def test_tiles_are_not_read_beyond_the_log(db):
    grown(1)
    assert fsck.DatabaseSource().read("tile/0/000.p/3") is None
    assert Tile.objects.count() == 1
