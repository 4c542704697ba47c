"""What changed from one edition to the next; no line is left out."""

import json

from core.canonical import canonical_bytes
from roadmap import comparison
from roadmap.comparison import compare
from tests.roadmap.documents import annex, edition, fate, line, rfc


def compared(before, after):
    return compare(edition(*before), edition(*after, name="2027.0"))


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


def test_lines_that_left_have_the_fate_that_the_newer_edition_tells():
    older = edition(line("shim"), line("lost"), name="2025.1")
    newer = edition(line("a"), **annex(carry_over=[fate("shim", fate="dropped")]))
    compared = comparison.compare(older, newer)
    told = {item["id"]: f and f["fate"] for item, f in compared.vanished}
    assert told == {"shim": "dropped", "lost": None}


def test_slips_come_longest_first_and_apart_from_other_dates():
    older = edition(line("a"), line("b"), line("c"))
    newer = edition(
        line("a", target="2026-Q4", due="2026-12-31"),
        line("b", target="2027-Q2", due="2027-06-30"),
        line("c", target="2026-Q1", due="2026-03-31"),
    )
    compared = comparison.compare(older, newer)
    assert [(c.after["id"], c.quarters) for c in compared.slipped] == [
        ("b", 3),
        ("a", 1),
    ]
    assert [c.after["id"] for c in compared.other_dates] == ["c"]


def test_much_the_same_title_under_another_id_is_pointed_out():
    older = edition(line("1", title="Stabilise the async runtime"))
    newer = edition(
        line("2", title="Stabilise async runtime hooks"), line("3", title="A logo")
    )
    ((old, new, likeness),) = comparison.compare(older, newer).alike
    assert (old["id"], new["id"], likeness) == ("1", "2", 60)


def test_the_comparison_is_one_json_value():
    older = edition(line("a"), line("gone"), name="2025.0")
    newer = edition(
        line("a", target="2027-Q1", due="2027-03-31", owner="Jo"), line("b")
    )
    told = comparison.document(older, newer)
    assert told["schema"] == "althing.comparison/1"
    assert [i["id"] for i in told["added"]] == ["b"]
    assert [i["id"] for i in told["left_out"]] == ["gone"]
    (moved,) = told["retargeted"]
    assert moved["quarters"] == 2
    assert told["people"][0]["fields"] == [
        {"name": "owner", "before": "Ines", "after": "Jo"}
    ]
    assert json.loads(canonical_bytes(told)) == told


def test_a_period_before_the_id_does_not_hide_that_it_is_one_line():
    older = edition(
        line("2025h1-shim", title="Shim"),
        line("2025h2-shim", title="Shims"),
        line("2025h2-other", title="The Same  words"),
        name="2025.0",
    )
    newer = edition(
        line("2026-shim", title="A shim"), line("2026-new", title="the same words")
    )
    compared = comparison.compare(older, newer)
    assert compared.added == ()
    assert [item["id"] for item in compared.left_out] == ["2025h1-shim"]
    assert [(c.before["id"], c.after["id"]) for c in compared.carried] == [
        ("2025h2-shim", "2026-shim"),
        ("2025h2-other", "2026-new"),
    ]
    assert [c.after["id"] for c in compared.rescoped] == ["2026-shim"]


def test_an_amendment_carries_nothing_over():
    again = compare(edition(line()), edition(line(), name="2026.1"))
    assert (again.carried, again.unchanged) == ((), 1)


def test_what_was_done_is_not_taken_up_again_under_another_id():
    preview = line(id="preview", title="Preview", state="done", rfc=rfc())
    default = line(id="default", title="On for all", rfc=rfc())
    found = compared([preview], [default])
    assert [item["id"] for item in found.left_out] == ["preview"]
    assert [item["id"] for item in found.added] == ["default"]
    assert (found.slipped, found.rescoped) == ((), ())


def test_capitals_and_line_breaks_alone_are_no_other_scope():
    before = line(criteria=["Reviewed by @Ann"], summary="One\ntwo", owner="Ann")
    after = line(criteria=["reviewed by @ann"], summary="One two", owner="ANN")
    compared_ = compared([before], [after])
    assert compared_.is_empty
    assert compared_.unchanged == 1


def test_an_added_line_names_those_that_went_into_it():
    older = edition(line("old"), line("shim"), line("lost"), name="2025.0")
    told = [
        fate("old", edition="2025.0", fate="split", into=["a", "b"]),
        fate("shim", edition="2025.0", fate="merged", into=["a"]),
    ]
    newer = edition(line("a"), line("b"), line("c"), **annex(carry_over=told))
    found = comparison.compare(older, newer)
    arrived = {i["id"]: [o["id"] for o in origins] for i, origins in found.arrivals}
    assert arrived == {"a": ["old", "shim"], "b": ["old"], "c": []}
    assert found.told == [
        ({"fate": "split"}, 1),
        ({"fate": "merged"}, 1),
        ({"fate": ""}, 1),
    ]
