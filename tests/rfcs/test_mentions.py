"""Commits of a project's code that name its RFCs, and what delivers them."""

import pytest

from mirror import repositories
from rfcs import mentions
from rfcs.models import Mention
from roadmap.models import Milestone
from tests.rfcs import community


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Build lamps\n\nLong words.\n\nImplements: RFC 7", {"7": True}),
        ("Build lamps\n\nRFC: 0007/2\nPEP: #12\n", {"7": True, "12": True}),
        ("RFC-0007: Build lamps (#99)", {"7": False}),
        ("Build pep 8 and KEP-1234", {"8": False, "1234": False}),
        ("Build lamps\n\nRFC: 7\n\nSigned-off-by: A <a@b.example>", {}),
        ("Build lamps\n\nWe read RFC 7 in the middle.", {}),
        ("Fix #7 and 7", {}),
        ("Perform 7 and rfcs 8", {}),
        ("", {}),
        ("RFC 0", {"0": False}),
    ],
)
def test_a_message_names_by_trailer_or_in_its_first_line(message, found):
    assert mentions.numbers(message) == found


def test_a_hostile_message_takes_no_time():
    assert mentions.numbers("rfc " * 100_000) == {}
    assert mentions.numbers("x\n\n" + "rfc: rfc " * 100_000) == {}


@pytest.fixture
def code(rfc, git_server, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    served = git_server.create("code.git")
    served.commit({"a.py": "1"}, "Build lamps\n\nImplements: RFC 7")
    repository = repositories.add(served.url, project=rfc.project, holds=("code",))
    assert repositories.fetch(repository).error_code == ""
    return served, repository


def subjects(rfc):
    return [each.subject for each in mentions.of(rfc)]


def test_commits_are_read_once_and_the_newest_come_first(rfc, code):
    served, repository = code
    assert mentions.read(repository) == 1
    assert mentions.read(repository) == 0
    served.commit({"a.py": "2"}, "rfc-0007: Dim them")
    served.commit({"a.py": "3"}, "Nothing to do with it")
    repositories.fetch(repository)
    assert mentions.read(repository) == 1
    assert subjects(rfc) == ["rfc-0007: Dim them", "Build lamps"]


def test_a_rewritten_history_is_read_anew(rfc, code):
    served, repository = code
    mentions.read(repository)
    served.commit({"a.py": "2"}, "RFC 7: Begin again", parents=[])
    repositories.fetch(repository)
    mentions.read(repository)
    assert subjects(rfc) == ["RFC 7: Begin again"]


def test_commits_of_another_project_do_not_count(rfc, code):
    mentions.read(code[1])
    other = community.make_repository(community.make_project("other"), "other")
    assert mentions.of(community.make_rfc(other, 7)) == []


def test_the_page_shows_them(client, rfc, revision, code):
    mentions.read(code[1])
    html = client.get("/rfcs/oas/0007/").content.decode()
    assert "<dt>Named by commits</dt>" in html
    assert "Build lamps" in html
    assert Mention.objects.get().by_trailer


def test_the_milestone_that_delivers_it_is_named(client, rfc, revision):
    Milestone.objects.create(
        project=rfc.project,
        repository=rfc.repository,
        key="lamps",
        path="lamps.yaml",
        format="althing",
        title="Lamps everywhere",
        target="2026-Q4",
        state="active",
        rfc=rfc,
        commit_oid="a" * 40,
        blob_oid="b" * 40,
    )
    html = client.get("/rfcs/oas/0007/").content.decode()
    assert "<dt>Delivered by</dt>" in html
    assert '<a href="/roadmap/oas/milestones/lamps/">Lamps everywhere</a>' in html
