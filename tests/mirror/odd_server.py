"""A loopback server that behaves badly on purpose, and counts who calls."""

import itertools
import os
import struct
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 240
"""Seconds; longer than any deadline that a visitor sets itself."""
ADVERTISEMENT = "application/x-git-upload-pack-advertisement"


def packet(data):
    """Return a packet of git's wire format."""
    return b"%04x" % (len(data) + 4) + data


def blob(data):
    """Return a blob as a pack holds it."""
    return _size(len(data)) + zlib.compress(data, 0)


def bomb(size):
    """Return a blob of ``size`` zero bytes, a multiple of 16 MiB, without making it."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = press.compress(bytes(1 << 24)) + press.flush(zlib.Z_FULL_FLUSH)
    end = b"\x03\x00" + struct.pack(">I", (size % 65521) << 16 | 1)
    return _size(size) + b"\x78\xda" + block * (size >> 24) + end


def _size(size):
    first, rest = 0x30 | size & 15, size >> 4
    found = bytearray()
    while rest:
        found.append(first | 0x80)
        first, rest = rest & 127, rest >> 7
    return bytes([*found, first])


BLOB = blob(b"x")


class OddServer(ThreadingHTTPServer):
    """Answers each path with its own kind of trouble."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.hits = []
        self.outlasted = []
        """Paths whose visitor stayed until the server had enough."""
        self.stopped = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_):
        """Say nothing: clients that give up are the point."""

    def stop(self):
        """Stop serving."""
        self.stopped.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One trouble a path."""

    def do_GET(self):
        self.server.hits.append(self.path)
        trouble = self.path.split("/")[1].partition("?")[0]
        getattr(self, f"be_{trouble}", self.be_missing)()

    def do_POST(self):
        self.do_GET()

    def be_missing(self):
        self.send_error(404)

    def be_private(self):
        self.send_error(401)

    def be_broken(self):
        self.send_error(500)

    def be_page(self):
        self._start("text/html")
        self.wfile.write(b"<h1>Hello</h1>")

    def be_redirect(self):
        self.send_response(302)
        self.send_header("Location", f"{self.server.url}/internal/info/refs")
        self.end_headers()

    def be_silent(self):
        self._wait_for_nothing()

    def be_endless(self):
        self._start(ADVERTISEMENT)
        self.wfile.write(b"001e# service=git-upload-pack\n0000")
        line = b"0" * 40 + b" refs/heads/x\n"
        chunk = (b"%04x" % (len(line) + 4) + line) * 500
        self._repeat(chunk, every=0.01)

    def be_loris(self):
        self._start(ADVERTISEMENT)
        self._repeat(b"0", every=0.2)

    def _repeat(self, chunk, *, every):
        """Send it again and again: only the visitor's leaving ends this in time."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not self.server.stopped.wait(every):
            self.wfile.write(chunk)
            self.wfile.flush()
        self._note_end()

    def _wait_for_nothing(self):
        """Say nothing until the visitor leaves; one that stays outlasts the server."""
        self.connection.settimeout(PATIENCE)
        try:
            self.connection.recv(1)
        except TimeoutError:
            self._note_end()

    def _note_end(self):
        if not self.server.stopped.is_set():
            self.server.outlasted.append(self.path)

    def be_claims(self):
        """Begin a pack of more objects than anyone takes."""
        self._pack(21_000_000, itertools.repeat(BLOB, 100_000))

    def be_flood(self):
        """Send a pack that does not end."""
        noise = (blob(os.urandom(60_000)) for _ in itertools.count())
        self._pack(1_000_000, noise)

    def be_bomb(self):
        """Send a gigabyte of nothing in a megabyte."""
        self._pack(1, [bomb(1 << 30)])

    def _pack(self, count, objects):
        if self.command == "GET":
            self._start(ADVERTISEMENT)
            oid = b"1" * 40
            first = oid + b" HEAD\0side-band-64k symref=HEAD:refs/heads/main\n"
            refs = packet(first) + packet(oid + b" refs/heads/main\n")
            service = packet(b"# service=git-upload-pack\n") + b"0000"
            self.wfile.write(service + refs + b"0000")
            return
        self._start("application/x-git-upload-pack-result")
        self.wfile.write(packet(b"NAK\n"))
        head = b"PACK" + struct.pack(">II", 2, count)
        for piece in itertools.chain([head], objects):
            for start in range(0, len(piece), 60_000):
                self.wfile.write(packet(b"\1" + piece[start : start + 60_000]))
            self.wfile.flush()

    def be_garbage(self):
        self._start(ADVERTISEMENT)
        self.wfile.write(b"\x00\xff" * 500)

    def _start(self, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def log_message(self, *_):
        pass
