"""Where threads stand in a text that has changed."""

from rfcs import anchors
from rfcs.anchors import Anchor, Sheet

BLOCKS = [
    {"id": "b-one", "text": "Drivers ship the interface under a free licence."},
    {"id": "b-two", "text": "Firmware may stay closed if anyone can pass it on."},
]


def test_an_unchanged_block_keeps_its_thread():
    assert Sheet(BLOCKS).place("b-one", "whatever") == Anchor("b-one", changed=False)


def test_a_thread_on_the_whole_text_stays_on_the_whole_text():
    assert Sheet(BLOCKS).place("", "") == Anchor("", changed=False)


def test_words_quoted_exactly_are_found_in_their_changed_block():
    found = Sheet(BLOCKS).place("b-gone", "ship the interface  under a free")
    assert found == Anchor("b-one", changed=True)


def test_a_rewritten_paragraph_is_known_by_most_of_its_words():
    quote = "Drivers must ship their interface under some free licence."
    assert Sheet(BLOCKS).place("b-gone", quote) == Anchor("b-one", changed=True)


def test_a_text_that_is_gone_is_lost_rather_than_guessed():
    quote = "Every vendor names one person who answers the questions."
    assert Sheet(BLOCKS).place("b-gone", quote) == anchors.LOST


def test_too_few_words_are_never_matched():
    assert Sheet(BLOCKS).place("b-gone", "free licence") == anchors.LOST


def test_of_two_equal_candidates_none_is_taken():
    twins = [{"id": f"b-{n}", "text": "one two three four five"} for n in "ab"]
    assert Sheet(twins).place("b-gone", "one two three four six") == anchors.LOST
