"""What documents say of each other, both ways."""

import pytest

from mirror.models import Problem
from rfcs import relations
from rfcs.directory import Directory, Known
from rfcs.models import Relation
from tests.rfcs import community

KEP = "https://forge.example/org/keps.git"
KNOWN = [
    Known(1, "20", "20", "pep-0020.rst", KEP),
    Known(2, "440", "440", "peps/pep-0440.rst", KEP),
    Known(3, "1234", "1234", "keps/net/1234-lamps/README.md", KEP),
    Known(4, "9", "9", "text/0009-old.md", KEP, gone=True),
    Known(5, "9", "9-2", "text/0009-new.md", KEP),
    Known(6, "7", "7", "text/0007-one.md", KEP),
    Known(7, "7", "7-2", "text/0007-two.md", KEP),
    Known(8, "", "wires", "text/wires.md", KEP),
]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("20", 1),
        ("PEP 20", 1),
        ("pep-0020", 1),
        ("#440", 2),
        ("/keps/net/1234-lamps", 3),
        ("keps/net/1234-lamps/", 3),
        ("keps/other/1234-lamps", 3),
        ("0009-new.md", 5),
        ("./0009-new.md", 5),
        ("wires", 8),
        ("https://forge.example/org/keps/tree/main/keps/net/1234-lamps", 3),
        ("https://forge.example/org/keps/-/blob/main/text/wires.md#why", 8),
        ("[Wires](https://forge.example/org/keps/blob/main/text/wires.md)", 8),
        ("(https://forge.example/org/keps/tree/main/keps/net/1234-lamps)", 3),
        ("[Wires](javascript:alert(1))", None),
        ("9", 5),  # of two, the one that is still there
        ("7", None),  # of two that are there, neither
        ("21", None),
        ("", None),
        ("https://elsewhere.example/org/keps/tree/main/keps/net/1234-lamps", None),
        ("https://forge.example/org/keps/issues/20", None),
        ("RFC 2119 of the IETF", None),
        ("../../../etc/passwd", None),
    ],
)
def test_a_name_means_one_document_or_none(name, key):
    assert Directory(KNOWN).find(name, of=0, base="text/0001-it.md") == key


def test_no_document_means_itself():
    assert Directory(KNOWN).find("20", of=1) is None


@pytest.fixture
def three(rfc):
    """Number 8 requires 7 and is said to replace it; 9 says that 8 supersedes it."""
    others = {
        8: {"requires": ["7", "99"], "replaces": ["RFC 7"]},
        9: {
            "superseded_by": ["8"],
            "tracking": ["[the issue](https://forge.example/issues/3)"],
        },
    }
    made = [
        community.make_rfc(rfc.repository, n, title=f"Proposal {n}", relations=said)
        for n, said in others.items()
    ]
    for each in (rfc, *made):
        community.make_revision(each, 1)
    relations.replace([rfc, *made])
    return [rfc, *made]


def said(rfc):
    return {
        group.kind: [(other.name, other.title) for other in group.others]
        for group in relations.of(rfc)
    }


def test_relations_are_read_both_ways(three):
    seven, eight, nine = three
    assert said(seven) == {
        "superseded_by": [("8", "Proposal 8")],
        "required_by": [("8", "Proposal 8")],
    }
    assert said(eight) == {
        "replaces": [("RFC 7", seven.title), ("9", "Proposal 9")],
        "requires": [("7", seven.title), ("99", "")],
    }
    assert said(nine)["tracking"] == [
        ("[the issue](https://forge.example/issues/3)", "")
    ]


def test_a_name_finds_its_document_once_it_arrives(three):
    arrived = community.make_rfc(three[0].repository, 99, title="At last")
    relations.replace([arrived])
    assert said(three[1])["requires"][1] == ("99", "At last")
    assert said(arrived) == {"required_by": [("8", "Proposal 8")]}


def test_what_a_header_names_no_longer_is_no_relation(three):
    eight = three[1]
    eight.relations = {"requires": ["7"]}
    relations.replace([eight])
    assert said(eight)["requires"] == [("7", three[0].title)]
    assert Relation.objects.filter(rfc=eight).count() == 1


def test_the_page_shows_them_linked_or_as_text(
    client, three, django_assert_num_queries
):
    with django_assert_num_queries(1):
        relations.of(three[1])
    eight = client.get("/rfcs/oas/0008/").content.decode()
    assert '<a href="/rfcs/oas/0007/">7 ' in eight
    assert "99 <span" in eight
    assert "not mirrored here" in eight
    seven = client.get("/rfcs/oas/0007/").content.decode()
    assert 'Superseded by <a href="/rfcs/oas/0008/">8 Proposal 8</a>' in seven
    assert "<dt>Required by</dt>" in seven
    nine = client.get("/rfcs/oas/0009/").content.decode()
    assert 'href="https://forge.example/issues/3">the issue</a>' in nine


def test_the_api_gives_them_with_their_addresses(client, three):
    row = client.get(f"/api/v1/rfcs/{three[0].pk}/").json()
    assert [(r["kind"], r["number"], r["said_by"]) for r in row["related"]] == [
        ("superseded_by", "8", "other"),
        ("required_by", "8", "other"),
    ]
    assert row["related"][0]["url"].endswith("/rfcs/oas/0008/")


def test_a_name_that_is_markup_stays_text(client, three):
    eight = three[1]
    eight.relations = {"requires": ["<img src=x onerror=alert(1)>", "javascript:x"]}
    relations.replace([eight])
    html = client.get("/rfcs/oas/0008/").content.decode()
    assert "<img src=x" not in html
    assert 'href="javascript' not in html


def test_a_document_with_problems_leads_to_what_they_mean(client, three):
    Problem.objects.create(
        repository=three[0].repository,
        source="rfcs",
        path=three[0].path,
        line=3,
        code="date-unreadable",
        message="“created” is no date.",
        seen_at=community.MORNING,
    )
    html = client.get("/rfcs/oas/0007/").content.decode()
    assert "Line 3: “created” is no date." in html
    assert "/problems/date-unreadable/" in html
