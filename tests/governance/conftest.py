"""A project with an RFC, a maintainer and ten voters of three organisations."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance import ballots
from tests.governance import community

VOTERS = {
    "ann": "acme",
    "amy": "acme",
    "abe": "acme",
    "bea": "borg",
    "ben": "borg",
    "cat": "corp",
    "ian": "",
    "ida": "",
    "ike": "",
    "una": "undeclared",
}


@pytest.fixture
def project(db):
    return community.make_project()


@pytest.fixture
def rfc(project):
    return community.make_rfc(project)


@pytest.fixture
def maintainer(project):
    return community.make_maintainer(project)


@pytest.fixture
def voters(project):
    return {
        name: community.make_voter(project, name, organisation)
        for name, organisation in VOTERS.items()
    }


@pytest.fixture
def ballot(rfc, maintainer, voters):
    return community.open_ballot(rfc, maintainer)


@pytest.fixture
def later():
    """Return a function that lets the time pass a ballot's deadline."""
    travels = []

    def pass_deadline(ballot):
        ballot.refresh_from_db()
        travel = time_machine.travel(ballot.closes_at + timedelta(seconds=1), tick=True)
        travel.start()
        travels.append(travel)

    yield pass_deadline
    for travel in travels:
        travel.stop()


@pytest.fixture
def closed_ballot(ballot, voters, later):
    """A ballot that passed: seven yes, two no, one silent."""
    for name in ("ann", "amy", "bea", "ben", "ian", "ida", "una"):
        ballots.cast_vote(ballot, by=voters[name], choice="yes")
    for name in ("cat", "ike"):
        ballots.cast_vote(ballot, by=voters[name], choice="no", reason="Too early.")
    later(ballot)
    return ballots.close_ballot(ballot, at=timezone.now())
