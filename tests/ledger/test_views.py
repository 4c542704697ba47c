"""The log over HTTP, for tools of others, for scripts, and for people."""

import base64
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger import keys, log, merkle, publication, receipt, tiles
from ledger.models import Entry
from tests.ledger.build import append, fill, grown


@pytest.fixture
def filled(db):
    grown(3, 260)
    return keys.load().verifier


def contents(directory):
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and path.suffix not in {".md", ".py"}
    }


def test_the_addresses_answer_what_an_export_writes(filled, client, tmp_path):
    publication.export(tmp_path)
    files = contents(tmp_path)
    files.pop("keys.txt")
    assert len(files) > 8
    for path, data in files.items():
        answer = client.get(f"/ledger/{path}")
        assert (answer.status_code, answer.content) == (200, data), path
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "content_type", "caching"),
    [
        ("checkpoint", "text/plain; charset=utf-8", "public, max-age=5"),
        ("checkpoints/4", "text/plain; charset=utf-8", "immutable"),
        ("tile/0/000", "application/octet-stream", "immutable"),
        ("tile/entries/001.p/8", "application/octet-stream", "immutable"),
        ("vkey", "text/plain; charset=utf-8", "max-age=5"),
        ("entry/3.tlog-proof", "text/plain; charset=utf-8", "max-age=5"),
        ("entry/3.tlog-proof?size=4", "text/plain; charset=utf-8", "immutable"),
    ],
)
def test_types_and_caching(filled, client, path, content_type, caching):
    answer = client.get(f"/ledger/{path}")
    assert answer["Content-Type"] == content_type
    assert caching in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "checkpoints/3",
        "checkpoints/04",
        "checkpoints/+4",
        "checkpoints/x",
        "tile/0/002",
        "tile/0/001",
        "tile/0/001.p/9",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/0",
        "tile/00/000",
        "tile/0/x000/000",
        "tile/2/000.p/1",
        "tile/64/000",
        "tile/-1/000",
        "tile/entries/999",
        "tile/63/x999/x999/x999/x999/x999/999",
        "tile/entries/x999/x999/x999/x999/x999/999",
        "entry/264",
        "entry/01",
        "entry/1_0",
        "entry/%D9%A1",
        "entry/9999999999999999999",
        "entry/264.tlog-proof",
        "entry/9.tlog-proof?size=4",
        "entry/9.tlog-proof?size=",
        "proof/consistency?from=0&to=4",
        "proof/consistency?from=4&to=999",
        "proof/consistency?from=4",
        "by-id/unknown",
    ],
)
def test_what_is_not_there_or_not_canonical_is_404(filled, client, path):
    assert client.get(f"/ledger/{path}").status_code == 404


def test_only_reading_is_possible(filled, client):
    assert client.post("/ledger/checkpoint").status_code == 405


def test_older_partial_tiles_are_still_answered(filled, client):
    old = client.get("/ledger/tile/0/000.p/4").content
    assert old == client.get("/ledger/tile/0/000").content[:128]
    bundle = client.get("/ledger/tile/entries/000.p/4").content
    assert len(tiles.read_bundle(bundle, 4)) == 4


def test_a_receipt_from_the_site_proves_the_entry_without_it(filled, client):
    data = client.get("/ledger/entry/5.tlog-proof").content
    answer = client.get("/ledger/entry/5", headers={"accept": "application/json"})
    entry = base64.b64decode(answer.json()["bytes"])
    assert receipt.verify(data, entry, [filled]).size == 264
    assert answer.json()["entry"] == json.loads(entry)


def test_the_consistency_proof_verifies(filled, client):
    answer = client.get("/ledger/proof/consistency?from=4&to=264").json()
    roots = [bytes(log.checkpoint_at(size).root) for size in (4, 264)]
    proof = [base64.b64decode(value) for value in answer["proof"]]
    merkle.verify_consistency(4, 264, proof, *roots)


def test_the_vkey_is_known_without_the_private_key(filled, client):
    keys.path().unlink()
    assert client.get("/ledger/vkey").content.decode() == f"{filled.vkey}\n"


def test_an_empty_log_says_so(db, client):
    assert "Nothing is logged yet" in client.get("/ledger/").content.decode()
    assert client.get("/ledger/checkpoint").status_code == 404
    assert client.get("/ledger/vkey").status_code == 404
    assert client.get("/ledger/checkpoints.txt").content == b""


def test_the_page_shows_the_newest_entries_in_words_and_bytes(db, client):
    fill(60)
    body = {"ballot": "7", "choice": "yes", "weight": "5/2"}
    log.append("vote.cast", body, entry_id="ab" * 16, actor="cd" * 16)
    log.sequence()
    page = client.get("/ledger/").content.decode()
    assert "A vote was cast</strong>: Yes, weight 5/2" in page
    assert page.count("data-entry=") == 50
    assert "&quot;choice&quot;:&quot;yes&quot;" in page
    older = client.get("/ledger/?before=12").content.decode()
    assert "The log was opened" in older
    assert older.count("data-entry=") == 12


def test_the_page_takes_a_constant_number_of_queries(db, client):
    grown(3)
    client.get("/ledger/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/ledger/")
    grown(100)
    with CaptureQueriesContext(connection) as many:
        client.get("/ledger/")
    assert len(many) == len(few) <= 5


def test_an_entry_page_shows_its_bytes_and_says_what_a_log_proves(filled, client):
    page = client.get("/ledger/entry/7").content.decode()
    assert "<h1>Entry 7</h1>" in page
    assert "no log can show" in page
    assert Entry.objects.get(index=7).entry_id in page


def test_an_id_leads_to_its_entry_or_says_that_it_waits(db, client):
    (entry_id,) = append(1)
    waiting = client.get(f"/ledger/by-id/{entry_id}")
    assert waiting.status_code == 202
    assert "waits for its number" in waiting.content.decode()
    log.sequence()
    assert client.get(f"/ledger/by-id/{entry_id}")["Location"] == "/ledger/entry/1"
