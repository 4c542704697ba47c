"""Of a mail only its author's own words are kept, and machines are not answered."""

import pytest

from following import answers
from following.answers import NotAnAnswer


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n\nOn Mon, 2 Nov 2026, Bob wrote:\n> It is free.\n> Is it?\n", "Yes."),
        ("Yes.\n\nOn Monday the second, Bob\n<b@x.org> wrote:\n> Is it?", "Yes."),
        ("> Is it?\n\nYes.\n", "Yes."),
        ("Ja.\n\nAm 02.11.2026 um 10:00 schrieb Bob:\n> Ist es?", "Ja."),
        ("> One?\nYes.\n\n> Two?\nNo.\n", "Yes.\n\n> Two?\nNo."),
        ("Yes.\n-- \nAlice\nAcme, Inc.", "Yes."),
        ("Yes.\n\nSent from my phone", "Yes."),
        ("Yes.\r\n\r\n-----Original Message-----\r\nFrom: Bob\r\nIs it?", "Yes."),
        ("Yes.\n\n________________________\nFrom: Bob <b@x.org>\nIs it?", "Yes."),
        ("A list:\n\n- one\n- two", "A list:\n\n- one\n- two"),
        ("> all\n> quoted", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_quotes_and_signatures_are_taken_off(text, own):
    assert answers.own_words(text) == own


def mail(body="Yes.", headers="", kind="text/plain; charset=utf-8"):
    return (
        f"From: Alice <Alice@Example.org>\nTo: reply+x@example.net\n{headers}"
        f"Message-ID: <1@example.org>\nContent-Type: {kind}\n\n{body}"
    ).encode()


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied\n", "Precedence: bulk\n", "Return-Path: <>\n",
     "List-Id: <a.b>\n", "X-Autoreply: yes\n", "Precedence: LIST\n"],
)  # fmt: skip
def test_a_machine_is_not_answered(header):
    with pytest.raises(NotAnAnswer) as refusal:
        answers.read(mail(headers=header))
    assert refusal.value.code == "automatic"


def nested(depth):
    body = "Content-Type: text/plain\n\ndeep"
    for n in range(depth):
        kind = f'Content-Type: multipart/mixed; boundary="b{n}"'
        body = f"{kind}\n\n--b{n}\n{body}\n--b{n}--"
    return f"From: a@b.org\nMIME-Version: 1.0\n{body}".encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * 1_000_001, "too-large"),
        (nested(9), "too-deep"),
        (nested(400), "too-deep"),
        (mail("> quoted"), "empty"),
        (b"\x00\xff\xfe", "no-sender"),
        (b"", "no-sender"),
        (b"From: a@b.org, c@d.org\n\nHi", "no-sender"),
        (mail("=?", kind="multipart/mixed"), "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data, code):
    with pytest.raises(NotAnAnswer) as refusal:
        answers.read(data)
    assert refusal.value.code == code


def test_html_alone_is_read_as_its_words():
    answer = answers.read(
        mail("<p>Yes &amp; <b>no</b>.</p><script>x</script>", kind="text/html")
    )
    assert answer.text == "Yes & no."
    assert answer.sender == "alice@example.org"


def test_plain_text_is_preferred_and_attachments_are_left_out():
    parts = (
        'Content-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Disposition: attachment\nContent-Type: text/plain\n\nFile\n"
        "--b\nContent-Type: text/html\n\n<p>HTML</p>\n"
        "--b\nContent-Type: text/plain; charset=no-such-set\n\nPlain\n--b--\n"
    )
    data = f"From: a@b.org\nMIME-Version: 1.0\n{parts}".encode()
    assert answers.read(data).text == "Plain"
