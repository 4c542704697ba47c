"""The table of words and axes is lossless, and agrees with the one published."""

import pytest
import yaml

from rfcs import lifecycle
from tests.vectors import SHARED_VECTORS

VECTORS = SHARED_VECTORS / "lifecycle-map.yaml"


def test_within_a_process_no_two_words_give_the_same_axes():
    for process, words in lifecycle.processes().items():
        if process == "rust":
            words = {word: state for word, state in words.items() if word}
        assert len(set(words.values())) == len(words), process


def test_every_value_is_one_of_its_axis():
    values = lifecycle.axes()
    for words in lifecycle.processes().values():
        for state in words.values():
            for axis, value in state.as_dict().items():
                assert value in values[axis]


@pytest.mark.skipif(not VECTORS.exists(), reason="the published table is not here")
def test_the_table_agrees_with_the_published_one():
    published = yaml.safe_load(VECTORS.read_text())
    for process in published["processes"]:
        for word, axes in published["processes"][process].items():
            status, _, stage = word.partition("+")
            state = lifecycle.derive(process, status, stage).as_dict()
            assert state == {**published["defaults"], **axes}, word


def test_case_does_not_matter_and_the_stage_narrows():
    assert lifecycle.derive("pep", "final").phase == "settled"
    assert lifecycle.derive("kep", "implementable", "alpha").maturity == "alpha"
    assert lifecycle.derive("kep", "withdrawn", "alpha").maturity == "none"
    assert lifecycle.derive("kep", "implementable", "gamma").phase == "accepted"


def test_a_rust_text_on_the_branch_is_accepted():
    assert lifecycle.derive("rust", None) == lifecycle.derive("rust", "active")


@pytest.mark.parametrize(
    ("process", "word", "phase"),
    [
        ("swift", "Implemented (Swift 5.9)", "released"),
        ("swift", "Accepted with modifications", "accepted"),
        ("swift", "Active Review (March 1...10, 2026)", "final_comment"),
        ("tc39", "Stage 2.7", "decision"),
        ("xep", "Draft", "released"),
        ("xep", "ProtoXEP", "idea"),
        ("wasm", "Phase 3 - Implementation Phase (CG + WG)", "available"),
        ("wasm", "Finished", "settled"),
        ("common", "Accepted via lamp/lamp#7", "accepted"),
        ("common", "Released Lamp 1.17", "released"),
        ("common", "Up for voting", "decision"),
        ("common", "\u2705 Accepted", "accepted"),
        ("common", "Superseded by ADR-9", "closed"),
        ("common", "Stable in 1.1", "settled"),
        ("common", "Accepted in principle", "unknown"),
        ("common", "Activation-In-Progress", "accepted"),
        ("common", "superseded, see RFC 9", "closed"),
        ("common", "We think that it is accepted", "unknown"),
    ],
)
def test_remarks_and_signs_around_a_word_do_not_hide_it(process, word, phase):
    assert lifecycle.derive(process, word).phase == phase


@pytest.mark.parametrize("word", ["imlpemented", None, "", "Final (alpha)"])
def test_unknown_words_are_unknown(word):
    assert not lifecycle.derive("kep", word).is_known
