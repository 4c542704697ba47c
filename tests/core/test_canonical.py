"""One value has one sequence of bytes."""

import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import MAX_INTEGER, NotCanonical, canonical_bytes

texts = st.text(st.characters(codec="utf-8")).map(
    lambda text: unicodedata.normalize("NFC", text)
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner)
    ),
)


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value):
    assert canonical_bytes(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, 1.0]}, r"\$\.a\[1\]"),
        ({"a": 2**53}, r"\$\.a"),
        ({"é": 1}, "not ASCII"),
        ("e\u0301", "normal form C"),
        ("\ud800", "surrogate"),
        ({1: 2}, "not ASCII"),
    ],
)
def test_what_lies_outside_the_profile_is_refused_with_its_place(value, place):
    with pytest.raises(NotCanonical, match=place):
        canonical_bytes(value)
