"""A repository is read as its maintainers say, and again when they say otherwise."""

import pytest

from core.errors import InvalidInput, NotPermitted
from rfcs import styles
from rfcs.formats.mapping import Pattern
from rfcs.models import Rfc, StateChange
from tests.rfcs import community
from tests.rfcs.test_documents import bring, project, repository, served

__all__ = ["project", "repository", "served"]

NOTE = "Subject = Lamps\nby Ada <ada@lamp.example>\nDisposition: landed\n\nText.\n"
MAPPING = """\
paths: notes/*.txt
fields:
  number: {path: "notes/{}-*"}
  title: {line: "Subject = {}"}
  authors: {line: "by {}"}
  status: {line: "Disposition: {}"}
states: {landed: accepted}
"""


@pytest.fixture
def maintainer(repository):
    user = community.make_user("mary")
    community.make_maintainer(user, repository.project)
    return user


@pytest.mark.parametrize(
    ("pattern", "text", "value"),
    [
        ("Title = {}", "Title = Lamps", "Lamps"),
        ("Title = {}", "The Title = Lamps", None),
        ("*Title = {}", "The Title = Lamps", "Lamps"),
        ("notes/{}-*", "notes/12-lamps.txt", "12"),
        ("{} (by *)", "Lamps (by Ada)", "Lamps"),
        ("[{}]", "[Final]", "Final"),
        ("[{}]", "[Final] x", None),
        ("*a*a*a*a*a*{}!", "a" * 4000, None),
    ],
)
def test_a_pattern_takes_what_stands_at_the_braces(pattern, text, value):
    assert Pattern.of("x", {"line": pattern}).find(text) == value


def test_a_mapping_in_the_repository_describes_its_style(served, repository):
    served.commit({"notes/12-lamps.txt": NOTE})
    bring(repository)
    assert not Rfc.objects.exists()
    served.commit({".althing/format.yaml": MAPPING})
    bring(repository)
    rfc = Rfc.objects.get()
    assert (rfc.number, rfc.title, rfc.status) == ("12", "Lamps", "landed")
    assert rfc.authors == [{"name": "Ada", "email": "ada@lamp.example"}]
    assert rfc.phase == "accepted"
    served.commit({".althing/format.yaml": "fields: [1]\n"})
    bring(repository)
    assert repository.problems.get(source="format").code == "mapping-unreadable"


def test_another_style_reads_everything_again(served, repository, maintainer):
    served.commit({"notes/12-lamps.txt": NOTE})
    bring(repository)
    styles.change(repository, by=maintainer, format="auto", paths="", mapping=MAPPING)
    bring(repository)
    rfc = Rfc.objects.get()
    assert (rfc.status, rfc.revision_count) == ("landed", 1)
    mended = MAPPING.replace("landed: accepted", "landed: rejected")
    styles.change(repository, by=maintainer, format="auto", paths="", mapping=mended)
    bring(repository)
    assert StateChange.objects.get().phase == "closed"
    assert Rfc.objects.get().revision_count == 1


def test_only_maintainers_set_a_style_that_can_be_read(repository, alice, maintainer):
    with pytest.raises(NotPermitted):
        styles.change(repository, by=alice, format="auto", paths="", mapping="")
    with pytest.raises(InvalidInput, match="no field"):
        styles.parse("fields: {colour: {line: '{}'}}")
    with pytest.raises(InvalidInput, match="no format"):
        styles.change(repository, by=maintainer, format="x", paths="", mapping="")


def test_a_maintainer_previews_over_the_mirrored_files(
    client, served, repository, maintainer
):
    served.commit({"notes/12-lamps.txt": NOTE})
    bring(repository)
    address = f"/repositories/{repository.name}/format/"
    assert b"Only maintainers" in client.get(address).content
    client.force_login(maintainer)
    typed = {"format": "auto", "paths": "", "mapping": MAPPING, "act": "preview"}
    page = client.post(address, typed).content.decode()
    assert "Lamps" in page
    assert "landed" in page
    assert "<td>accepted</td>" in page  # what the mapping says that it means
    assert "1 document of the mirror" in page
    assert "The mapping reads 1 of them" in page
    assert not Rfc.objects.exists()
    typed = {**typed, "mapping": "fields: {colour: x}"}
    live = client.post(address, typed, headers={"HX-Request": "true"}).content.decode()
    assert "There is no field &#x27;colour&#x27;" in live
    assert "<form" not in live


def test_every_problem_has_its_page(client, db):
    page = client.get("/problems/").content.decode()
    assert "/problems/no-header/" in page
    assert "doubt" in client.get("/problems/date-unreadable/").content.decode()
    assert client.get("/problems/nothing-such/").status_code == 404
