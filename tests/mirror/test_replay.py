"""A branching history becomes one line of changes that ends as the head."""

from mirror.objects import PathDiff
from mirror.replay import Replay

FILE = 0o100644


def diff(status, path, blob="", old=None):
    gone = status == "D"
    return PathDiff(
        status=status,
        similarity=90 if status == "R" else 0,
        old_mode=0 if status == "A" else FILE,
        new_mode=0 if gone else FILE,
        new_oid="" if gone else blob,
        raw_old_path=(old or path).encode(),
        raw_path=path.encode(),
    )


def replay(**files):
    return Replay(lambda path: path != "other", {k: str(v) for k, v in files.items()})


def told(changes):
    return [(c.status, c.old_path, c.path) for c in changes]


def test_a_rename_onto_a_name_that_another_gives_up_comes_after_it():
    line = replay(a=1, b=2)
    changes = line.commit([diff("R", "a", "2", "b"), diff("R", "c", "1", "a")])
    assert told(changes) == [("R", "a", "c"), ("R", "b", "a")]
    assert line.files == {"a": "2", "c": "1"}


def test_names_swapped_in_a_ring_stay_with_new_content():
    line = replay(a=1, b=2)
    changes = line.commit([diff("R", "a", "2", "b"), diff("R", "b", "1", "a")])
    assert told(changes) == [("M", "", "a"), ("M", "", "b")]
    assert line.files == {"a": "2", "b": "1"}


def test_files_come_and_go_as_they_move_into_and_out_of_sight():
    line = replay(a=1)
    assert told(line.commit([diff("R", "other", "1", "a")])) == [("D", "", "a")]
    assert told(line.commit([diff("R", "b", "1", "other")])) == [("A", "", "b")]


def test_the_same_content_again_is_no_change():
    assert replay(a=1).commit([diff("M", "a", "1")]) == []


def test_a_merge_brings_back_what_a_branch_did_in_vain():
    line = replay(a=1, b=1)
    line.commit([diff("M", "a", "2"), diff("D", "b"), diff("A", "c", "3")])
    changes = line.merge([])
    assert told(changes) == [("M", "", "a"), ("A", "", "b"), ("D", "", "c")]
    assert line.files == {"a": "1", "b": "1"}


def test_a_merge_that_renames_is_a_rename():
    line = replay(a=1)
    assert told(line.merge([diff("R", "b", "1", "a")])) == [("R", "a", "b")]


def test_settling_brings_any_state_to_the_head():
    line = replay(a=1, b=1)
    assert told(line.settle({"b": "2", "c": "1"})) == [
        ("M", "", "b"),
        ("A", "", "c"),
        ("D", "", "a"),
    ]
