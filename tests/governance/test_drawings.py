"""A count as pictures: the numbers beside the drawing are the tally's own."""

from fractions import Fraction
from itertools import pairwise

import pytest
from django.template import Context, Template

from governance import chains, drawings
from governance.tally import count, parse

OPTIONS = ["Keep", "Change", "Further discussion"]
CYCLE = [
    {"ranking": [["Keep"], ["Change"], ["Further discussion"]], "count": 5},
    {"ranking": [["Change"], ["Further discussion"], ["Keep"]], "count": 4},
    {"ranking": [["Further discussion"], ["Keep"], ["Change"]], "count": 3},
]


def tally(method, parameters, votes=CYCLE, options=OPTIONS):
    document = {
        "method": method,
        "options": options,
        "parameters": parameters,
        "votes": votes,
    }
    return count(parse(document)).as_json()


def shown(found, options=OPTIONS):
    template = Template("{% load counts %}{% count_pictures tally options %}")
    return template.render(Context({"tally": found, "options": options}))


def test_each_duel_is_told_from_both_sides():
    found = drawings.duels(tally("schulze", {})["figures"]["pairwise"])
    keep, change, _ = found.rows
    assert keep.cells[1] == (Fraction(8), Fraction(4), "beats")
    assert change.cells[0] == (Fraction(4), Fraction(8), "loses")
    assert keep.cells[0].verdict == "self"
    assert found.letters == ("A", "B", "C")


def test_an_arrow_leads_from_the_preferred_option_and_its_thickness_is_the_margin():
    found = drawings.duels(tally("schulze", {})["figures"]["pairwise"])
    sentences = {arrow.sentence: arrow.width for arrow in found.arrows}
    assert sentences == {
        "Keep beats Change, 8 to 4": 4.5,
        "Change beats Further discussion, 9 to 3": drawings.THICKEST,
        "Further discussion beats Keep, 7 to 5": 3.0,
    }


def test_no_arrow_ends_inside_a_node():
    found = drawings.duels(tally("schulze", {})["figures"]["pairwise"])
    for arrow in found.arrows:
        for node in found.nodes:
            for x, y in ((arrow.x1, arrow.y1), (arrow.x2, arrow.y2)):
                away = ((x - node.x) ** 2 + (y - node.y) ** 2) ** 0.5
                assert away >= drawings.NODE - 0.2


def test_a_tie_has_no_arrow():
    pairs = {"a": {"b": "2"}, "b": {"a": "2"}}
    assert drawings.duels(pairs).arrows == ()
    assert drawings.duels(pairs).rows[0].cells[1].verdict == "tied"


def test_many_options_are_tabled_and_not_drawn():
    names = [str(number) for number in range(30)]
    pairs = {a: {b: "1" for b in names if a != b} for a in names}
    found = drawings.duels(pairs)
    assert found.nodes == ()
    assert found.letters[25:28] == ("Z", "AA", "AB")


@pytest.mark.parametrize("rule", ["meek", "wigm"])
def test_rounds_show_who_is_in_and_what_happened(rule):
    votes = [
        {"ranking": [["a"], ["b"], ["c"]], "count": 6},
        {"ranking": [["b"], ["c"]], "count": 3},
        {"ranking": [["c"], ["b"]], "count": 2},
    ]
    found = tally("stv", {"seats": 2, "rule": rule}, votes, ["a", "b", "c"])
    picture = drawings.rounds(found["figures"]["rounds"])
    words = {
        row.option: [mark.word for mark in row.marks if mark and mark.word]
        for row in picture.rows
    }
    assert words["a"] == ["elected"]
    assert words["b"] == ["elected"]
    first = [row.marks[0] for row in picture.rows]
    assert [mark.votes for mark in first] == [6, 3, 2]
    longest = [mark.length for mark in first]
    assert longest == sorted(longest, reverse=True)
    assert all(mark.quota <= drawings.BAR for mark in first)


def test_after_its_exclusion_an_option_has_no_mark():
    figures = [
        {
            "votes": {"a": "3", "b": "1"},
            "quota": "2",
            "exhausted": "0",
            "elected": [],
            "excluded": ["b"],
        },
        {
            "votes": {"a": "4", "b": "0"},
            "quota": "2",
            "exhausted": "0",
            "elected": ["a"],
            "excluded": [],
        },
    ]
    a, b = drawings.rounds(figures).rows
    assert [mark and mark.word for mark in b.marks] == ["excluded", None]
    assert all(earlier.votes < later.votes for earlier, later in pairwise(a.marks))


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("schulze", {"seats": 1}),
        ("debian", {"default": "Further discussion"}),
        ("stv", {"seats": 1, "rule": "meek"}),
        ("approval", {"seats": 1}),
    ],
)
def test_every_ranked_count_is_drawn_and_names_every_option(method, parameters):
    page = shown(tally(method, parameters))
    assert "<svg" in page
    assert 'style="' not in page
    for option in OPTIONS:
        assert option in page


def test_names_of_options_are_text_and_never_markup():
    options = ["<script>", "b"]
    votes = [{"ranking": [["<script>"], ["b"]]}]
    page = shown(tally("schulze", {}, votes, options), options)
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("strength", "said"),
    [
        ("winning-votes", {"Keep": 8, "Change": 7}),
        ("margins", {"Keep": 4, "Change": 2}),
    ],
)
def test_a_strongest_path_is_a_chain_whose_weakest_victory_is_its_strength(
    strength, said
):
    figures = tally("schulze", {"strength": strength})["figures"]
    found = chains.pairs(figures)
    assert [(pair.before, pair.after) for pair in found] == [
        ("Keep", "Change"),
        ("Keep", "Further discussion"),
        ("Change", "Further discussion"),
    ]
    for pair in found:
        for chain, (a, b) in (
            (pair.there, (pair.before, pair.after)),
            (pair.back, (pair.after, pair.before)),
        ):
            assert chain.strength == Fraction(figures["strongest_paths"][a][b])
            weakest = [link.strength for link in chain.links if link.weakest]
            assert set(weakest) == {chain.strength}
    assert found[1].there.sentence == "Keep beats Change beats Further discussion"
    assert found[1].there.strength == said["Keep"]
    assert found[0].back.strength == said["Change"]


def test_the_paths_are_drawn_for_people_and_told_to_those_who_do_not_see_them():
    page = shown(tally("schulze", {}))
    assert 'aria-label="Keep beats Change beats Further discussion; strength 8"' in page
    assert "Keep stands above Further discussion" in page


def test_where_nobody_beats_anybody_no_path_is_drawn():
    votes = [{"ranking": [["Keep"]]}, {"ranking": [["Change"]]}]
    found = chains.pairs(tally("schulze", {}, votes, ["Keep", "Change"])["figures"])
    assert found == [chains.Pair("Keep", "Change", None, None, tied=True)]


def test_what_an_approval_needs_is_rounded_in_its_caption():
    votes = [{"ranking": [["Keep"]], "count": 10}]
    rule = {"seats": 1, "threshold": "1/3"}
    page = shown(tally("approval", rule, votes))
    assert '<span title="exactly 10/3">3.33</span>' in page
