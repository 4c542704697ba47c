"""Words are cut and folded alike for texts and queries."""

import pytest

from search.passages import Piece, marked, passage
from search.query import Term, parse
from search.words import words


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("The Drivers' licences", ["the", "driver", "licence"]),
        ("oas_memory_quota, a-b.c", ["oas", "memory", "quota", "a", "b", "c"]),
        ("Ångström \uff27\uff30\uff35 Straße", ["angstrom", "gpu", "strasse"]),
        ("A\u0301ccent a\u0301", ["accent", "a"]),
        ("0007 and 000", ["7", "and", "0"]),
        ("policies classes boxes", ["policy", "class", "box"]),
        ("status process bus gas", ["status", "process", "bus", "gas"]),
        ("日本語 text", ["日", "本", "語", "text"]),
        ("שָׁלוֹם", ["שלום"]),
        ("g\u200bp\u202eu", ["gpu"]),
        ("\x00 ½ ☃ \ud800", ["12"]),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_words(text, cut):
    assert words(text) == cut


def test_a_query_says_what_is_wanted_and_what_is_not():
    query = parse('gpu "free licences" -firmware lic* kind:rfc by:"Ada Lovelace"')
    assert query.wanted == (
        Term(("gpu",)),
        Term(("free", "licence")),
        Term(("lic",), prefix=True),
    )
    assert query.unwanted == (Term(("firmware",)),)
    assert query.facets == {"kind": "rfc", "author": "Ada Lovelace"}
    assert query.typed == 'gpu "free licences" -firmware lic*'


@pytest.mark.parametrize(
    ("typed", "number"),
    [("7", "7"), ("RFC 0007", "7"), ("#7", "7"), ("7 8", ""), ("gpu 7", "")],
)
def test_a_number_alone_asks_for_its_rfc(typed, number):
    assert parse(typed).number == number


@pytest.mark.parametrize(
    "typed",
    ['"', '-"', "-", "*", '" AND ( NEAR *', "a:b:c", "'; DROP TABLE x; --", "& | ! <->",
     "\x00", "%s %(x)s", "🦀" * 99, "kind:", 'kind:"', "-kind:rfc", "\ud800"],
)  # fmt: skip
def test_nothing_that_is_typed_is_an_error(typed):
    parse(typed)


def test_the_passage_shows_most_of_the_words_and_marks_each():
    text = (
        "Nothing here. " * 60 + "A free licence for every <b>driver</b>." + " End." * 90
    )
    pieces = passage(text, parse('"free licence" drivers').wanted)
    assert [piece.text for piece in pieces if piece.hit] == [
        "free",
        "licence",
        "driver",
    ]
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300


def test_the_passage_shows_signs_as_they_were_typed():
    text = "Slots and slots. " * 30 + "It sets `__slots__` once." + " End." * 90
    asked = parse("__slots__")
    pieces = passage(text, asked.wanted, signs=asked.signs)
    assert "sets `__slots__` once." in "".join(piece.text for piece in pieces)
    assert Piece("slots", hit=True) in pieces


def test_the_words_of_a_phrase_are_marked_only_side_by_side():
    pieces = marked("free as in licence, free licence", parse('"free licence"').wanted)
    assert "".join(p.text for p in pieces if not p.hit) == "free as in licence,  "
