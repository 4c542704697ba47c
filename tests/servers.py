"""A pytest plugin that starts real servers before Django reads its settings.

``TEST_ON=postgres`` runs the suite on a private PostgreSQL and Redis; without it
the suite runs on SQLite. Each run has a data directory of its own.
"""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, *, seconds: float = 30) -> None:
    """Return once something accepts connections on ``port``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port} after {seconds} s")


def postgres_binaries() -> Path:
    """Return the newest installed PostgreSQL's directory of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise RuntimeError("PostgreSQL is not installed; run `make test` once as root.")


def start_postgres(directory: Path) -> str:
    """Start a private PostgreSQL; return its URL. It ends with this process."""
    port, data, programs = free_port(), directory / "postgres", postgres_binaries()
    as_user: list[str] = []
    data.mkdir()
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(data, "postgres")
        directory.chmod(0o755)
    subprocess.run(
        [
            *as_user,
            programs / "initdb",
            "--no-sync",
            "-A",
            "trust",
            "-U",
            "althing",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
            "-D",
            data,
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    server = subprocess.Popen(
        [
            *as_user,
            programs / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-k",
            data,
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "fsync=off",
            "-c",
            "max_connections=150",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    atexit.register(_stop, server)
    wait_for(port)
    return f"postgresql://althing@127.0.0.1:{port}/postgres"


def start_redis(directory: Path) -> str:
    """Start a private Redis; return its URL. It ends with this process."""
    port = free_port()
    server = subprocess.Popen(
        [
            "redis-server",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(directory),
        ],
        stdout=subprocess.DEVNULL,
    )
    atexit.register(_stop, server)
    wait_for(port)
    return f"redis://127.0.0.1:{port}/0"


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()


def _prepare() -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "LEDGER_ORIGIN", "LEDGER_KEY_FILE"):
        os.environ.pop(name, None)
    directory = Path(tempfile.mkdtemp(prefix="althing-tests-"))
    owner = os.getpid()
    atexit.register(
        lambda: os.getpid() == owner and shutil.rmtree(directory, ignore_errors=True)
    )
    os.environ["DATA_DIR"] = str(directory / "data")
    (directory / "data" / "static").mkdir(parents=True)
    os.environ.setdefault("SECRET_KEY", "tests-only")
    os.environ["MIRROR_ALLOW_PRIVATE"] = "1"
    os.environ["SAMPLE"] = "0"
    if os.environ.get("TEST_ON") == "postgres":
        os.environ["DATABASE_URL"] = start_postgres(directory)
        os.environ["REDIS_URL"] = start_redis(directory)


if "PYTEST_XDIST_WORKER" not in os.environ and "pytest" in sys.modules:
    _prepare()
