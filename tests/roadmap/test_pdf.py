"""The PDF: the same bytes on any machine, every line in it, any text survived."""

import hashlib
import os
import re
import subprocess
import sys

import pytest

from roadmap import glyphs, pdf, pdftext, rtl
from tests.roadmap.documents import annex, edition, fate, line

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
