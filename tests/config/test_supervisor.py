"""The process tree starts together, survives a death and ends without orphans."""

import os
import signal
import sys
import threading
import time

import pytest

from config.supervisor import Part, Supervisor
from tests.servers import free_port

SERVER = """
import http.server, sys
address = ("127.0.0.1", int(sys.argv[1]))
http.server.HTTPServer(address, http.server.SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.fixture(autouse=True)
def handlers():
    kept = [(n, signal.getsignal(n)) for n in (signal.SIGINT, signal.SIGTERM)]
    yield
    for number, handler in kept:
        signal.signal(number, handler)


def run(parts, port, during):
    said = []
    supervisor = Supervisor(parts)

    def watch():
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not any("ready" in s for s in said):
            time.sleep(0.05)
        during(said)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()
    code = supervisor.run(url=f"http://127.0.0.1:{port}", say=said.append)
    return code, said


def test_it_says_ready_once_a_page_answers_and_ends_all_on_ctrl_c():
    port = free_port()
    web = Part("web", [sys.executable, "-c", SERVER, str(port)])
    code, said = run([web], port, lambda said: None)
    assert (code, said) == (0, [f"ready on http://127.0.0.1:{port}"])
    assert web.process.poll() is not None


def test_a_part_that_dies_is_started_again():
    port = free_port()
    web = Part("web", [sys.executable, "-c", SERVER, str(port)])
    other = Part("other", [sys.executable, "-c", "import time; time.sleep(60)"])

    def murder(said):
        first = other.process.pid
        os.killpg(first, signal.SIGKILL)
        while other.process.pid == first:
            time.sleep(0.05)

    code, said = run([web, other], port, murder)
    assert code == 0
    assert "other ended, starting it again" in said


def test_a_part_that_never_stays_up_is_reported():
    bad = Part("web", [sys.executable, "-c", "raise SystemExit(3)"])
    said = []
    code = Supervisor([bad]).run(url=f"http://127.0.0.1:{free_port()}", say=said.append)
    assert code == 1
    assert "does not stay up" in said[-1]
