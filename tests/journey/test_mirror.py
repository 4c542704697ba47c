"""Repositories are mirrored over HTTP, and what is new arrives."""

import hashlib
import hmac
import json
import urllib.error
import urllib.request

import pytest

from tests.browser.conftest import eventually
from tests.journey import project

pytestmark = pytest.mark.browser


def test_what_was_added_is_there(world):
    rfcs, code, roadmap = (world.added[n] for n in ("rfcs", "runtime", "roadmap"))
    assert set(rfcs) == {
        *("repository", "head", "documents", "revisions", "commits"),
        *("problems", "seconds"),
    }
    assert (rfcs["documents"], rfcs["revisions"], rfcs["commits"]) == (2, 3, 3)
    assert code["commits"] == len(project.WORK)
    assert roadmap["head"] == world.roadmap.git("rev-parse", "main")
    assert [each["problems"] for each in (rfcs, code, roadmap)] == [[], [], []]


def test_fetching_again_costs_only_what_is_new(world):
    for report in world.manage("mirror", "sync", "--all"):
        assert (report["documents"], report["revisions"], report["commits"]) == (
            *(0, 0, 0),
        )
        assert report["head"] == world.added[report["repository"]]["head"]


def test_a_commit_pushed_upstream_arrives_by_sync(world):
    pushed = world.code.commit(
        {"src/9.c": "/* docs */\n"}, "docs: Explain", author=project.DAN
    )
    report = world.manage("mirror", "sync", "runtime")
    assert (report["head"], report["commits"]) == (pushed, 1)


def test_a_commit_pushed_upstream_arrives_by_a_signed_webhook(world):
    hook = world.manage("mirror", "hook", "runtime")
    pushed = world.code.commit(
        {"src/10.c": "/* more */\n"}, "docs: Explain more", author=project.DAN
    )
    body = json.dumps({"ref": "refs/heads/main", "after": pushed}).encode()
    assert deliver(hook["addresses"]["github"], body, secret="wrong") == 403
    assert deliver(hook["addresses"]["github"], body, secret=hook["secret"]) == 202
    eventually(
        lambda: world.api("repositories/runtime/")["head"] == pushed,
        seconds=60,
        what="the commit that the webhook told of",
    )


def deliver(address, body, *, secret):
    """Post a push notice as GitHub signs it; return the status of the answer."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(
        address,
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-GitHub-Event": "push",
            "X-Hub-Signature-256": f"sha256={signature}",
        },
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
