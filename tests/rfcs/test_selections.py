"""Words chosen in a text."""

import pytest

from rfcs import selections
from rfcs.errors import UnknownBlock, WordsNotThere

BLOCKS = [
    {"id": "b-1", "text": "Drivers ship the interface. Drivers are free."},
    {"id": "b-2", "text": "固件可以保持封闭。"},
    {"id": "b-3", "text": "הקושחה עשויה להישאר סגורה"},
]


def test_without_words_the_whole_block_is_meant():
    found = selections.find(BLOCKS, "b-1")
    assert (found.quote, found.words) == (BLOCKS[0]["text"], "")


def test_words_are_found_whatever_the_white_space():
    found = selections.find(BLOCKS, "b-1", words="ship\n  the   interface.")
    assert (found.words, found.offset) == ("ship the interface.", 8)


def test_long_words_are_given_by_their_beginning_and_end():
    found = selections.find(BLOCKS, "b-1", words="the interface", until="are")
    assert found.words == "the interface. Drivers are"


def test_a_selection_may_reach_over_blocks_and_scripts():
    found = selections.find(
        BLOCKS, "b-1", words="are free", last_block="b-3", until="הקושחה"
    )
    first, between, last = found.quote.split("\n")
    assert first == "are free."
    assert between == BLOCKS[1]["text"]
    assert BLOCKS[2]["text"].startswith(last)
    assert (found.block, found.last_block) == ("b-1", "b-3")


def test_words_that_are_not_there_are_refused():
    with pytest.raises(WordsNotThere, match="not in the paragraph"):
        selections.find(BLOCKS, "b-1", words="vendors")


@pytest.mark.parametrize(("first", "last"), [("b-9", ""), ("b-3", "b-1")])
def test_blocks_that_are_not_there_are_refused(first, last):
    with pytest.raises(UnknownBlock):
        selections.find(BLOCKS, first, last_block=last)
