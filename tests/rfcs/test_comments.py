"""Threads and comments."""

import json

import pytest

from core.canonical import sha256_hex
from core.errors import NotPermitted
from ledger.models import Pending
from rfcs import comments
from rfcs.errors import EmptyText, TextTooLong, ThreadNotOpen, UnknownBlock
from rfcs.models import Comment
from tests.rfcs.community import PARAGRAPHS, block_id

BLOCK = block_id(PARAGRAPHS[1])


@pytest.fixture
def thread(rfc, revision, alice):
    return comments.start_thread(rfc, revision, by=alice, block=BLOCK, body="Why?")


def test_a_thread_on_a_paragraph_quotes_it(thread):
    assert thread.quote == PARAGRAPHS[1]


def test_the_count_of_comments_follows(thread, rfc, bob):
    comments.reply(thread, by=bob, body="Because vendors will not open it.")
    rfc.refresh_from_db()
    assert rfc.comment_count == 2


def test_the_ledger_gets_the_digest_of_a_comment_and_never_its_words(thread):
    entry = Pending.objects.get(kind="comment.posted")
    body = json.loads(bytes(entry.data))["body"]
    assert body["hash"] == sha256_hex(b"Why?")
    assert b"Why" not in bytes(entry.data)


def test_a_comment_is_rendered_and_made_safe(rfc, revision, alice):
    comments.start_thread(
        rfc, revision, by=alice, body="*No* <script>alert(1)</script>"
    )
    html = Comment.objects.get().html
    assert "<em>No</em>" in html
    assert "<script" not in html


def test_pressing_the_button_twice_says_it_once(thread, rfc, revision, alice, bob):
    again = comments.start_thread(rfc, revision, by=alice, block=BLOCK, body="Why?")
    comments.reply(thread, by=bob, body="Because.")
    comments.reply(thread, by=bob, body="Because.")
    assert again == thread
    assert Comment.objects.count() == 2


def test_a_paragraph_that_is_not_there_is_refused(rfc, revision, alice):
    with pytest.raises(UnknownBlock, match="no such paragraph"):
        comments.start_thread(rfc, revision, by=alice, block="b-0", body="Why?")


def test_an_empty_comment_is_refused(rfc, revision, alice):
    with pytest.raises(EmptyText, match="write a sentence"):
        comments.start_thread(rfc, revision, by=alice, body=" \n ")


def test_an_endless_comment_is_refused(rfc, revision, alice):
    with pytest.raises(TextTooLong, match="at most 65536"):
        comments.start_thread(rfc, revision, by=alice, body="x" * 65_537)


def test_a_locked_account_may_not_comment(rfc, revision, alice):
    alice.is_active = False
    alice.save()
    with pytest.raises(NotPermitted, match="locked"):
        comments.start_thread(rfc, revision, by=alice, body="Hello")
    assert not Pending.objects.filter(kind="comment.posted").exists()


def test_its_starter_resolves_and_reopens_a_thread(thread, alice):
    assert comments.resolve(thread, by=alice).resolved_at
    with pytest.raises(ThreadNotOpen):
        comments.resolve(thread, by=alice)
    assert comments.reopen(thread, by=alice).resolved_at is None


def test_a_maintainer_resolves_a_thread_that_another_started(thread, maintainer):
    assert comments.resolve(thread, by=maintainer).resolved_by.user == maintainer


def test_a_stranger_may_not_resolve_a_thread(thread, bob):
    with pytest.raises(NotPermitted, match="maintainer"):
        comments.resolve(thread, by=bob)
