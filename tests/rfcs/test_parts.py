"""Very long texts are read in parts, and nothing of them is lost."""

import re

import pytest

from core import jobs, markup
from core.models import Job
from mirror import repositories
from rfcs import comments, documents, tasks, texts
from rfcs.models import Draft, Rfc, Text, Thread
from rfcs.parts import LONG, LONGEST, Parts
from tests.rfcs import community

WORDS = "The interface is free and the firmware may stay closed for a while. " * 12


def long_source(sections=120, of=8):
    return "\n\n".join(
        f"## Section {n}\n\n[on](#section-{(n * 7) % sections})\n\n"
        + "\n\n".join(f"{n}.{m} {WORDS}" for m in range(of))
        for n in range(sections)
    )


@pytest.fixture(scope="module")
def rendered():
    found = markup.render(long_source(), "markdown")
    assert not found.notice
    return found


@pytest.fixture
def long_rfc(rfc, rendered):
    revision = community.make_revision(rfc, 1)
    Text.objects.filter(blob_oid=revision.blob_oid).update(
        html=rendered.html, outline=rendered.outline, blocks=rendered.blocks
    )
    return rfc


def page(client, query=""):
    response = client.get(f"/rfcs/oas/0007/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_parts_are_the_whole_text(rendered):
    parts = Parts(rendered.html)
    assert parts.count > 3
    wholes = [parts.html(n) for n in range(1, parts.count + 1)]
    assert "".join(wholes).count('class="block"') == len(rendered.blocks)
    assert max(map(len, wholes)) < LONGEST * 1.1
    unled = re.sub(r'href="\?part=\d+', 'href="', "".join(wholes))
    assert unled == rendered.html


def test_links_lead_into_the_part_that_has_their_place(rendered):
    parts = Parts(rendered.html)
    for number in range(1, parts.count + 1):
        for there, name in re.findall(
            r'href="(\?part=\d+)?#([^"]+)"', parts.html(number)
        ):
            home = int(there.removeprefix("?part=")) if there else number
            assert f'id="{name}"' in parts.html(home)


def test_a_usual_text_is_one_part():
    text = '<div class="block" id="b-1"><p><a href="#user-content-x">x</a></p></div>\n'
    parts = Parts(text)
    assert (parts.count, parts.html(1), parts.holding("b-9")) == (1, text, 1)


def test_a_single_block_is_never_cut():
    huge = f'<div class="block" id="b-1"><pre>{"x" * LONG}</pre></div>\n'
    parts = Parts(huge + '<div class="block" id="b-2"><p>End.</p></div>\n')
    assert [len(parts.html(n)) > LONG for n in (1, parts.count)] == [True, False]


def test_the_page_shows_one_part_and_leads_to_the_others(client, long_rfc):
    first, second = page(client), page(client, "?part=2")
    assert "part 1 of" in first
    assert "Section 0" in first
    assert 'href="?part=2#text"' in first
    assert len(first) < 500_000
    assert "part 2 of" in second
    assert 'href="?part=1#user-content-section-0"' in second
    assert "part 1 of" in page(client, "?part=0")
    assert "part 1 of" in page(client, "?part=x")
    last = re.search(r"part 1 of (\d+)", first)[1]
    assert f"part {last} of" in page(client, "?part=99999")


def test_a_thread_is_found_in_whichever_part_it_stands(client, long_rfc, alice):
    revision = long_rfc.current_revision
    blocks = texts.text_of(revision).blocks
    comments.start_thread(
        long_rfc, revision, by=alice, block=blocks[-1]["id"], body="At the very end."
    )
    thread = Thread.objects.get()
    first = page(client)
    assert "At the very end." not in first
    there = re.search(rf'id="thread-{thread.pk}"><a href="(\?part=\d+)', first)[1]
    assert "At the very end." in page(client, there)
    client.force_login(alice)
    assert "At the very end." in page(client, f"?reply={thread.pk}")
    composing = page(client, f"?block={blocks[-1]['id']}")
    assert "At the very end." in composing


def test_a_draft_kept_in_another_part_is_found_from_the_page(client, long_rfc, alice):
    revision = long_rfc.current_revision
    client.force_login(alice)
    form = {"body": "Kept far below.", "act": "keep"}
    form["block"] = texts.text_of(revision).blocks[-1]["id"]
    client.post(f"/rfcs/oas/0007/{revision.index}/comment/", form)
    draft = Draft.objects.get()
    first = page(client)
    there = re.search(rf'id="draft-{draft.pk}"><a href="(\?part=\d+)', first)[1]
    second = page(client, there)
    assert "that only you see" in second
    assert "other parts of the text" not in second


def test_a_text_of_two_megabytes_and_ten_thousand_blocks_is_rendered():
    source = "\n\n".join(f"Block {n} of many. {'x y ' * 48}" for n in range(10_000))
    assert len(source) > 2_000_000
    found = markup.render(source, "markdown")
    assert not found.notice
    assert len(found.blocks) == 10_000


@pytest.fixture
def mirrored(git_server, settings, tmp_path, db):
    """A very long document whose first revision nobody has read."""
    settings.MIRROR_DIR = tmp_path / "mirrors"
    served = git_server.create("rfcs.git")
    head = "---\nnumber: 7\ntitle: Long\nstatus: draft\n---\n\n"
    for more in ("", "\n\nThe end.\n"):
        served.commit({"rfcs/0007-long.md": head + long_source(60) + more}, "Write")
    repository = repositories.add(served.url, project=community.make_project())
    assert repositories.fetch(repository).error_code == ""
    documents.import_documents(repository)
    return Rfc.objects.get()


def test_a_long_text_that_nobody_read_yet_is_set_by_a_job(client, mirrored):
    address = f"{mirrored.get_absolute_url()}1/"
    for _ in range(2):
        html = client.get(address).content.decode()
        assert "is being set now" in html
        assert "Section 0" in html
    job = Job.objects.get(name=texts.JOB)  # one, however often it is asked for
    assert tasks.render
    jobs.run(job.pk)
    html = client.get(address).content.decode()
    assert "is being set now" not in html
    assert "part 1 of" in html
