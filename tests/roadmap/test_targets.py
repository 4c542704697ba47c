"""What a target means, and how far it moved."""

from datetime import date

import pytest

from roadmap.targets import quarter_name, quarters_between, read_target


@pytest.mark.parametrize(
    ("raw", "kind", "due"),
    [
        ("2026-Q3", "quarter", date(2026, 9, 30)),
        ("2026 q1", "quarter", date(2026, 3, 31)),
        ("2026-H1", "half", date(2026, 6, 30)),
        ("2024-02-29", "date", date(2024, 2, 29)),
        ("2026-02", "month", date(2026, 2, 28)),
        ("2026", "year", date(2026, 12, 31)),
        ("v1.33", "release", None),
        ("Linux 6.19-rc2", "release", None),
        ("v2", "release", date(2026, 5, 1)),
        ("", "none", None),
    ],
)
def test_a_target_is_read(raw, kind, due):
    target = read_target(raw, {"v2": "2026-05-01"})
    assert (target.raw, target.kind, target.due, target.problem) == (raw, kind, due, "")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("2026-02-30", "no-such-date"),
        ("2026-Q5", "no-such-date"),
        ("2026-13", "no-such-date"),
        ("0000", "no-such-date"),
        ("TBD", "unknown-target"),
        ("v1.21, v1.37", "unknown-target"),
    ],
)
def test_a_target_that_means_nothing_keeps_its_word(raw, problem):
    target = read_target(raw)
    assert (target.raw, target.kind, target.due) == (raw, "unknown", None)
    assert target.problem == problem


def test_quarters_are_counted_across_years():
    assert quarters_between(date(2025, 12, 31), date(2026, 9, 30)) == 3
    assert quarters_between(date(2026, 9, 30), date(2026, 3, 1)) == -2
    assert quarter_name(date(2026, 10, 1)) == "2026-Q4"
