"""A running log is verified over HTTP as its files are."""

import http.server
import threading
from functools import partial

import pytest

from ledger import keys, publication, verification
from ledger.sources import UrlSource
from ledger.verification import VerificationFailed
from tests.ledger.build import grown


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path.startswith("/away/"):
            self.send_response(302)
            self.send_header("Location", "http://192.0.2.1/")
            self.end_headers()
            return
        super().do_GET()


@pytest.fixture
def served(db, tmp_path):
    """An exported log behind an ordinary file server."""
    grown(3, 260)
    publication.export(tmp_path)
    handler = partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", tmp_path
        server.shutdown()
        thread.join()


def test_an_export_on_any_file_server_verifies(served):
    url, _ = served
    report = verification.verify(UrlSource(f"{url}/"), keys.load().verifier.vkey)
    assert (report.size, report.checkpoints) == (264, 2)


def test_a_tampered_answer_is_refused_with_its_place(served):
    url, directory = served
    tile = directory / "tile/entries/000"
    tile.write_bytes(tile.read_bytes().replace(b'"number":0', b'"number":8', 1))
    with pytest.raises(VerificationFailed, match="checkpoint of size 4"):
        verification.verify(UrlSource(url), keys.load().verifier.vkey)


def test_the_sites_own_addresses_verify(db, client):
    class Answers(UrlSource):
        def read(self, path):
            answer = client.get(f"/ledger/{path}")
            return answer.content if answer.status_code == 200 else None

    grown(3, 260)
    source = Answers("http://127.0.0.1/ledger")
    report = verification.verify(source, keys.load().verifier.vkey)
    assert (report.size, report.checkpoints) == (264, 2)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/ledger",
        "http://192.0.2.7/ledger",
        "file:///etc",
        "ftp://127.0.0.1/",
    ],
)
def test_other_addresses_are_not_read(url):
    with pytest.raises(VerificationFailed, match="only https"):
        UrlSource(url)


def test_redirects_are_not_followed(served):
    url, _ = served
    with pytest.raises(VerificationFailed, match="the server says 302"):
        verification.verify(UrlSource(f"{url}/away"), keys.load().verifier.vkey)


def test_a_silent_server_is_named(db):
    grown(1)
    with pytest.raises(VerificationFailed, match="cannot be fetched"):
        verification.verify(UrlSource("http://127.0.0.1:1"), keys.load().verifier.vkey)
