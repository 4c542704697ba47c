"""What maintainers do with a mirror in the browser."""

import hashlib
import hmac

import pytest

from core.models import Job
from tests.governance import community
from tests.rfcs import community as rfc_community

PAGE = "/repositories/oas-rfcs/"


@pytest.fixture
def repository(db):
    found = rfc_community.make_repository(community.make_project(), "oas-rfcs")
    found.hook_secret = "5ec4e7"
    found.save()
    return found


@pytest.fixture
def maintainer(client, repository):
    user = community.make_maintainer(repository.project)
    client.force_login(user)
    return user


def test_a_maintainer_finds_the_address_the_secret_and_what_came(client, maintainer):
    assert f"{PAGE}hook/" in client.get(PAGE).content.decode()
    page = client.get(f"{PAGE}hook/")
    assert "no-store" in page["Cache-Control"]
    assert "5ec4e7" in page.content.decode()
    assert "/hooks/forgejo/oas-rfcs/" in page.content.decode()
    assert "<td>GitHub</td>" in page.content.decode()
    assert "None has come yet" in page.content.decode()
    signature = hmac.new(b"5ec4e7", b"{}", hashlib.sha256).hexdigest()
    sent = client.post(
        "/hooks/github/oas-rfcs/",
        b"{}",
        content_type="application/json",
        headers={
            "x-github-event": "push",
            "x-hub-signature-256": f"sha256={signature}",
        },
    )
    assert sent.status_code == 202, sent.content
    assert "None has come yet" not in client.get(f"{PAGE}hook/").content.decode()


def test_a_maintainer_asks_for_a_fetch(client, maintainer):
    page = client.post(f"{PAGE}fetch/", follow=True).content.decode()
    assert "fetched as soon as a worker is free" in page
    assert Job.objects.filter(name="mirror.sync").count() == 1


@pytest.mark.parametrize("act", ["hook", "fetch"])
def test_nobody_else_sees_the_secret_or_asks(client, repository, act):
    ask = client.get if act == "hook" else client.post
    assert ask(f"{PAGE}{act}/").status_code == 302
    client.force_login(community.make_user("eve"))
    refused = ask(f"{PAGE}{act}/")
    assert refused.status_code == 403
    assert "5ec4e7" not in refused.content.decode()
    assert "hook/" not in client.get(PAGE).content.decode()
    assert not Job.objects.exists()
