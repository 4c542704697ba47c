"""Steps of a count as a person reads them: rounded for the eye, exact at hand."""

from fractions import Fraction

import pytest

from governance.legible import Legible, Piece, rounded

PERSON = "154b58dd51edc20bfa2b388a3ebbb07a"


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ("168370609/25131", "6699.718"),
        ("60550/3", "20183.333"),
        ("3564.24642374", "3564.246"),
    ],
)
def test_a_long_number_is_rounded_and_its_title_is_exact(exact, shown):
    (piece,) = Legible().text(exact)
    assert piece == Piece(shown, exact)


@pytest.mark.parametrize("text", ["2/3", "12", "0.5", "1/20", "RFC 12", "v1.2.3/4"])
def test_what_is_short_stays_as_it_is(text):
    assert [piece.exact for piece in Legible().text(text)] == [""] * len(
        Legible().text(text)
    )
    assert "".join(piece.text for piece in Legible().text(text)) == text


def test_a_number_in_an_options_name_is_left_alone():
    text = "Ubuntu 24.04123 against 7/3: 168370609/25131 to 4"
    pieces = Legible(["Ubuntu 24.04123", "7/3"]).text(text)
    assert [piece.text for piece in pieces if piece.exact] == ["6699.718"]
    assert "".join(piece.exact or piece.text for piece in pieces) == text


def test_people_are_named_and_not_numbered():
    steps = [{"what": f"Cut of {PERSON}", "working": f"a, {PERSON}", "result": "1"}]
    (line,) = Legible((), {PERSON: "Ann Vee"}).lines(steps)
    assert line.what == "Cut of Ann Vee"
    assert "".join(piece.text for piece in line.working) == "a, Ann Vee"
    assert not line.is_rounded


def test_halves_go_up_and_nothing_drifts():
    assert rounded(Fraction(1, 2000)) == "0.001"
    assert rounded(Fraction(19999, 10000)) == "2"
    assert rounded(Fraction(0)) == "0"
    assert rounded(Fraction(10**30 + 1, 3)) == f"{'3' * 30}.667"
