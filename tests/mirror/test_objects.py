"""Bytes of strangers become values; nothing in them raises."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirror.objects import (
    clean,
    decode,
    parse_commit,
    parse_signature,
    parse_tree,
    trailers,
)

RAW = b"""tree aaaa
parent bbbb
parent cccc
author Ann Author <ann@example.org> 1700000000 +0200
committer Carl <carl@example.org> 1700000060 -0000
gpgsig -----BEGIN PGP SIGNATURE-----
 author Mallory <m@example.org> 1 +0000

 -----END PGP SIGNATURE-----

Merge it

Body.
"""


def test_a_commit_is_read_with_its_parents_and_people():
    commit = parse_commit("dddd", RAW)
    assert (commit.tree_oid, commit.parents) == ("aaaa", ("bbbb", "cccc"))
    assert commit.author.email == "ann@example.org"
    assert commit.author.at == datetime.fromtimestamp(1700000000, UTC)
    assert commit.committer.name == "Carl"
    assert commit.is_merge


@pytest.mark.parametrize(
    ("raw", "name", "email", "seconds"),
    [
        (b"A <a@b> 1700000000 +0000", "A", "a@b", 1700000000),
        (b"A <a@b> 99999999999999999999 +0000", "A", "a@b", None),
        (b"A <a@b> 253402300800 +0000", "A", "a@b", None),
        (b"A <a@b> -1 +0000", "A", "a@b", None),
        (b"A <a@b> 1700000000 +9999", "A", "a@b", 1700000000),
        (b" <> 0 +0000", "", "", 0),
        (b"A <<a@b>> 1700000000 +0000", "A", "a@b", 1700000000),
        (b"A", "A", "", None),
        (b"", "", "", None),
        (b"A\r\nBcc: x@y <a@b> 1 +0000", "A Bcc: x@y", "a@b", 1),
        (b"\xe2\x80\xaeevil <a@b> 1 +0000", "evil", "a@b", 1),
        (b"Jos\xe9 <a@b> 1 +0000", "Jos\xe9", "a@b", 1),
        (b"x" * 70_000 + b" <a@b> 1 +0000", "x" * 300, "a@b", 1),
    ],
)
def test_odd_people_and_dates_are_read_as_far_as_they_go(raw, name, email, seconds):
    signature = parse_signature(raw)
    at = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    assert (signature.name, signature.email, signature.at) == (name, email, at)


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"caf\xc3\xa9", "", "caf\xe9"),
        (b"caf\xe9", "", "caf\xe9"),
        (b"caf\xe9", "ISO-8859-1", "caf\xe9"),
        (b"caf\xe9", "no-such-charset", "caf\xe9"),
        (b"caf\xc3\xa9", "zlib", "caf\xe9"),
        (b"abc-", "punycode", "abc-"),
        (b"\x82\xb1", "Shift_JIS", "\u3053"),
        (b"a\0b", "", "ab"),
    ],
)
def test_text_is_decoded_whatever_it_claims(data, charset, text):
    assert decode(data, charset) == text


def test_trailers_are_the_last_paragraph_with_addresses():
    message = (
        "Subject: not a trailer <a@b>\n\nSee-also: <x@y>\n\n"
        "Reviewed-By: Rita <rita@x>\nFixes: #3\n"
        "co-authored-by: <nobody@x>  \n"
        "(cherry picked from commit " + "a" * 40 + ")\n"
    )
    assert [t.as_json() for t in trailers(message)] == [
        {"token": "reviewed-by", "name": "Rita", "email": "rita@x"},
        {"token": "co-authored-by", "email": "nobody@x"},
        {"token": "cherry-picked-from", "oid": "a" * 40},
    ]


def test_a_revert_points_to_what_it_reverts():
    message = 'Revert "X"\n\nThis reverts commit ' + "b" * 40 + ".\n"
    assert [t.as_json() for t in trailers(message)] == [
        {"token": "reverts", "oid": "b" * 40}
    ]


def test_crlf_messages_have_trailers_too():
    raw = RAW + b"\r\n\r\nTested-by: Tom <tom@x>\r\n"
    found = trailers(parse_commit("d", raw).message)
    assert [(t.token, t.email) for t in found] == [("tested-by", "tom@x")]


def test_a_tree_is_read_until_it_makes_no_sense():
    oid = bytes(range(20))
    raw = b"100644 a.md\0" + oid + b"40000 dir\0" + oid + b"garbage"
    assert list(parse_tree(raw)) == [
        (0o100644, b"a.md", oid.hex()),
        (0o040000, b"dir", oid.hex()),
    ]


@given(st.binary(max_size=400))
def test_no_bytes_raise(raw):
    commit = parse_commit("x", raw)
    list(parse_tree(raw))
    for trailer in trailers(commit.message):
        trailer.as_json()
    for text in (commit.author.name, commit.author.email, commit.subject):
        text.encode()
        assert "\n" not in text
        assert "\0" not in text


@given(st.text(max_size=50), st.integers(1, 10))
def test_cleaned_text_is_one_line_of_the_length(text, length):
    assert len(clean(text, length)) <= length
