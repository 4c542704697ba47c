"""A line of a new period takes up the one of the last."""

import pytest

from roadmap.succession import bare_id, heirs


@pytest.mark.parametrize(
    ("key", "bare"),
    [
        ("2025h2-Loader", "loader"),
        ("2026-q1.loader", "loader"),
        ("2026/loader", "loader"),
        ("loader-2026", "loader-2026"),
        ("2026-", "2026-"),
        ("20264-loader", "20264-loader"),
    ],
)
def test_the_period_that_leads_an_id_is_not_part_of_its_name(key, bare):
    assert bare_id(key) == bare


def test_the_newest_period_takes_up_all_earlier_ones():
    earlier = ["2025h1-Loader", "2025h2-loader", "2025h2-tracer", "driver"]
    assert heirs(earlier, ["2026-loader", "2026-driver"]) == {
        "2025h1-Loader": "2026-loader",
        "2025h2-loader": "2026-loader",
    }


def test_what_nothing_newer_takes_up_has_no_heir():
    assert heirs(["2026-loader"], ["2025h2-loader", "2026-loader"]) == {}
    assert heirs(["2025h1-a", "2025h2-a"], []) == {"2025h1-a": "2025h2-a"}
