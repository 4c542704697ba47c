"""A loopback server that behaves badly on purpose, and counts who calls."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ADVERTISEMENT = "application/x-git-upload-pack-advertisement"


class OddServer(ThreadingHTTPServer):
    """Answers each path with its own kind of trouble."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.hits = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_):
        """Say nothing: clients that give up are the point."""

    def stop(self):
        """Stop serving."""
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
        time.sleep(30)

    def be_endless(self):
        self._start(ADVERTISEMENT)
        self.wfile.write(b"001e# service=git-upload-pack\n0000")
        line = b"0" * 40 + b" refs/heads/x\n"
        chunk = (b"%04x" % (len(line) + 4) + line) * 500
        for _ in range(10_000):
            self.wfile.write(chunk)
            time.sleep(0.01)

    def be_garbage(self):
        self._start(ADVERTISEMENT)
        self.wfile.write(b"\x00\xff" * 500)

    def _start(self, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def log_message(self, *_):
        pass
