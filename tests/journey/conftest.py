"""A project founded on a running site: mirrored, with people and a policy."""

import json
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from demo.git_server import serve
from tests import site as sites
from tests.browser.conftest import browser_type_launch_args  # noqa: F401
from tests.git_server import GitServer, ServedRepository
from tests.journey import project
from tests.journey.walker import Walker
from tests.site import Site

PEOPLE = {
    "ada": ("Ada Almgren", "ada@northwind.example"),
    "ben": ("Ben Okafor", "ben@northwind.example"),
    "cleo": ("Cleo Marsh", "cleo@southbay.example"),
    "dan": ("Dan Ruiz", "dan@ruiz.example"),
    "eve": ("Eve", "eve@elsewhere.example"),
}
PHONE = {"width": 390, "height": 844}


@dataclass
class World:
    """The site, the repositories upstream, and the people at their browsers."""

    site: Site
    directory: Path
    rfcs: ServedRepository
    code: ServedRepository
    roadmap: ServedRepository
    added: dict[str, dict] = field(default_factory=dict)
    people: dict[str, Walker] = field(default_factory=dict)

    def manage(self, *words: str) -> dict:
        """Run a command beside the site and return what it answers in JSON."""
        return json.loads(self.site.manage(*words, "--json").stdout)

    def api(self, path: str):
        """Return what the API answers."""
        with urllib.request.urlopen(f"{self.site.url}/api/v1/{path}") as response:
            return json.load(response)

    def one(self, path: str) -> dict:
        """Return the only object that the API lists."""
        results = self.api(path)["results"]
        assert len(results) == 1, results
        return results[0]

    def adopt(self, days: str) -> dict:
        """Adopt a policy under which ballots last ``days``."""
        file = self.directory / "policy.yaml"
        file.write_text(project.POLICY.format(days=days))
        return self.manage("policy", "adopt", "oak", str(file))


@pytest.fixture(scope="session")
def world(browser, tmp_path_factory):
    directory = tmp_path_factory.mktemp("journey")
    upstream = directory / "upstream"
    upstream.mkdir()
    url, stop_serving = serve(upstream)
    server = GitServer(directory=upstream, url=url)
    site = sites.start(directory / "data", sample=False)
    world = World(
        site=site,
        directory=directory,
        rfcs=project.write_rfcs(server),
        code=project.write_code(server),
        roadmap=project.write_roadmap(server),
    )
    _mirror(world)
    _assemble(world, browser)
    yield world
    for person in world.people.values():
        person.leave()
    assert site.stop() == 0
    stop_serving()


def _mirror(world):
    for name, holds in (("rfcs", "rfcs"), ("runtime", "code"), ("roadmap", "roadmap")):
        repository = getattr(world, "code" if name == "runtime" else name)
        world.added[name] = world.manage(
            "mirror", "add", repository.url, "--project", "oak", "--holds", holds
        )


def _assemble(world, browser):
    """Let five people sign up; four of them stand in the commits."""
    world.manage("organisation", "add", "Northwind")
    for key, (name, email) in PEOPLE.items():
        options = {"viewport": PHONE} if key == "cleo" else {}
        person = Walker(browser, world.site, name, email, **options)
        person.sign_up()
        person.sign_in()
        world.people[key] = person
    world.people["ada"].declare("Northwind", "2024-01-01")
    world.people["ben"].declare("Northwind", "2024-01-01")
    world.people["dan"].declare("nobody: I am independent", "2024-01-01")
    world.manage("role", "grant", "oak", "ada@northwind.example", "maintainer")
    world.adopt(days="10")


@pytest.fixture
def ada(world):
    return world.people["ada"]


@pytest.fixture
def ben(world):
    return world.people["ben"]


@pytest.fixture
def cleo(world):
    return world.people["cleo"]


@pytest.fixture
def dan(world):
    return world.people["dan"]


@pytest.fixture
def eve(world):
    return world.people["eve"]
