"""Milestones that wait for one another."""

from roadmap.dependencies import cycles, unknown


def test_a_cycle_is_found_whole_and_once():
    needs = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"], "e": []}
    assert cycles(needs) == [["a", "b", "c"]]


def test_two_cycles_that_do_not_touch_are_two():
    assert cycles({"a": ["b"], "b": ["a"], "x": ["x"]}) == [["a", "b"], ["x"]]


def test_what_only_meets_again_is_no_cycle():
    assert cycles({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) == []


def test_a_long_chain_does_not_exhaust_the_stack():
    chain = {str(n): [str(n + 1)] for n in range(20_000)}
    assert cycles(chain | {"20000": ["0"]})[0][:2] == ["0", "1"]


def test_a_dependency_on_nobody_is_told():
    assert unknown({"a": ["b", "ghost"], "b": []}) == [("a", "ghost")]
