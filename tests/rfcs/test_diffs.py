"""Differences are cut into hunks, rows and words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rfcs.diffs import diff

LINES = st.lists(
    st.sampled_from(["", "a", "b", "a b c", "a b d", "x y z"]), max_size=25
)


def kinds(found):
    return [[row.kind for row in hunk.rows] for hunk in found.hunks]


def test_equal_texts_differ_in_nothing():
    assert diff("a\nb\n", "a\nb\n").is_empty


def test_words_that_changed_are_marked_on_both_sides():
    (hunk,) = diff("one two three\n", "one 2 three\n").hunks
    (row,) = hunk.rows
    assert row.kind == "changed"
    assert [(piece.text, piece.changed) for piece in row.old.pieces] == [
        ("one ", False),
        ("two ", True),
        ("three", False),
    ]
    assert [piece.text for piece in row.new.pieces if piece.changed] == ["2 "]


def test_lines_with_little_in_common_went_and_came():
    assert kinds(diff("alpha beta\n", "completely other\n")) == [["removed", "added"]]


def test_far_changes_stand_in_hunks_with_their_line_numbers():
    old = [f"line {number}" for number in range(1, 41)]
    new = [*old[:4], "inserted", *old[4:35], *old[36:]]
    found = diff("\n".join(old), "\n".join(new))
    assert kinds(found) == [
        ["same"] * 3 + ["added"] + ["same"] * 3,
        ["same"] * 3 + ["removed"] + ["same"] * 3,
    ]
    assert [hunk.skipped for hunk in found.hunks] == [1, 25]
    assert found.hunks[0].rows[3].new.number == 5
    assert found.hunks[1].rows[3].old.number == 36
    assert (found.added, found.removed) == (1, 1)


@given(LINES, LINES)
def test_both_texts_can_be_read_from_a_full_diff(old, new):
    found = diff("\n".join(old), "\n".join(new), context=1000)
    rows = [row for hunk in found.hunks for row in hunk.rows]
    if "\n".join(old).splitlines() != "\n".join(new).splitlines():
        assert [row.old.text for row in rows if row.old] == "\n".join(old).splitlines()
        assert [row.new.text for row in rows if row.new] == "\n".join(new).splitlines()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["x", "y"] * 6000, ["y", "z", "x"] * 4000),
        (["a b a c " * 30] * 3000, ["b a b d " * 30] * 3000),
    ],
)
def test_repetition_costs_no_more_than_a_moment(old, new):
    started = time.process_time()
    diff("\n".join(old), "\n".join(new))
    assert time.process_time() - started < 3
