"""Signed notes: made byte for byte as others make them, and read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import note
from ledger.note import NoteInvalid, Signer, Verifier
from tests.ledger import vectors

NOTES = vectors.load().get("notes", [])
SIGNER = Signer("example.org/log", bytes(range(32)))
TEXT = "The assembly is open.\n"


@pytest.mark.parametrize("case", NOTES, ids=lambda c: c["vkey"].split("+")[0])
def test_published_notes_verify(case):
    verifier = Verifier.parse(case["vkey"])
    text = note.open_note(case["note"].encode(), [verifier])
    assert case["note"].startswith(text)
    assert verifier.vkey == case["vkey"]


@pytest.mark.parametrize("case", [c for c in NOTES if "skey" in c], ids=lambda c: "go")
def test_a_published_note_is_signed_byte_for_byte(case):
    signer = Signer.parse(case["skey"])
    text = note.split(case["note"].encode())[0]
    assert note.sign(text, [signer]).decode() == case["note"]
    assert (signer.skey, signer.verifier.vkey) == (case["skey"], case["vkey"])


def test_a_note_opens_with_the_key_that_signed_it():
    data = note.sign(TEXT, [SIGNER])
    assert note.open_note(data, [SIGNER.verifier]) == TEXT


def test_unknown_signatures_are_passed_over_but_one_known_is_needed():
    other = Signer("example.org/witness", b"w" * 32)
    data = note.sign(TEXT, [SIGNER, other])
    assert note.open_note(data, [other.verifier]) == TEXT
    stranger = Signer("example.org/stranger", b"s" * 32).verifier
    with pytest.raises(NoteInvalid, match="no signature of a known key"):
        note.open_note(data, [stranger])


def _signature():
    return note.sign(TEXT, [SIGNER]).decode().removeprefix(TEXT + "\n")


@pytest.mark.parametrize(
    "make",
    [
        lambda s: TEXT,
        lambda s: TEXT + "\n",
        lambda s: TEXT + "\n" + s[:-1],
        lambda s: "\x01" + TEXT + "\n" + s,
        lambda s: TEXT + "\n" + s.replace("example.org/log", "exa mple.org"),
        lambda s: TEXT + "\n" + s.replace("example.org/log", "exa+mple.org"),
        lambda s: TEXT + "\n" + s + "one more line\n",
        lambda s: TEXT + "\n" + s * 101,
        lambda s: "T" + TEXT + "\n" + s,
        lambda s: TEXT + "\n" + s.replace("— ", "- "),
        lambda s: TEXT + "\n" + s.replace("\n", "\r\n"),
        lambda s: TEXT + s,
    ],
)
def test_malformed_notes_are_refused(make):
    with pytest.raises(NoteInvalid):
        note.open_note(make(_signature()).encode(), [SIGNER.verifier])


def test_a_false_signature_of_a_known_key_spoils_a_good_one():
    line = _signature()
    name, value = line.split(" ")[1:]
    raw = bytearray(note.decode_base64(value.strip()))
    raw[-1] ^= 1
    bad = f"— {name} {note.encode_base64(bytes(raw))}\n"
    for lines in (line + bad, bad + line):
        with pytest.raises(NoteInvalid, match="does not verify"):
            note.open_note(f"{TEXT}\n{lines}".encode(), [SIGNER.verifier])


def test_bytes_that_are_not_utf8_are_refused():
    with pytest.raises(NoteInvalid, match="UTF-8"):
        note.open_note(b"\xff" + note.sign(TEXT, [SIGNER]), [SIGNER.verifier])


@pytest.mark.parametrize("text", ["QQ", "QQ=", "QR==", " QQ==", "QQ==\n", "Q_==", "é"])
def test_base64_has_one_spelling(text):
    with pytest.raises(NoteInvalid):
        note.decode_base64(text)


@pytest.mark.parametrize(
    "damage",
    [
        lambda k: k.replace("example", "exempel"),
        lambda k: k[:-1],
        lambda k: k.replace("+", "-"),
        lambda k: k + "A",
        lambda k: k.upper(),
        lambda k: "",
    ],
)
def test_damaged_keys_are_refused(damage):
    with pytest.raises(NoteInvalid):
        Verifier.parse(damage(SIGNER.verifier.vkey))
    with pytest.raises(NoteInvalid):
        Signer.parse(damage(SIGNER.skey))


def test_a_private_key_is_not_shown_by_accident():
    assert SIGNER.skey not in f"{SIGNER!r} {SIGNER}"
    assert SIGNER.verifier.vkey in repr(SIGNER)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for noise in (data, note.sign(TEXT, [SIGNER])[:40] + data):
        with pytest.raises(NoteInvalid):
            note.open_note(noise, [SIGNER.verifier])
