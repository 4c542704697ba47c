"""Images and links of a text: from the mirror, at its revision, and nothing else."""

import pytest
from django.utils import timezone

from mirror import repositories
from mirror.models import Project
from rfcs import documents
from rfcs.models import Rfc

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
SVG = b'<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
BOMB = b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>'


def text(number, body):
    return (
        f"---\nnumber: {number}\ntitle: Lamps {number}\nstatus: draft\n"
        f"authors: [Ada Night <ada@lamp.example>]\n---\n\n# Lamps {number}\n\n{body}\n"
    )


BODY = (
    "[The other](0008-more.md#why), [notes](img/notes.txt), [all](/rfcs/).\n\n"
    "![A *plan*](img/plan.png) ![](../top.svg) ![far](https://far.example/x.png)\n"
)


@pytest.fixture
def served(git_server):
    return git_server.create("rfcs.git")


@pytest.fixture
def first(served, settings, tmp_path, db):
    """An RFC with an image beside it, which its second revision has replaced."""
    settings.MIRROR_DIR = tmp_path / "mirrors"
    served.commit(
        {
            "rfcs/0007-lamps.md": text(7, BODY),
            "rfcs/0008-more.md": text(8, "More."),
            "rfcs/img/plan.png": PNG,
            "top.svg": SVG,
            "rfcs/bomb.svg": BOMB,
            "rfcs/img/notes.txt": "<b>Words</b> \u202eturned\n",
            "rfcs/blob.bin": b"\x00\x01\x02",
            "rfcs/big.png": PNG + b"\x00" * 6_000_000,
        },
        "Propose",
    )
    served.commit(
        {
            "rfcs/0007-lamps.md": text(7, BODY + "\nAgain."),
            "rfcs/0008-more.md": text(8, "Even more."),
            "rfcs/img/plan.png": PNG + b"new",
        },
        "Again",
    )
    project = Project.objects.create(
        slug="lamp", name="Lamp", created_at=timezone.now()
    )
    repository = repositories.add(served.url, project=project)
    assert repositories.fetch(repository).error_code == ""
    documents.import_documents(repository)
    return Rfc.objects.get(number="7")


def get(client, path, **headers):
    return client.get(f"/rfcs/lamp/7/{path}", headers=headers)


def test_the_page_shows_its_own_images_and_names_those_of_others(client, first):
    html = get(client, "").content.decode()
    assert '<img src="file/?at=img/plan.png" alt="A plan" loading="lazy"' in html
    assert '<img src="file/?at=../top.svg" alt="top.svg"' in html
    assert 'src="https://far' not in html
    assert '<a href="https://far.example/x.png" rel="nofollow ugc noopener">far' in html
    assert 'href="file/?at=0008-more.md#user-content-why"' in html


def test_an_image_is_the_one_of_the_revision(client, first):
    old, new = (
        get(client, "1/file/?at=img/plan.png"),
        get(client, "file/?at=img/plan.png"),
    )
    assert old.content == PNG
    assert new.content == PNG + b"new"
    assert old["Content-Type"] == "image/png"
    assert "sandbox" in old["Content-Security-Policy"]
    assert "default-src 'none'" in old["Content-Security-Policy"]
    assert old["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in old["Cache-Control"]
    assert "immutable" not in new["Cache-Control"]


def test_an_image_is_asked_for_once(client, first):
    etag = get(client, "file/?at=img/plan.png")["ETag"]
    again = get(client, "file/?at=img/plan.png", **{"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert "sandbox" in again["Content-Security-Policy"]


def test_a_drawing_is_shown_without_any_power(client, first):
    answer = get(client, "file/?at=../top.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("bomb.svg", "ENTITY"),  # as text: it is no image
        ("blob.bin", "no text and no image"),
        ("big.png", "at most"),
        ("absent.png", "no file “rfcs/absent.png”"),
        ("../../../etc/passwd", "out of the repository"),
        ("/../../etc/passwd", "out of the repository"),
        ("a%00b", "out of the repository"),
        ("..%5C..%5C..%5Cx", "out of the repository"),
    ],
)
def test_what_cannot_be_shown_says_why(client, first, at, reason):
    answer = get(client, f"file/?at={at}")
    assert answer.status_code == {"bomb.svg": 200, "big.png": 400}.get(at, 404)
    assert answer["Content-Type"].startswith("text/html")
    assert reason in answer.content.decode()


def test_a_link_to_another_document_leads_to_it_as_it_was(client, first):
    now = get(client, "file/?at=0008-more.md")
    assert (now.status_code, now["Location"]) == (302, "/rfcs/lamp/8/")
    then = get(client, "1/file/?at=0008-more.md")
    assert then["Location"] == "/rfcs/lamp/8/1/"
    assert get(client, "file/?at=0008-more.html")["Location"] == "/rfcs/lamp/8/"


def test_another_file_is_shown_as_its_source(client, first):
    html = get(client, "file/?at=img/notes.txt").content.decode()
    assert "&lt;b&gt;Words&lt;/b&gt;" in html
    assert "U+202E" in html
    assert "turn the direction of words" in html


def test_a_folder_lists_what_it_holds(client, first):
    html = get(client, "file/?at=/rfcs/img/").content.decode()
    assert '<a href="?at=/rfcs/img/notes.txt">notes.txt</a>' in html
    assert '<a href="?at=/rfcs">rfcs/</a>' in html
    html = get(client, "file/?at=/rfcs").content.decode()
    assert '<a href="?at=/rfcs/img/">img/</a>' in html


def test_a_difference_shows_the_images_of_both_sides(client, first):
    html = get(client, "diff/1..2/?as=side").content.decode()
    assert "file/?at=" in html
    assert 'src="/rfcs/lamp/7/2/file/?at=img/plan.png"' in html
    assert 'src="/rfcs/lamp/7/1/file/?at=img/plan.png"' in html
