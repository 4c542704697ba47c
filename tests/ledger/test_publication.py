"""The log as plain files: complete, never rewritten, and refused when tampered."""

import shutil
import subprocess
import sys

import pytest
from django.db import transaction

from ledger import checkpoint, files, keys, log, publication, tiles, verification
from ledger.errors import ExportRefused, NoSuchEntry
from ledger.note import Signer
from ledger.sources import DirectorySource
from ledger.verification import VerificationFailed
from tests.ledger import vectors
from tests.ledger.build import grown


def verify(directory, vkey=None):
    key = vkey or keys.load().verifier.vkey
    return verification.verify(DirectorySource(directory), key)


def contents(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def test_an_export_verifies_with_nothing_but_the_public_key(db, tmp_path):
    grown(3, 300, 2)
    done = publication.export(tmp_path / "log")
    report = verify(tmp_path / "log")
    assert (report.size, report.root) == (done.size, done.root) == (306, done.root)
    assert report.checkpoints == 3


def test_exporting_again_writes_nothing(db, tmp_path):
    grown(5)
    assert publication.export(tmp_path).written > 0
    before = contents(tmp_path)
    assert publication.export(tmp_path).written == 0
    assert contents(tmp_path) == before


@pytest.mark.parametrize("batches", [[1, 1, 1], [250, 3, 3, 3], [255], [256, 255, 1]])
def test_an_export_that_grew_equals_one_made_at_once(db, tmp_path, batches):
    for batch in batches:
        grown(batch)
        publication.export(tmp_path / "grown")
        verify(tmp_path / "grown")
    publication.export(tmp_path / "once")
    assert contents(tmp_path / "grown") == contents(tmp_path / "once")


def test_one_more_entry_touches_a_few_files(db, tmp_path):
    grown(700)
    publication.export(tmp_path)
    grown(1)
    assert publication.export(tmp_path).written <= 6


def test_an_empty_log_has_nothing_to_export(db, tmp_path):
    with pytest.raises(NoSuchEntry, match="Nothing is logged yet"):
        publication.export(tmp_path)


def test_a_file_that_was_changed_is_not_repaired_silently(db, tmp_path):
    grown(3)
    publication.export(tmp_path)
    (tmp_path / "checkpoint").unlink()
    bundle = tmp_path / "tile/entries/000.p/4"
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"!")
    with pytest.raises(ExportRefused, match=r"000\.p/4 holds other bytes"):
        publication.export(tmp_path)


def test_a_database_that_was_rolled_back_does_not_shrink_the_export(db, tmp_path):
    grown(2)
    before = transaction.savepoint()
    grown(2)
    publication.export(tmp_path)
    transaction.savepoint_rollback(before)
    with pytest.raises(ExportRefused, match="rolled back"):
        publication.export(tmp_path)


def test_another_logs_directory_is_left_alone(db, tmp_path):
    grown(2)
    head = checkpoint.TreeHead(keys.load().name, 3, b"r" * 32)
    stranger = Signer(keys.load().name, b"s" * 32)
    (tmp_path / "checkpoint").write_bytes(checkpoint.sign(head, [stranger]))
    with pytest.raises(ExportRefused, match="not this log's"):
        publication.export(tmp_path)
    (tmp_path / "checkpoint").write_bytes(checkpoint.sign(head, [keys.load()]))
    with pytest.raises(ExportRefused, match="another history"):
        publication.export(tmp_path)


class PowerCut(Exception):
    pass


def test_a_crash_at_any_file_leaves_a_log_that_verifies(db, tmp_path, monkeypatch):
    grown(250)
    publication.export(tmp_path)
    grown(3, 5)
    original = files.write
    for survives in range(100):
        left = [survives]

        def write(path, data, left=left, **how):
            if not left[0]:
                raise PowerCut
            left[0] -= 1
            original(path, data, **how)

        copy = tmp_path.with_name(f"crash-{survives}")
        shutil.copytree(tmp_path, copy)
        with monkeypatch.context() as patch:
            patch.setattr(files, "write", write)
            try:
                publication.export(copy)
            except PowerCut:
                finished = False
            else:
                finished = True
        if (copy / "checkpoints/259").exists() or survives < 6:
            verify(copy)
        publication.export(copy)
        assert verify(copy).published == 259
        if finished:
            return
    pytest.fail("the export never finished")


# Tampering


@pytest.mark.parametrize(("batches", "flips"), [((1,), 2000), ((2, 260), 40)])
def test_any_changed_byte_of_entry_tile_or_checkpoint_is_refused(
    db, tmp_path, batches, flips
):
    """Every byte of a small log, some forty of each file of a larger one."""
    grown(*batches)
    publication.export(tmp_path)
    vkey = keys.load().verifier.vkey
    judged = 0
    for path in sorted(tmp_path.rglob("*")):
        name = path.relative_to(tmp_path).as_posix()
        if path.is_dir() or not name.startswith(("tile/", "checkpoint")):
            continue
        if name == "checkpoints.txt":
            continue
        data = path.read_bytes()
        for place in range(0, len(data), max(1, len(data) // flips)):
            changed = bytearray(data)
            changed[place] ^= 1
            path.write_bytes(changed)
            with pytest.raises(VerificationFailed) as refusal:
                verify(tmp_path, vkey)
            assert refusal.value.place, name
            judged += 1
        path.write_bytes(data)
    verify(tmp_path, vkey)
    assert judged > 300


def _extend(path, count):
    path.write_bytes(path.read_bytes() + bytes(count))


@pytest.mark.parametrize(
    "change",
    [
        lambda log_: (log_ / "checkpoint").unlink(),
        lambda log_: (log_ / "tile/entries/000").unlink(),
        lambda log_: (log_ / "tile/0/000").unlink(),
        lambda log_: (log_ / "tile/0/001.p/7").unlink(),
        lambda log_: (log_ / "tile/1/000.p/1").unlink(),
        lambda log_: (log_ / "tile/0/0000").write_bytes(b""),
        lambda log_: (log_ / "tile/0/000").write_bytes(b""),
        lambda log_: (log_ / "checkpoints/007").write_bytes(b""),
        lambda log_: (log_ / "checkpoints/3").rename(log_ / "checkpoints/4"),
        lambda log_: _extend(log_ / "tile/entries/000", 2),
        lambda log_: _extend(log_ / "tile/0/000", 32),
    ],
)
def test_missing_foreign_and_longer_files_are_refused(db, tmp_path, change):
    grown(2, 260)
    publication.export(tmp_path)
    change(tmp_path)
    with pytest.raises(VerificationFailed):
        verify(tmp_path)


def test_the_refusal_names_the_file(db, tmp_path):
    grown(2)
    publication.export(tmp_path)
    tile = tmp_path / "tile/0/000.p/3"
    tile.write_bytes(b"\0" + tile.read_bytes()[1:])
    with pytest.raises(VerificationFailed, match=r"^tile/0/000\.p/3: "):
        verify(tmp_path)


def test_two_histories_of_one_key_are_both_signed_and_yet_refused(db, tmp_path):
    grown(2)
    publication.export(tmp_path)
    forged = checkpoint.TreeHead(keys.load().name, 3, b"f" * 32)
    note = checkpoint.sign(forged, [keys.load()])
    (tmp_path / "checkpoints/3").write_bytes(note)
    with pytest.raises(VerificationFailed, match="TWO ROOTS"):
        verify(tmp_path)


def test_another_key_is_refused(db, tmp_path):
    grown(2)
    publication.export(tmp_path)
    stranger = Signer(keys.load().name, b"s" * 32).verifier
    with pytest.raises(VerificationFailed, match="no signature of a known key"):
        verify(tmp_path, stranger.vkey)
    with pytest.raises(VerificationFailed, match="public key"):
        verify(tmp_path, "nonsense")


def _shipped(directory, vkey):
    return subprocess.run(
        [sys.executable, directory / "verify.py", directory, vkey],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_shipped_verifier_agrees(db, tmp_path):
    grown(2, 300)
    publication.export(tmp_path)
    vkey = keys.load().verifier.vkey
    good = _shipped(tmp_path, vkey)
    assert good.stdout == "ok: 303 entries, 2 kept checkpoints\n", good.stderr
    targets = ["checkpoint", "checkpoints/3", "tile/entries/000", "tile/0/001.p/47"]
    for name in targets:
        data = bytearray((tmp_path / name).read_bytes())
        data[20] ^= 1
        kept = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data)
        bad = _shipped(tmp_path, vkey)
        assert bad.returncode == 1, name
        assert bad.stderr.startswith("WRONG"), name
        (tmp_path / name).write_bytes(kept)


@vectors.needed
def test_a_published_log_of_another_program_verifies(tmp_path):
    golden = vectors.load()["golden_log"]
    for path in (vectors.VECTORS / "tessera-log").rglob("*"):
        name = path.relative_to(vectors.VECTORS / "tessera-log").as_posix()
        name = name.replace("checkpoint.", "checkpoints/")
        if path.is_file() and not name.startswith("."):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(path.read_bytes())
    report = verification.verify_tree(
        DirectorySource(tmp_path),
        verification.Verifier.parse(golden["vkey"]),
        lambda index, data: None,
    )
    assert (report.size, report.checkpoints, report.tiles) == (15, 16, 30)


def test_receipts_and_export_tell_of_one_log(db, tmp_path):
    grown(5)
    publication.export(tmp_path)
    bundle = (tmp_path / "tile/entries/000.p/6").read_bytes()
    assert tiles.read_bundle(bundle, 6)[2] == bytes(log.get(2).data)
    assert (tmp_path / "checkpoint").read_bytes() in log.receipt(2)
