"""A git server on loopback: bare repositories over smart HTTP, for samples and tests.

``serve(directory)`` answers ``<url>/<name>`` with the bare repository
``directory/<name>``, through the ``git http-backend`` that comes with git.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_CHUNK = 1 << 16
_CONFIG = {"safe.directory": "*", "uploadpack.allowFilter": "true"}


def serve(directory: Path, *, port: int = 0) -> tuple[str, Callable[[], None]]:
    """Serve the repositories under ``directory``; return the URL and how to stop."""
    server = _Server(("127.0.0.1", port), _Handler)
    server.directory = directory.resolve()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return f"http://127.0.0.1:{server.server_address[1]}", stop


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    directory: Path

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Swallow callers that hang up; tell of everything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Answer the advertisement of references."""
        self._run_backend(b"")

    def do_POST(self) -> None:
        """Answer a negotiation with a pack."""
        self._run_backend(b"".join(self._body()))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _body(self) -> Iterator[bytes]:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            yield self.rfile.read(int(self.headers.get("Content-Length") or 0))
            return
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _environment(self, length: int) -> dict[str, str]:
        parts = urlsplit(self.path)
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "GIT_PROJECT_ROOT": str(self.server.directory),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_COUNT": str(len(_CONFIG)),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": unquote(parts.path),
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(length),
            "REMOTE_ADDR": self.client_address[0],
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        for index, (key, value) in enumerate(_CONFIG.items()):
            environment[f"GIT_CONFIG_KEY_{index}"] = key
            environment[f"GIT_CONFIG_VALUE_{index}"] = value
        return environment

    def _run_backend(self, body: bytes) -> None:
        with subprocess.Popen(  # noqa: S603  the command is fixed
            [shutil.which("git") or "git", "http-backend"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment(len(body)),
        ) as backend:
            assert backend.stdin is not None
            assert backend.stdout is not None
            with contextlib.suppress(BrokenPipeError):
                backend.stdin.write(body)
            with contextlib.suppress(BrokenPipeError):
                backend.stdin.close()
            try:
                self._relay_headers(backend.stdout)
                while chunk := backend.stdout.read(_CHUNK):
                    self.wfile.write(chunk)
            except ConnectionError:
                backend.kill()
            finally:
                self.close_connection = True

    def _relay_headers(self, stream: Any) -> None:
        status, headers = 200, []
        while line := stream.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            if name.lower() == "status":
                status = int(value.split()[0])
            else:
                headers.append((name, value.strip()))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
