"""The frame that every page shares."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.django_db
def test_a_page_has_a_language_one_heading_landmarks_and_a_skip_link(client):
    html = client.get("/about/").content.decode()
    assert '<html lang="en">' in html
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    for landmark in ("<header", "<nav", "<main", "<footer", 'role="search"'):
        assert landmark in html


@pytest.mark.django_db
def test_a_page_names_nothing_of_another_host_and_no_inline_style_or_script(client):
    html = client.get("/").content.decode()
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert 'style="' not in html
    assert "<script>" not in html


def test_the_style_sheets_together_stay_within_16_kib_compressed():
    sheets = b"".join(p.read_bytes() for p in sorted(ROOT.glob("static/css/*.css")))
    assert len(gzip.compress(sheets, 9)) <= 16 * 1024


def test_no_style_sheet_but_the_tokens_names_a_colour():
    for name in ("base.css", "components.css"):
        sheet = (ROOT / "static/css" / name).read_text()
        screen = sheet.split("@media print")[0]
        assert not re.search(r"#[0-9a-f]{3,6}\b(?=[;\s])", screen), name


@pytest.mark.django_db
def test_the_first_view_of_a_page_weighs_at_most_60_kib_in_six_requests(client):
    response = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    html = gzip.decompress(response.content).decode()
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
    weights = [len(gzip.compress((ROOT / "static" / f).read_bytes())) for f in files]
    assert 1 + len(files) <= 6
    assert len(response.content) + sum(weights) <= 60 * 1024


def test_the_scripts_of_a_page_stay_within_15_kib_compressed():
    page = (ROOT / "static/js/althing.js").read_bytes()
    assert len(gzip.compress(page, 9)) <= 2 * 1024
