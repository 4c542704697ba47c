"""``manage.py ledger``: what people and scripts drive."""

import json

import pytest
from django.core.management import CommandError, call_command

from ledger import keys
from ledger.models import Tile
from tests.ledger.build import append


def run(capsys, *words):
    call_command("ledger", *words)
    return capsys.readouterr().out


def test_from_the_key_to_a_verified_export(db, tmp_path, capsys):
    made = json.loads(run(capsys, "key", "new", "--json"))
    assert made["made"] is True
    assert json.loads(run(capsys, "key", "new", "--json"))["made"] is False
    assert run(capsys, "key", "show").startswith(f"vkey: {made['vkey']}\n")
    append(3)
    assert json.loads(run(capsys, "sequence", "--json"))["sequenced"] == 4
    assert json.loads(run(capsys, "sequence", "--json"))["sequenced"] == 0
    log = str(tmp_path / "log")
    assert "size: 4" in run(capsys, "export", log)
    assert json.loads(run(capsys, "fsck", "--export", log, "--json"))["sound"]
    answer = run(capsys, "verify", log, "--vkey", made["vkey"], "--json")
    assert json.loads(answer)["verified"] is True


def test_the_private_key_is_never_printed(db, capsys):
    printed = run(capsys, "key", "new") + run(capsys, "key", "show", "--json")
    assert keys.load().skey.rsplit("+", 1)[1] not in printed
    assert "PRIVATE" not in printed


def test_a_tampered_export_fails_with_the_place(db, tmp_path, capsys):
    append(3)
    run(capsys, "sequence")
    run(capsys, "export", str(tmp_path))
    (tmp_path / "tile/0/000.p/4").write_bytes(b"\0" * 128)
    verify = ["verify", str(tmp_path), "--vkey", keys.load().verifier.vkey]
    with pytest.raises(CommandError, match=r"NOT VERIFIED\. tile/0/000\.p/4"):
        run(capsys, *verify)
    with pytest.raises(CommandError):
        run(capsys, *verify, "--json")
    assert json.loads(capsys.readouterr().out) == {
        "verified": False,
        "place": "tile/0/000.p/4",
        "reason": "it differs from the entries' hashes",
    }


def test_a_broken_database_makes_fsck_exit_1(db, capsys):
    append(3)
    run(capsys, "sequence")
    Tile.objects.all().delete()
    with pytest.raises(SystemExit) as ended:
        run(capsys, "fsck")
    assert ended.value.code == 1
    assert "tree: tile/0/000.p/4: it is missing" in capsys.readouterr().out


def test_refusals_are_sentences(db, tmp_path, capsys):
    with pytest.raises(CommandError, match="Nothing is logged yet"):
        run(capsys, "export", str(tmp_path))
    with pytest.raises(CommandError, match="There is no directory"):
        run(capsys, "verify", str(tmp_path / "no"), "--vkey", "x")
    with pytest.raises(CommandError, match="only https"):
        run(capsys, "verify", "http://example.org/ledger", "--vkey", "x")
    with pytest.raises(CommandError, match="There is no ledger key"):
        run(capsys, "key", "show")
