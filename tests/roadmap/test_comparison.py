"""What changed from one edition to the next; no line is left out."""

from roadmap.comparison import compare
from tests.roadmap.documents import edition, line, rfc


def compared(before, after):
    return compare(edition(*before), edition(*after, name="2026.1"))


def test_the_same_edition_shows_no_change():
    found = compared([line()], [line()])
    assert found.is_empty
    assert found.unchanged == 1
    assert [c.after["id"] for c in found.carried] == ["driver"]


def test_lines_come_and_go():
    found = compared([line("a")], [line("b")])
    assert [i["id"] for i in found.added] == ["b"]
    assert [i["id"] for i in found.left_out] == ["a"]


def test_a_slipped_line_says_by_how_many_quarters():
    later = line(target="2027-Q1", due="2027-03-31")
    (change,) = compared([line()], [later]).moved
    assert change.quarters == 2
    assert change.values == [("target", "2026-Q3", "2027-Q1")]


def test_a_line_without_a_day_moved_by_no_number():
    (change,) = compared([line()], [line(target="v2", due=None)]).moved
    assert change.quarters is None


def test_done_and_dropped_are_told_once_reached():
    before = [line("a"), line("b"), line("c", state="done")]
    after = [
        line("a", state="done"),
        line("b", state="dropped"),
        line("c", state="done"),
    ]
    found = compared(before, after)
    assert [c.after["id"] for c in found.completed] == ["a"]
    assert [c.after["id"] for c in found.dropped] == ["b"]
    assert found.carried == ()


def test_each_kind_of_change_lists_its_members():
    after = line(
        title="Another title", criteria=["It boots", "Twice"], owner="Tomas",
        confidence="committed",
    )  # fmt: skip
    found = compared([line()], [after])
    assert found.rescoped[0].fields == ("title", "criteria")
    assert ("criteria", "It boots", "It boots; Twice") in found.rescoped[0].values
    assert found.people_changed[0].fields == ("owner",)
    assert found.confidence_changed[0].values == [
        ("confidence", "planned", "committed")
    ]
    assert found.unchanged == 0


def test_a_line_with_a_new_id_is_known_by_its_rfc():
    found = compared([line("old", rfc=rfc())], [line("new", rfc=rfc())])
    assert found.added == found.left_out == ()
    assert found.rescoped[0].before["id"] == "old"


def test_two_lines_of_one_rfc_are_not_guessed_at():
    before = [line("a", rfc=rfc()), line("b", rfc=rfc())]
    found = compared(before, [line("c", rfc=rfc())])
    assert [i["id"] for i in found.added] == ["c"]
    assert len(found.left_out) == 2


def test_an_rfc_that_moved_is_told():
    after = line(rfc=rfc(status="Final", phase="settled"))
    (change,) = compared([line(rfc=rfc())], [after]).rfc_changed
    assert change.values == [
        ("status", "Draft", "Final"),
        ("phase", "review", "settled"),
    ]
    assert change.after["id"] == "driver"
