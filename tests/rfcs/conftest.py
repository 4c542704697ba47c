"""Who takes part in the tests of this room."""

import pytest

from tests.rfcs import community


@pytest.fixture
def alice(db):
    return community.make_user("alice")


@pytest.fixture
def bob(db):
    return community.make_user("bob")


@pytest.fixture
def maintainer(db, rfc):
    user = community.make_user("mary")
    community.make_maintainer(user, rfc.project)
    return user


@pytest.fixture
def rfc(db):
    return community.make_rfc(community.make_repository(community.make_project()))


@pytest.fixture
def revision(rfc):
    return community.make_revision(rfc, 1)
