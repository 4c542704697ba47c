"""Access tokens: shown once, kept as a digest, good for what they say and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contributors import tokens
from contributors.errors import TokenRefused
from contributors.models import AccessToken, User


@pytest.fixture
def alice(db):
    return User.objects.create_user("alice@example.org")


@pytest.fixture
def made(alice):
    return tokens.make_token(alice, name="Bot", scopes=["votes:write"], days=30)


def test_a_token_is_found_by_its_secret_which_is_not_kept(made):
    token, secret = made
    assert tokens.find(secret, at=timezone.now()) == token
    assert tokens.find(secret + "x", at=timezone.now()) is None
    row = AccessToken.objects.values().get()
    assert secret not in str(row)
    assert row["used_on"] == timezone.now().date()


def test_it_ends_with_its_time_its_account_or_its_revocation(made, alice):
    token, secret = made
    assert tokens.find(secret, at=token.expires_at) is None
    assert tokens.find(secret, at=token.expires_at - timedelta(seconds=1))
    User.objects.update(is_active=False)
    assert tokens.find(secret, at=timezone.now()) is None
    User.objects.update(is_active=True)
    tokens.revoke_token(token, by=alice)
    assert tokens.find(secret, at=timezone.now()) is None


def test_nobody_else_revokes_it(made):
    token, secret = made
    bob = User.objects.create_user("bob@example.org")
    with pytest.raises(TokenRefused, match="owner"):
        tokens.revoke_token(token, by=bob)
    assert tokens.find(secret, at=timezone.now())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"name": " "}, "Name the token"),
        ({"scopes": []}, "Choose"),
        ({"scopes": ["votes:write", "all"]}, "Choose"),
        ({"days": 0}, "1 to 366"),
        ({"days": 367}, "1 to 366"),
    ],
)
def test_what_makes_no_sense_is_refused(alice, words, said):
    asked = {"name": "Bot", "scopes": ["votes:write"], "days": 30, **words}
    with pytest.raises(TokenRefused, match=said):
        tokens.make_token(alice, **asked)


def test_tokens_do_not_pile_up(alice, monkeypatch):
    monkeypatch.setattr(tokens, "MAX_TOKENS", 1)
    first, _ = tokens.make_token(alice, name="a", scopes=["votes:write"], days=1)
    with pytest.raises(TokenRefused, match="revoke one first"):
        tokens.make_token(alice, name="b", scopes=["votes:write"], days=1)
    tokens.revoke_token(first, by=alice)
    tokens.make_token(alice, name="b", scopes=["votes:write"], days=1)
