"""Rendered texts are compared by block, by cell and by word."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.markup.rendered import BlockIds, wrap
from rfcs.comparison import PAGE, compare

WORDS = st.lists(st.sampled_from(["a", "b", "c", "<b>d</b>", "&amp;", "é"]), max_size=9)
TEXTS = st.lists(WORDS.map(lambda words: f"<p>{' '.join(words)}</p>"), max_size=7)
UNMARKED = re.compile(r"</?(?:ins|del)>")


def text(*blocks):
    ids = BlockIds()
    return "".join(wrap(ids.add(re.sub("<.*?>", "", b)), b) for b in blocks)


def rows(old, new):
    found = compare(text(*old), text(*new))
    return [row for part in found.parts for row in part.rows]


def test_equal_texts_have_nothing_to_show():
    assert compare(text("<p>One.</p>"), text("<p>One.</p>")).is_empty


def test_words_are_marked_inside_their_elements():
    (row,) = rows(
        ["<p>Ship it <em>under a</em> free licence.</p>"],
        ["<p>Ship it <em>under some</em> free licence.</p>"],
    )
    assert row.kind == "changed"
    assert row.old == "<p>Ship it <em>under <del>a</del></em> free licence.</p>"
    assert row.new == "<p>Ship it <em>under <ins>some</ins></em> free licence.</p>"
    assert "<del>a</del> " in row.inline
    assert "<ins>some</ins>" in row.inline


@pytest.mark.parametrize(
    ("old", "new", "inline"),
    [
        ("floats, really, are", "floats are", "floats<del>, really,</del> are"),
        ("None [4] is; so", "None [4]; so", "None [4] <del>is</del>; so"),
        ("it ends.", "it ends", "it ends<del>.</del>"),
        ("it ends here", "it ends", "it ends <del>here</del>"),
        ("at once", "once", "<del>at</del> once"),
        ("it does not", "it; is", "it <del>does not</del> <ins>; is</ins>"),
        ("go (it) on", "go (them) on", "go (<del>it</del> <ins>them</ins>) on"),
    ],
)
def test_what_went_is_spaced_as_it_was(old, new, inline):
    (row,) = rows([f"<p>{old}</p>"], [f"<p>{new}</p>"])
    assert row.inline == f"<p>{inline}</p>"


def test_blocks_that_came_went_or_moved_are_whole():
    first, second, third = "<p>One here.</p>", "<p>Two there.</p>", "<p>Three.</p>"
    assert [row.kind for row in rows([first], [first, second])] == ["same", "added"]
    assert [row.kind for row in rows([first, second], [first])] == ["same", "removed"]
    kinds = [row.kind for row in rows([first, second, third], [second, third, first])]
    assert kinds == ["moved", "same", "same", "moved"]


def test_tables_are_compared_cell_by_cell():
    table = "<div class='wide'><table><tbody>{}</tbody></table></div>"
    line = "<tr><td>{}</td><td>{}</td></tr>"
    old = table.format(line.format("alpha", "1") + line.format("beta", "2"))
    new = table.format(
        line.format("alpha", "3") + line.format("new", "0") + line.format("beta", "2")
    )
    (row,) = rows([old], [new])
    assert "<td>alpha</td><td><ins>3</ins></td>" in row.new
    assert "<td>alpha</td><td><del>1</del></td>" in row.old
    assert "<td><ins>new</ins></td>" in row.new
    assert "<td>beta</td><td>2</td>" in row.inline


def test_a_row_that_went_is_shown_where_it_stood():
    table = "<table><tbody>{}</tbody></table>"
    line = "<tr><td>{}</td></tr>"
    old = table.format(line.format("alpha") + line.format("beta") + line.format("c"))
    new = table.format(line.format("alpha") + line.format("c"))
    (row,) = rows([old], [new])
    assert row.inline == table.format(
        line.format("alpha") + line.format("<del>beta</del>") + line.format("c")
    )


def test_far_changes_stand_under_their_headings():
    old = ["<h2>First</h2>", *(f"<p>No. {n}</p>" for n in range(9)), "<h2>Second</h2>"]
    old += ["<p>x y z</p>", "<p>Before.</p>", "<p>one two three</p>"]
    new = [*old[:-1], "<p>one two four</p>"]
    (part,) = compare(text(*old), text(*new)).parts
    assert (part.heading, part.skipped) == ("Second", 12)


@given(TEXTS, TEXTS)
def test_either_side_is_its_own_text_with_marks(old, new):
    found = [row for row in rows(old, new) if row.kind != "same"]
    for row in found:
        for side, blocks in ((row.old, old), (row.new, new)):
            assert not side or UNMARKED.sub("", side) in blocks


def test_an_endless_change_is_shown_in_pages():
    old = text(*(f"<p>old {n} word</p>" for n in range(3 * PAGE)))
    new = text(*(f"<p>new {n} word</p>" for n in range(3 * PAGE)))
    first = compare(old, new)
    assert first.following == PAGE
    shown = [row for part in first.parts for row in part.rows if row.kind != "same"]
    assert len(shown) == PAGE
    second = compare(old, new, start=first.following)
    assert second.following == 2 * PAGE
    assert compare(old, new, start=2 * PAGE).following == 0


@pytest.mark.parametrize("count", [1, 10_000])
def test_two_megabytes_cost_no_more_than_a_moment(count):
    words = "<p>" + "many words and again many words " * (60_000 // count) + "{}</p>"
    old = text(*(words.format(n) for n in range(count)))
    new = text(*(words.format(-n) for n in range(count)))
    started = time.process_time()
    compare(old, new)
    assert time.process_time() - started < 4


def test_a_formula_and_an_image_change_as_a_whole():
    old = '<p>So <math><mi>x</mi></math> and <img src="file/?at=a.png" alt="a">.</p>'
    new = '<p>So <math><mi>y</mi></math> and <img src="file/?at=b.png" alt="b">.</p>'
    (row,) = rows([old], [new])
    assert "<del><math><mi>x</mi></math></del>" in row.old
    assert "<ins><math><mi>y</mi></math></ins>" in row.new
    assert '<ins><img src="file/?at=b.png" alt="b"></ins>' in row.inline
    assert '<del><img src="file/?at=a.png" alt="a"></del>' in row.inline
