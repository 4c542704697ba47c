"""A backup of everything comes back elsewhere, whole, and is believed only if so."""

import json
import os
from pathlib import Path

import pytest

from tests import site as sites
from tests.journey.project import YEAR
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def backup(world):
    place = world.directory / "backup"
    world.manage("backup", str(place))
    return place


@pytest.fixture
def elsewhere(world, tmp_path):
    """Another installation, with nothing in it yet."""
    environment = {**world.site.environment, "DATA_DIR": str(tmp_path / "data")}
    if url := os.environ.get("DATABASE_URL"):
        environment["DATABASE_URL"] = sites.new_database(url)
    return Site("", environment, world.site.process, [])


def test_it_holds_what_the_site_held(world, backup, elsewhere):
    told = json.loads(elsewhere.manage("restore", str(backup), "--json").stdout)
    assert told["rows"] > 100
    assert json.loads(elsewhere.manage("ledger", "fsck", "--json").stdout)["sound"]
    findings = json.loads(elsewhere.manage("doctor", "--json").stdout)
    assert all(finding["ok"] for finding in findings), findings
    weights = ["weights", "oak", "--at", f"{YEAR}-01-01", "--json"]
    assert elsewhere.manage(*weights).stdout == world.site.manage(*weights).stdout
    synced = json.loads(elsewhere.manage("mirror", "sync", "--all", "--json").stdout)
    assert [each["commits"] for each in synced] == [0, 0, 0]


def test_it_is_not_poured_over_what_is_there(world, backup):
    done = world.site.manage("restore", str(backup), check=False)
    assert done.returncode == 1
    assert "restore into an empty one" in done.stderr
    done = world.site.manage("backup", str(backup), check=False)
    assert "is not empty" in done.stderr


def test_a_damaged_one_is_refused_and_leaves_nothing(backup, elsewhere):
    file = backup / "database.json.gz"
    kept = file.read_bytes()
    try:
        file.write_bytes(kept[:-9] + b"x" + kept[-8:])
        done = elsewhere.manage("restore", str(backup), check=False)
    finally:
        file.write_bytes(kept)
    assert done.returncode == 1
    assert "damaged: database.json.gz" in done.stderr
    assert not (Path(elsewhere.environment["DATA_DIR"]) / "mirrors").exists()
