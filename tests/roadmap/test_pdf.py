"""The PDF: the same bytes on any machine, every line in it, any text survived."""

import hashlib
import os
import re
import subprocess
import sys

import pytest

from roadmap import glyphs, pdf, pdftext, rtl
from tests.roadmap.documents import annex, edition, fate, line, rfc

BASE = "https://althing.example"
ELSEWHERE = """
import hashlib
from roadmap import pdf
from tests.roadmap.documents import annex, edition, fate, line
data = pdf.pdf_bytes(edition(line(), **annex(carry_over=[fate()])), "%s")
print(hashlib.sha256(data).hexdigest())
"""


def test_another_process_another_day_zone_and_seed_write_the_same_bytes():
    data = pdf.pdf_bytes(edition(line(), **annex(carry_over=[fate()])), BASE)
    elsewhere = os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE % BASE],
        env=elsewhere,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(data).hexdigest()


def test_it_is_dated_by_the_edition_and_packs_nothing():
    data = pdf.pdf_bytes(edition(line()), BASE)
    assert data.startswith(b"%PDF-")
    assert b"D:20260115120000" in data
    assert b"FlateDecode" not in data


def test_tracks_and_parts_are_bookmarks():
    data = pdf.pdf_bytes(edition(line(), **annex(carry_over=[fate()])), BASE)
    titles = re.findall(rb"/Title \(([^)]*)\)", data)
    assert b"Kernel" in titles
    assert b"What became of the edition before" in titles
    assert b"Check it yourself" in titles


def bookmarks(data):
    """Return the page that each bookmark leads to, by its title."""
    entries = re.findall(rb"/Dest \[ (\d+) 0 R [^]]*\][^>]*?/Title \(([^)]*)\)", data)
    return {title.decode(): int(page) for page, title in entries}


def tracks(*names):
    return [{"slug": n, "title": f"Track {n}", "description": "Why."} for n in names]


@pytest.mark.parametrize("before", range(1, 13))
def test_a_heading_stands_on_the_page_of_its_first_line(before):
    lines = [line(f"l{n}", track="a", note="Word " * 20 * n) for n in range(before)]
    said = edition(*lines, line("last", track="b"), tracks=tracks("a", "b"))
    places = bookmarks(pdf.pdf_bytes(said, BASE))
    assert len(places) == before + 4
    assert places["Track b"] == places["The last"]


def test_lines_name_one_another_their_rfcs_and_decisions_by_links():
    ground = {"number": 4, "url": "/decisions/stack/4/", "entry": "e" * 32}
    first = line("first", rfc=rfc(), decision=ground)
    data = pdf.pdf_bytes(edition(first, line("b", depends_on=["first", "x"])), BASE)
    assert b"(https://althing.example/rfcs/stack/7/)" in data
    assert b"(https://althing.example/decisions/stack/4/)" in data
    grounds, other_line, contents, permalink = 2, 1, 2, 1
    links = grounds + other_line + contents + permalink
    assert data.count(b"/Subtype /Link") == links


def test_the_words_of_a_line_are_set_as_their_markdown_says():
    words = "Rests on [the plan](https://example.org/plan).\n\n- one\n- two"
    data = pdf.pdf_bytes(edition(line(summary=words)), BASE)
    assert b"(https://example.org/plan)" in data
    assert b"](https" not in data


def test_the_contents_name_the_page_of_each_part_and_the_foot_counts_the_pages():
    many = [line(f"l{n}", track="ab"[n > 20]) for n in range(24)]
    data = pdf.pdf_bytes(edition(*many, tracks=tracks("a", "b")), BASE)
    pages = re.findall(rb"/Type /Page\n", data)
    drawn = {n: data.count(b"/FormXob.%s Do" % n) for n in (b"pages", b"track-1")}
    assert drawn == {b"pages": len(pages), b"track-1": 1}


@pytest.mark.parametrize(
    "text",
    [
        "<b>&amp; </para> <a href='x'>",
        "日本語 العربية \U0001f600 \x00\x07",
        "x" * 3000,
        "a\n\nb",
        "",
    ],
)
def test_no_text_breaks_it(text):
    hostile = line(title=text, summary=text, note=text, owner=text, criteria=[text])
    document = edition(
        hostile, introduction=text, title=text, **annex(carry_over=[fate(reason=text)])
    )
    assert pdf.pdf_bytes(document, BASE).endswith(b"%%EOF\n")


def test_every_letter_has_a_font_or_is_told_by_its_code_point():
    assert list(glyphs.runs("Łukasz → x")) == [("", "Łukasz → x")]
    assert list(glyphs.runs("v2 路线图: ロード")) == [
        ("", "v2 "),
        ("Roadmap-Han", "路线图"),
        ("", ": "),
        ("Roadmap-Han", "ロード"),
    ]
    told = list(glyphs.runs("go \U0001f680\U0001f681!"))
    assert told == [("", "go "), ("", "[U+1F680 U+1F681]"), ("", "!")]


def test_right_to_left_runs_are_turned_and_joined():
    (run,) = [letters for font, letters in glyphs.runs("a خارطة 2026") if font]
    assert run == "\ufe94\ufec3\ufead\ufe8e\ufea7"  # teh marbuta first, khah last
    assert rtl.visual("שלום (12) א") == "\u05d0 (12) \u05dd\u05d5\u05dc\u05e9"
    assert rtl.visual("لا") == "\ufefb"  # lam and alef are one
    assert rtl.visual("plain (text)") == "plain (text)"


def test_markdown_becomes_paragraphs_with_its_links():
    html = (
        '<p>See <a href="https://x.org/?a=1&amp;b=2">it</a> <em>now</em></p><ul><li>one'
    )
    assert pdftext.paragraphs(html) == [
        (
            "p",
            'See <a href="https://x.org/?a=1&amp;b=2" color="#1b4f86">it</a> '
            "<i>now</i>",
        ),
        ("li", "one"),
    ]


def test_wrong_nesting_is_closed():
    assert pdftext.paragraphs("<em><strong>a</em> b</strong> c") == [
        ("p", "<i><b>a</b></i> b c")
    ]
