"""What the header of an XML document takes from a file beside it."""

import pytest

from rfcs import trees
from rfcs.formats.registry import Selection

DOCUMENT = """<?xml version='1.0'?>
<!DOCTYPE xep SYSTEM 'xep.dtd' [
  <!ENTITY % ents SYSTEM '{taken}'>
%ents;
]>
<xep><header><title>Lamps</title>&LEGALNOTICE;<number>0007</number>
<status>Draft</status><type>Standards Track</type>{authors}
<revision><version>1.0</version><date>2026-05-03</date></revision>
</header><section1 topic='Why'><p>&ada; is not of the header here.</p></section1></xep>
"""
ADA = (
    "<author><firstname>Ada</firstname><surname>Bérg</surname>"
    "<email>a@lamp.example</email></author>"
)
SHARED = f"""<!-- people -->
<!ENTITY LEGALNOTICE "<legal>Long words.</legal>">
<!ENTITY ada "
  {ADA}
">
<!ENTITY bo '<author><firstname>Bo</firstname><surname>Day</surname></author>'>
<!ENTITY ada "<author><surname>Second</surname></author>">
<!ENTITY deep "<author><surname>&ada;&ada;</surname></author>">
<!ENTITY torn "<author><surname>Torn</author>">
"""


def read(authors, *, taken="../xep.ent", shared=SHARED):
    files = {
        "inbox/lamps.xml": DOCUMENT.format(authors=authors, taken=taken),
        "xep.ent": shared,
    }
    (found,) = trees.documents(
        Selection.of("auto", ""), files, lambda path: files[path].encode()
    )
    metadata = found.parsed.metadata
    codes = [issue.code for issue in metadata.problems]
    return [author.name for author in metadata.authors], codes, metadata


def test_authors_are_those_whom_the_file_beside_it_declares():
    names, codes, metadata = read("&ada;\n  &bo;")
    assert (names, codes) == (["Ada Bérg", "Bo Day"], [])
    assert metadata.authors[0].email == "a@lamp.example"
    assert (metadata.number, metadata.title, metadata.status) == (
        *("7", "Lamps", "Draft"),
    )


def test_authors_written_out_stand_beside_them():
    assert read(f"&bo;{ADA}")[0] == ["Bo Day", "Ada Bérg"]


@pytest.mark.parametrize("name", ["nobody", "torn"])
def test_what_is_not_declared_or_not_whole_is_a_problem(name):
    names, codes, _ = read(f"&bo;&{name};")
    assert names[0] == "Bo Day"
    assert "entity-not-resolved" in codes


@pytest.mark.parametrize("taken", ["xep.ent", "../xep.ent"])
def test_it_may_lie_in_a_folder_around_it(taken):
    assert read("&ada;", taken=taken)[0] == ["Ada Bérg"]


def test_an_entity_inside_another_is_not_resolved():
    names, codes, _ = read("&deep;")
    assert names == ["&ada;&ada;"]
    assert "entity-not-resolved" in codes


@pytest.mark.parametrize(
    "taken",
    ["../../xep.ent", "/xep.ent", "http://lamp.example/xep.ent", "other.ent", ".."],
)
def test_only_a_file_of_the_same_tree_is_read(taken):
    names, codes, _ = read("&ada;", taken=taken)
    assert names == []
    assert "entity-not-resolved" in codes


def test_many_entities_cost_little():
    names, codes, _ = read("&ada;" * 5_000)
    assert set(names) == {"Ada Bérg"}
    assert len(names) <= 40
    assert codes == []
