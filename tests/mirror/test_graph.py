"""The mainline, what lands with it, and times that make sense."""

from datetime import UTC, datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from mirror.graph import landings, mainline, repaired_times

PARENTS = {
    "f": ("e", "d"),
    "e": ("b",),
    "d": ("c", "x"),
    "c": ("a",),
    "x": (),
    "b": ("a",),
    "a": (),
}


def seconds(times):
    return [int(t.timestamp()) if t else None for t in times]


def test_the_mainline_follows_first_parents():
    assert mainline("f", PARENTS) == ["a", "b", "e", "f"]


def test_everything_lands_once_with_parents_before_children():
    landed = list(landings("f", PARENTS))
    assert [(x.oid, x.first_parent, x.brought) for x in landed] == [
        ("a", "", ("a",)),
        ("b", "a", ("b",)),
        ("e", "b", ("e",)),
        ("f", "e", ("c", "x", "d", "f")),
    ]


def test_what_was_read_before_is_the_end_of_the_walk():
    new = {oid: PARENTS[oid] for oid in "fdcx"}
    assert [x.brought for x in landings("f", new)] == [("c", "x", "d", "f")]


def test_a_deep_side_branch_is_walked_without_recursion():
    parents = {str(n): (str(n - 1),) for n in range(1, 50_000)}
    parents |= {"0": (), "tip": ("root", "49999"), "root": ()}
    assert len(list(landings("tip", parents))[-1].brought) == 50_001


def test_a_time_that_later_commits_disagree_with_is_dropped():
    assert seconds(repaired_times([10, 99, 20, 30], latest=100)) == [10, 10, 20, 30]


def test_times_of_the_future_and_of_nowhere_are_dropped():
    times = repaired_times([0, -5, 10, 2000, 20], latest=100)
    assert seconds(times) == [10, 10, 10, 10, 20]


def test_without_any_sensible_time_there_is_none():
    assert repaired_times([0, 500], latest=100) == [None, None]


@given(st.lists(st.integers(-2, 12), max_size=9))
def test_the_longest_run_that_never_goes_back_is_kept(given_seconds):
    times = seconds(repaired_times(given_seconds, latest=10))
    valid = [s for s in given_seconds if 0 < s <= 10]
    best = max(
        (n for n in range(len(valid) + 1) for run in combinations(valid, n)
         if list(run) == sorted(run)),
        default=0,
    )  # fmt: skip
    kept = sum(a == b for a, b in zip(times, given_seconds, strict=True))
    assert kept >= best
    if best:
        assert times == sorted(times)
        assert set(times) <= set(valid)
    assert repaired_times([1], latest=1) == [datetime.fromtimestamp(1, UTC)]
