"""The key: made once, kept private, never replaced by accident."""

import pytest

from ledger import keys
from ledger.errors import KeyRefused
from tests.ledger.build import grown


def test_the_key_is_made_on_first_use_and_only_its_owner_reads_it(db):
    made = keys.ensure()
    assert keys.path().stat().st_mode & 0o777 == 0o600
    assert keys.ensure() == keys.load() == made


def test_a_key_is_never_overwritten(db):
    keys.create()
    before = keys.path().read_bytes()
    with pytest.raises(KeyRefused, match="it is kept"):
        keys.create()
    assert keys.path().read_bytes() == before
    assert [path.name for path in keys.path().parent.iterdir()] == ["ledger"]


def test_a_key_that_others_read_is_refused(db):
    keys.create()
    keys.path().chmod(0o644)
    with pytest.raises(KeyRefused, match="chmod 600"):
        keys.load()


def test_a_missing_key_says_how_to_make_one(db):
    with pytest.raises(KeyRefused, match="ledger key new"):
        keys.load()


def test_an_open_log_gets_no_second_key(db):
    grown(1)
    keys.path().unlink()
    with pytest.raises(KeyRefused, match="open already"):
        keys.ensure()


def test_a_damaged_key_is_refused_without_being_shown(db):
    secret = keys.create().skey
    keys.path().write_text(secret[:-3] + "\n")
    with pytest.raises(KeyRefused) as refusal:
        keys.load()
    assert secret[-20:-3] not in refusal.value.message


@pytest.mark.parametrize(
    "origin", ["https://a.org/l", "a.org/l/", "a org/l", "a.org/l+1"]
)
def test_an_origin_is_a_host_and_a_path(db, settings, origin):
    settings.LEDGER_ORIGIN = origin
    with pytest.raises(KeyRefused, match="cannot be an origin"):
        keys.create()


def test_the_origin_comes_from_the_public_address(db, settings):
    settings.PUBLIC_URL = "https://gov.example.org"
    assert keys.create().name == "gov.example.org/ledger"
