"""Over https: the checked address, the right name, a certificate that holds."""

import contextlib
import socket
import ssl
import subprocess
import threading

import pytest

from demo import git_server
from mirror import repositories
from tests.mirror.odd_server import Handler

NAME, OTHER = "git.example.test", "other.example.test"


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """An authority of its own, and a certificate for one name."""
    folder = tmp_path_factory.mktemp("papers")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(
        *(folder, "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem"),
        *("-subj", "/CN=Authority", "-days", "2"),
    )
    openssl(
        *(folder, "req", "-x509", *curve, "-keyout", "key.pem", "-out", "cert.pem"),
        *("-subj", f"/CN={NAME}", "-days", "2", "-CA", "ca.pem", "-CAkey", "ca.key"),
        *("-addext", f"subjectAltName=DNS:{NAME}"),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
    )
    return folder


class Secure(git_server._Server):
    """The git server behind TLS; it keeps the names that clients ask it for."""

    def __init__(self, papers, directory, handler=git_server._Handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.directory, self.names, self.hits = directory, [], []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(papers / "cert.pem", papers / "key.pem")
        context.sni_callback = lambda _, name, __: self.names.append(name)
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port = self.server_address[1]
        self.url = f"https://{NAME}:{self.port}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def shutdown_request(self, request):
        """Say goodbye in TLS too."""
        with contextlib.suppress(OSError):
            request.unwrap()
        super().shutdown_request(request)

    def handle_error(self, *_):
        """Say nothing: clients that hang up are the point."""


@pytest.fixture
def secure(papers, git_server, served, monkeypatch):
    head = served.commit({"a.md": "1"})
    server = Secure(papers, git_server.directory)
    server.head = head
    here = [(0, 0, 0, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    yield server
    server.shutdown()
    server.server_close()


def fetch(project, server, name=NAME):
    url = f"https://{name}:{server.port}/rfcs.git"
    return repositories.fetch(repositories.add(url, project=project))


def test_a_certificate_of_the_named_authority_is_taken_at_the_checked_address(
    secure, papers, project, settings
):
    settings.MIRROR_CA_FILE = str(papers / "ca.pem")
    row = fetch(project, secure)
    assert (row.error, row.new_oid) == ("", secure.head)
    assert set(secure.names) == {NAME}


def test_a_certificate_that_nobody_vouches_for_is_refused(secure, project):
    row = fetch(project, secure)
    assert row.error_code == "certificate-refused"
    assert "MIRROR_CA_FILE" in row.error


def test_a_certificate_for_another_name_is_refused(secure, papers, project, settings):
    settings.MIRROR_CA_FILE = str(papers / "ca.pem")
    row = fetch(project, secure, OTHER)
    assert row.error_code == "certificate-refused"
    assert set(secure.names) == {OTHER}


def test_a_redirect_under_tls_reaches_nobody(
    papers, project, settings, monkeypatch, tmp_path
):
    settings.MIRROR_CA_FILE = str(papers / "ca.pem")
    server = Secure(papers, tmp_path, Handler)
    here = [(0, 0, 0, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    url = f"{server.url}/redirect/r.git"
    row = repositories.fetch(repositories.add(url, project=project))
    server.shutdown()
    server.server_close()
    assert row.error_code == "redirect-refused"
    assert {hit.split("/")[1] for hit in server.hits} == {"redirect"}


def test_a_file_of_authorities_that_is_not_there_vouches_for_nobody(
    secure, project, settings
):
    settings.MIRROR_CA_FILE = "/nonexistent/ca.pem"
    row = fetch(project, secure)
    assert (row.error_code, row.new_oid) == ("unreachable", "")
