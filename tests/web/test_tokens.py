"""Access tokens on the desk."""

import re

import pytest
from django.utils import timezone

from contributors import tokens
from contributors.models import AccessToken
from tests.rfcs import community

FORM = {"name": "Our bot", "scopes": ["comments:write"], "days": 30}


@pytest.fixture
def alice(client, db):
    user = community.make_user("alice")
    client.force_login(user)
    return user


def test_a_token_is_shown_once_and_revoked(client, alice):
    page = client.post("/desk/tokens/", FORM).content.decode()
    secret = re.search(r"althing_[\w-]{43}", page)[0]
    assert tokens.find(secret, at=timezone.now()).user == alice
    later = client.get("/desk/tokens/")
    assert "Our bot" in later.content.decode()
    assert secret not in later.content.decode()
    assert "no-store" in later["Cache-Control"]
    pk = AccessToken.objects.get().pk
    page = client.post(f"/desk/tokens/{pk}/revoke/", follow=True).content.decode()
    assert "is revoked" in page
    assert tokens.find(secret, at=timezone.now()) is None


def test_what_is_missing_is_said_beside_its_field(client, alice):
    answer = client.post("/desk/tokens/", {**FORM, "scopes": [], "days": 400})
    assert answer.status_code == 400
    assert "Choose at least one" in answer.content.decode()
    assert answer.content.decode().count("field__error") == 2
    assert not AccessToken.objects.exists()


def test_nobody_reaches_the_tokens_of_others(client, alice):
    bob = community.make_user("bob")
    token, secret = tokens.make_token(bob, name="b", scopes=["votes:write"], days=1)
    assert client.post(f"/desk/tokens/{token.pk}/revoke/").status_code == 404
    assert tokens.find(secret, at=timezone.now())
    client.logout()
    assert client.get("/desk/tokens/").status_code == 302
