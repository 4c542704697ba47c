"""A real headless browser before the real site with the sample community."""

import shutil
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import site as sites

BROWSERS = ("chromium", "google-chrome", "chromium-browser")

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, "no Chromium is installed; `make test` as root installs one"
    return {
        "executable_path": program,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = sites.start(tmp_path_factory.mktemp("site"), sample=True)
    yield site
    site.stop()


@pytest.fixture
def complaints(page):
    """What the browser complained about: refused scripts, styles, errors."""
    seen = []
    page.on("console", lambda m: m.type == "error" and seen.append(m.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    return seen


@pytest.fixture
def violations():
    """A function that returns axe's findings for the page, one line each."""

    def find(page):
        rules = {
            "runOnly": [
                "wcag2a",
                "wcag2aa",
                "wcag21a",
                "wcag21aa",
                "wcag22aa",
                "best-practice",
            ]
        }
        found = Axe().run(page, options=rules).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:160]}"
            for rule in found
            for node in rule["nodes"]
        ]

    return find


def eventually(condition, *, seconds=20, what=""):
    """Return the first true value of ``condition``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {what}")
