"""Every milestone has its own key and keeps it."""

from roadmap.keys import Place, assign, marked, places


def test_an_id_that_is_alone_is_the_key():
    place = Place("m/a.yaml", "a")
    assert assign([place], {}, []) == {place: "a"}


def test_of_two_files_with_one_id_the_first_path_keeps_it():
    one, two = Place("m/1.yaml", "a"), Place("m/2.yaml", "a")
    assert assign([two, one], {}, []) == {one: "a", two: marked(two)}


def test_who_has_a_key_keeps_it_when_a_rival_comes():
    old, new = Place("m/z.yaml", "a"), Place("m/b.yaml", "a")
    assert assign([new, old], {"a": "m/z.yaml"}, []) == {old: "a", new: marked(new)}


def test_a_marked_milestone_keeps_its_key_when_the_rival_goes():
    two = Place("m/2.yaml", "a")
    known = {"a": "m/1.yaml", marked(two): "m/2.yaml"}
    assert assign([two], known, []) == {two: marked(two)}


def test_a_moved_file_keeps_its_key():
    moved = Place("milestones/a.yaml", "a")
    assert assign([moved], {"a": "old/a.yaml"}, []) == {moved: "a"}


def test_another_repository_keeps_its_keys():
    place = Place("m/a.yaml", "a")
    assert assign([place], {}, ["a"]) == {place: marked(place)}


def test_the_same_id_twice_in_one_file_is_two_milestones():
    found = places([("m/a.yaml", "a"), ("m/a.yaml", "a")])
    assert len(set(assign(found, {}, []).values())) == 2
