"""Series posted by e-mail become RFCs with versions, replies and trailers."""

import pytest
from django.utils import timezone

from config import pipeline
from mirror import repositories
from mirror.models import Project
from rfcs import messages
from rfcs.models import Letter, Revision, Rfc

ANN = "Ann Author <ann@kernel.example>"
BOB = "=?utf-8?q?Bob_R=C3=A9viewer?= <bob@lists.example>"


def mail(subject, number, *, by=ANN, to=(), body="Words."):
    references = "".join(f" <m{n}@x>" for n in to)
    return (
        f"From: {by}\nSubject: {subject}\nDate: Mon, 02 Mar 2026 09:{number:02}:00 "
        f"+0100\nMessage-ID: <m{number}@x>\n"
        + (f"References:{references}\nIn-Reply-To:{references[-7:]}\n" if to else "")
        + f"\n{body}\n"
    )


@pytest.fixture
def served(git_server):
    return git_server.create("list.git")


@pytest.fixture
def repository(db, served, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    project = Project.objects.create(slug="k", name="K", created_at=timezone.now())
    return repositories.add(served.url, project=project, format="mail")


def post(served, text):
    served.commit({"m": text}, "A message")


def sync(repository):
    report = pipeline.sync(repository)
    assert report.failures == []
    return report


def test_a_series_is_an_rfc_with_its_cover_and_patches(served, repository, client):
    post(served, mail("Lunch on Friday", 1))
    post(served, mail("[PATCH 0/2] no question asked", 2))
    post(served, mail("[RFC PATCH 0/2] mm: Lease the pages", 3, body="The cover."))
    post(served, mail("[RFC PATCH 1/2] mm: Add a lease", 4, to=(3,), body="+lease"))
    post(served, mail("[RFC PATCH 2/2] mm: End it", 5, to=(3,), body="+end"))
    sync(repository)
    rfc = Rfc.objects.get()
    assert (rfc.title, rfc.slug, rfc.phase) == (
        "mm: Lease the pages", "mm-lease-the-pages", "review",
    )  # fmt: skip
    assert (rfc.status, rfc.revision_count) == (None, 1)
    assert rfc.authors == [{"name": "Ann Author", "email": "ann@kernel.example"}]
    page = client.get("/rfcs/k/mm-lease-the-pages/").content.decode()
    assert page.index("The cover.") < page.index("+lease") < page.index("+end")


def test_versions_belong_together_and_replies_are_listed(served, repository, client):
    post(served, mail("[RFC PATCH] sched: Queue fairly", 1, body="One."))
    reply = "> Reviewed-by: Nobody <no@x>\nReviewed-by: Bob R <bob@lists.example>"
    post(
        served,
        mail("Re: [RFC PATCH] sched: Queue fairly", 2, by=BOB, to=(1,), body=reply),
    )
    post(served, mail("[RFC PATCH v2] sched: Queue fairly", 3, body="Two."))
    post(served, mail("Re: [RFC PATCH v2] sched: Queue fairly", 4, by=BOB, to=(3,)))
    post(served, mail("Re: [RFC PATCH v2] sched: Queue fairly", 5, to=(3, 4)))
    assert sync(repository).documents == 1
    rfc = Rfc.objects.get()
    subjects = list(rfc.revisions.values_list("subject", flat=True))
    assert subjects == ["v1, 1 letter", "v2, 1 letter"]
    assert rfc.current_revision.index == 2
    replies = Letter.objects.filter(role="reply")
    assert list(replies.values_list("version", flat=True)) == [1, 2, 2]
    assert replies[0].author_name == "Bob Réviewer"
    assert [t["name"] for t in replies[0].trailers] == ["Bob R"]
    page = client.get("/rfcs/k/sched-queue-fairly/").content.decode()
    assert "Replies by e-mail" in page
    assert "Bob R" in page
    assert sync(repository).revisions == 0


def test_another_title_with_the_same_change_id_is_a_version(served, repository):
    body = "x\n\n---\nchange-id: 20260302-lease-abcdef\n"
    post(served, mail("[RFC PATCH 0/1] mm: Old name", 1, body=body))
    post(served, mail("[RFC PATCH v2 0/1] mm: New name", 2, body=body))
    sync(repository)
    assert Rfc.objects.get().title == "mm: New name"


def test_parts_that_come_later_make_a_further_revision(served, repository):
    post(served, mail("[RFC 0/1] A", 1))
    sync(repository)
    post(served, mail("[RFC 1/1] A part", 2, to=(1,)))
    sync(repository)
    assert list(Revision.objects.values_list("subject", flat=True)) == [
        "v1, 1 letter", "v1, 2 letters",
    ]  # fmt: skip


def test_the_older_layout_is_read_too(served, repository):
    served.commit({"ab/" + "0" * 38: mail("[RFC] In a file", 1)}, "A message")
    sync(repository)
    assert Rfc.objects.get().title == "In a file"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 5000,
        b"Message-ID: <a@b>\n" + b"X: y\n" * 100_000,
        b"Message-ID: <a@b>\nSubject: =?no-such?b?////?= [RFC\n\nx",
        b"Message-ID: <a@b>\nDate: Mon, 99 Foo 99999 99:99:99 +9999\n\nx",
        b"Message-ID: <a@b>\nFrom: " + b"(" * 50_000 + b"\n\nx",
        b"Message-ID: <a@b>\nReferences: " + b"<a@b> " * 50_000 + b"\n\nx",
        b"Message-ID: <a@b>\n"
        + b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
            for n in range(5000)
        ),
        b"Message-ID: <a@b>\nSubject: " + b"[RFC]" * 5000 + b"\n\nx",
    ],
)
def test_a_hostile_mail_is_read_or_passed_over(data):
    found = messages.read(data)
    if found is not None:
        heading = messages.heading(found.subject)
        assert len(heading.title) <= 500
        assert len(found.body) <= messages.MAX_BODY
        assert len(found.references) <= 50


def test_a_message_in_several_parts_gives_its_plain_text():
    found = messages.read(
        b"Message-ID: <a@b>\nFrom: a@b\nSubject: [RFC] x\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/alternative; boundary=q\n\n--q\n"
        b"Content-Type: text/html\n\n<b>no</b>\n--q\n"
        b"Content-Type: text/plain; charset=iso-8859-1\n"
        b"Content-Transfer-Encoding: quoted-printable\n\ncaf=E9\n--q--\n"
    )
    assert found.body.strip() == "café"
    assert found.name == "a"
