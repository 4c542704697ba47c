"""A mirror is retired: its git leaves the disk, what was said and decided stays."""

import pytest
from django.core.management import call_command

from config import pipeline
from core.errors import Conflict, InvalidInput, NotPermitted
from ledger.models import Pending
from mirror import repositories
from mirror.models import Event, Repository
from rfcs import retiring
from rfcs.models import Rfc, Text
from tests.rfcs import community
from tests.rfcs.test_documents import rfc_text


@pytest.fixture
def repository(db, git_server, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    served = git_server.create("rfcs.git")
    served.commit({"rfcs/0007-lamps.md": rfc_text()}, "Begin")
    found = repositories.add(served.url, project=community.make_project())
    pipeline.sync(found)
    return found


@pytest.fixture
def mary(repository):
    user = community.make_user("mary")
    community.make_maintainer(user, repository.project)
    return user


def test_the_disk_is_freed_and_the_rfcs_stay(repository, client):
    Text.objects.all().delete()
    assert repositories.mirror_path(repository).exists()
    assert retiring.retire(repository, reason="The project moved.") > 0
    assert not repositories.mirror_path(repository).exists()
    assert Rfc.objects.get().title == "Lamps"
    assert "First words." in client.get("/rfcs/oas/7/").content.decode()
    entry = Pending.objects.get(kind="repository.retired")
    assert "moved" not in str(entry.data)
    assert Event.objects.get().sentence == "The mirror was retired. The project moved."
    with pytest.raises(Conflict, match="already"):
        retiring.retire(repository, reason="Again.")


def test_only_maintainers_retire_and_they_say_why(repository, mary):
    stranger = community.make_user("sam")
    with pytest.raises(NotPermitted):
        retiring.retire(repository, reason="I want to.", by=stranger)
    with pytest.raises(InvalidInput, match="Say why"):
        retiring.retire(repository, reason=" ", by=mary)
    assert Repository.objects.get().retired_at is None


def test_a_maintainer_retires_it_in_the_browser(repository, mary, client):
    page = repository.get_absolute_url()
    assert "Retire this mirror" not in client.get(page).content.decode()
    client.force_login(mary)
    assert "Retire this mirror" in client.get(page).content.decode()
    assert "leave the disk" in client.get(page + "retire/").content.decode()
    assert client.post(page + "retire/", {"reason": ""}).status_code == 200
    answer = client.post(page + "retire/", {"reason": "It moved."}, follow=True)
    assert "It moved." in answer.content.decode()
    assert Repository.objects.get().retired_at is not None


def test_the_command_retires_with_a_reason(repository, capsys):
    call_command("mirror", "retire", repository.name, "--reason", "Moved away.")
    assert "Its RFCs and decisions stay." in capsys.readouterr().out
    assert Repository.objects.get().retired_reason == "Moved away."
