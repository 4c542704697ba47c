"""What other sites may show of a roadmap."""

from xml.etree import ElementTree

import pytest

from roadmap import editions

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def published(draft, maintainer):
    return editions.publish(draft, by=maintainer)


@pytest.mark.parametrize("address", ["2026.0/widget/", "widget/"])
def test_the_widget_may_stand_in_a_frame_and_no_other_page_may(
    client, published, address
):
    response = client.get(f"/roadmap/stack/{address}")
    text = response.content.decode()
    assert "The driver" in text
    assert "<script" not in text
    assert "<form" not in text
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    other = client.get("/roadmap/stack/2026.0/")
    assert other["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_a_project_without_editions_has_no_widget(client, project):
    assert client.get("/roadmap/stack/widget/").status_code == 404


def test_an_instance_without_a_key_has_no_signers(db, client, settings, tmp_path):
    settings.LEDGER_KEY_FILE = tmp_path / "none.key"
    assert client.get("/roadmap/signers").status_code == 404


def badge(client, address):
    """Return the badge's title and its two texts, read as XML."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    drawing = ElementTree.fromstring(response.content)
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    return drawing.find(f"{SVG}title").text, texts


def test_a_line_has_the_badge_of_what_its_edition_says(client, published):
    address = "/badges/roadmap/stack/2026.0/driver.svg"
    assert badge(client, address) == (
        "2026.0: The driver: planned",
        ["2026.0: The driver", "planned"],
    )
    published.items.first().milestone.__class__.objects.update(state="active")
    assert badge(client, address)[1][1] == "planned"
    assert badge(client, "/badges/milestone/stack/driver.svg")[1] == [
        "The driver",
        "under way",
    ]


def test_a_badge_is_kept_for_a_while_and_asked_again_by_its_digest(client, published):
    for address, seconds in [
        ("/badges/roadmap/stack/2026.0/driver.svg", 86_400),
        ("/badges/milestone/stack/driver.svg", 300),
    ]:
        first = client.get(address)
        assert first["Cache-Control"] == f"public, max-age={seconds}"
        assert first["Access-Control-Allow-Origin"] == "*"
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "title",
    [
        "x" * 500,
        '</title><script>alert(1)</script> & "',
        "\x01\x07\u202e\ufffe\nover\r\nlines",
        "日本語" * 40,
        "\u0301" * 400,
    ],
)
def test_no_title_breaks_a_badge(client, make_milestone, title):
    make_milestone("driver", title=title)
    response = client.get("/badges/milestone/stack/driver.svg")
    assert b"<script" not in response.content
    drawing = ElementTree.fromstring(response.content)
    label, word = (text.text for text in drawing.iter(f"{SVG}text"))
    assert word == "planned"
    assert len(label) <= 40
    assert int(drawing.get("width")) < 700


@pytest.mark.parametrize(
    "address",
    [
        "roadmap/stack/2026.0/nobody",
        "roadmap/stack/2026.1/driver",
        "milestone/stack/nobody",
        "milestone/nobody/driver",
    ],
)
def test_what_is_not_there_has_no_badge(client, published, address):
    assert client.get(f"/badges/{address}.svg").status_code == 404


def test_the_pages_give_the_lines_to_paste(client, published, settings):
    settings.PUBLIC_URL = "https://althing.example"
    edition = client.get("/roadmap/2026.0/").content.decode()
    frame = "https://althing.example/roadmap/stack/widget/"
    assert f"&lt;iframe src=&quot;{frame}" in edition.replace('"', "&quot;")
    line = client.get("/roadmap/stack/2026.0/lines/driver/").content.decode()
    address = "https://althing.example/badges/roadmap/stack/2026.0/driver.svg"
    assert f"[![driver]({address})](https://althing.example/roadmap/" in line
    milestone = client.get("/roadmap/stack/milestones/driver/").content.decode()
    assert "https://althing.example/badges/milestone/stack/driver.svg" in milestone
