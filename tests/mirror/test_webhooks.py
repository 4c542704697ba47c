"""A push notice counts when the repository's secret signed it, and once."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Job
from mirror import repositories, webhooks
from mirror.webhooks import HookNotFound, SignatureRefused, receive, verified_id

NOW = timezone.now()
BODY = b'{"ref": "refs/heads/main"}'


def sha256(secret, body=BODY):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def signed(forge, secret, body=BODY):
    return {
        "github": {"X-Hub-Signature-256": f"sha256={sha256(secret, body)}"},
        "gitea": {"X-Gitea-Signature": sha256(secret, body)},
        "forgejo": {"X-Forgejo-Signature": sha256(secret, body)},
        "gitlab": {"X-Gitlab-Token": secret},
    }[forge]


def standard(secret, *, at=NOW, name="msg_1", key=None, body=BODY):
    stamp = str(int(at.timestamp()))
    text = f"{name}.{stamp}.".encode() + body
    digest = hmac.digest(key or secret.encode(), text, "sha256")
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,AAAA v1,{base64.b64encode(digest).decode()}",
    }


def ring(repository, forge="github", headers=None, body=BODY, at=NOW):
    if headers is None:
        headers = signed(forge, repository.hook_secret, body)
    return receive(forge, repository.name, headers=headers, body=body, at=at)


def test_githubs_documented_example_is_accepted():
    body, secret = b"Hello, World!", "It's a Secret to Everybody"
    given = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {"X-Hub-Signature-256": f"sha256={given}"}
    assert verified_id("github", secret, headers, body, NOW)


@pytest.mark.parametrize("forge", webhooks.FORGES)
def test_a_signed_notice_asks_for_one_sync(repository, forge):
    assert ring(repository, forge)
    assert Job.objects.get().arguments == {"repository": repository.pk}


@pytest.mark.parametrize("forge", webhooks.FORGES)
def test_the_same_notice_again_is_known(repository, forge):
    assert ring(repository, forge)
    assert not ring(repository, forge)


@pytest.mark.parametrize("forge", webhooks.FORGES)
@pytest.mark.parametrize("secret", ["", "wrong", "é"])
def test_a_notice_signed_by_another_is_refused(repository, forge, secret):
    with pytest.raises(SignatureRefused, match="not signed"):
        ring(repository, forge, signed(forge, secret or "x"))
    assert not Job.objects.exists()


def test_a_replayed_notice_is_known_whatever_unsigned_headers_say(repository):
    headers = signed("github", repository.hook_secret)
    assert ring(repository, headers={**headers, "X-GitHub-Delivery": "1"})
    assert not ring(repository, headers={**headers, "X-GitHub-Delivery": "2"})


def test_one_changed_byte_is_refused(repository):
    headers = signed("github", repository.hook_secret)
    with pytest.raises(SignatureRefused):
        ring(repository, headers=headers, body=BODY + b" ")


def test_a_standard_signature_is_accepted_and_its_id_remembered(repository):
    headers = standard(repository.hook_secret)
    assert ring(repository, "gitlab", headers)
    assert not ring(repository, "gitlab", headers)


def test_a_standard_key_may_be_written_in_base64():
    key = b"k" * 24
    secret = "whsec_" + base64.b64encode(key).decode()
    headers = standard(secret, key=key)
    assert verified_id("gitlab", secret, headers, BODY, NOW) == "msg_1"


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_standard_signature_of_another_time_is_refused(repository, minutes):
    headers = standard(repository.hook_secret, at=NOW + timedelta(minutes=minutes))
    with pytest.raises(SignatureRefused):
        ring(repository, "gitlab", headers)


@pytest.mark.parametrize("stamp", ["", "x", "-1", "9" * 40, "\u0661"])
def test_a_senseless_timestamp_is_refused(repository, stamp):
    headers = {**standard(repository.hook_secret), "webhook-timestamp": stamp}
    with pytest.raises(SignatureRefused):
        ring(repository, "gitlab", headers)


def test_nobody_is_told_which_repositories_there_are(repository):
    with pytest.raises(HookNotFound):
        receive("github", "nothing", headers={}, body=BODY, at=NOW)
    with pytest.raises(HookNotFound):
        receive("sourceforge", repository.name, headers={}, body=BODY, at=NOW)
    repositories.retire(repository)
    with pytest.raises(HookNotFound):
        ring(repository)
