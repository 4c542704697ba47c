"""Settings are typed, and a wrong one names its variable."""

from pathlib import Path

import pytest

from config import env
from core.errors import InvalidInput


@pytest.mark.parametrize(("word", "value"), [("1", True), ("no", False), ("on", True)])
def test_switches(monkeypatch, word, value):
    monkeypatch.setenv("FLAG", word)
    assert env.boolean("FLAG", default=not value) is value


def test_an_empty_variable_is_an_unset_one(monkeypatch):
    monkeypatch.setenv("FLAG", "")
    assert env.boolean("FLAG", default=True)


@pytest.mark.parametrize("word", ["maybe", "2"])
def test_a_wrong_switch_names_its_variable(monkeypatch, word):
    monkeypatch.setenv("FLAG", word)
    with pytest.raises(InvalidInput, match="FLAG must be 1 or 0"):
        env.boolean("FLAG", default=True)


@pytest.mark.parametrize("word", ["-1", "1_0", "٣", "x"])
def test_a_wrong_number_names_its_variable(monkeypatch, word):
    monkeypatch.setenv("COUNT", word)
    with pytest.raises(InvalidInput, match="COUNT must be a whole number"):
        env.number("COUNT", 3)


def test_a_database_url_with_a_password_and_options(monkeypatch):
    monkeypatch.setenv("DB", "postgresql://al:p%40ss@db:5433/gov?sslmode=require")
    found = env.database("DB", Path("unused"))
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("al", "p@ss", "gov")
    assert found["PORT"] == "5433"
    assert found["OPTIONS"] == {
        "sslmode": "require",
        "server_side_binding": True,
        "prepare_threshold": 3,
    }


def test_prepared_statements_can_be_switched_off_for_a_pooler(monkeypatch):
    monkeypatch.setenv("DB", "postgresql://al@db/gov?server_side_binding=off")
    assert env.database("DB", Path("unused"))["OPTIONS"] == {
        "server_side_binding": False,
        "prepare_threshold": None,
    }


def test_an_unknown_database_is_refused(monkeypatch):
    monkeypatch.setenv("DB", "mysql://x")
    with pytest.raises(InvalidInput, match="DB must be"):
        env.database("DB", Path("unused"))
