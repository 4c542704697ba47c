"""Writing in the review room: previews, quotes, edits, drafts, threads."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import NotPermitted
from ledger.models import Pending
from rfcs import comments, concerns, drafts, texts
from rfcs.discussion import AT_ONCE, BESIDE_ONE
from rfcs.errors import NothingToPost
from rfcs.models import Comment, Draft, Review, Text, Thread
from tests.rfcs import community
from tests.rfcs.community import PARAGRAPHS, block_id

PAGE = "/rfcs/oas/0007/"
BLOCK = block_id(PARAGRAPHS[1])


@pytest.fixture
def thread(rfc, revision, alice):
    return comments.start_thread(rfc, revision, by=alice, block=BLOCK, body="Why?")


@pytest.fixture
def count_queries(client):
    def count(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    return count


def read(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_a_comment_on_words_of_a_paragraph_shows_them(client, rfc, revision, alice):
    client.force_login(alice)
    form = {"block": BLOCK, "words": "may stay closed", "body": "Must it?"}
    client.post(f"{PAGE}1/comment/", form)
    thread = Thread.objects.get()
    assert (thread.words, thread.offset) == ("may stay closed", 13)
    assert "may stay closed</blockquote>" in read(client)


def test_a_selection_over_paragraphs_is_one_thread(client, rfc, revision, alice):
    client.force_login(alice)
    form = {
        "block": BLOCK,
        "words": "by anyone.",
        "last_block": block_id(PARAGRAPHS[2]),
        "until": "one person",
        "body": "Who?",
    }
    client.post(f"{PAGE}1/comment/", form)
    assert Thread.objects.get().quote == "by anyone.\nA vendor names one person"


def test_what_is_refused_is_shown_again_with_its_words(client, rfc, revision, alice):
    client.force_login(alice)
    form = {"block": BLOCK, "words": "never written", "body": "My *long* thought"}
    response = client.post(f"{PAGE}1/comment/", form)
    html = response.content.decode()
    assert response.status_code == 400
    assert "My *long* thought</textarea>" in html
    assert "not in the paragraph" in html


def test_a_comment_of_64_kb_is_kept_and_a_longer_one_handed_back(
    client, rfc, revision, alice
):
    client.force_login(alice)
    client.post(f"{PAGE}1/comment/", {"body": "wörd " * 13_107})
    assert len(Comment.objects.get().body) == 65_534
    response = client.post(f"{PAGE}1/comment/", {"body": "x" * 70_000})
    assert response.status_code == 400
    assert "x" * 70_000 in response.content.decode()


def test_null_characters_are_shown_as_what_they_are(client, rfc, revision, alice):
    client.force_login(alice)
    client.post(f"{PAGE}1/comment/", {"body": "a\x00b"})
    assert Comment.objects.get().body == "a\ufffdb"


def test_the_preview_posts_nothing(client, rfc, revision, alice):
    client.force_login(alice)
    form = {"body": "So *be* it", "act": "preview", "block": BLOCK}
    html = client.post(f"{PAGE}1/comment/", form).content.decode()
    assert "So <em>be</em> it" in html
    assert f'name="block" value="{BLOCK}"' in html
    fragment = client.post(
        f"{PAGE}1/comment/", form, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in fragment
    assert "<em>be</em>" in fragment
    assert not Comment.objects.exists()


def test_a_comment_can_be_quoted(client, thread, bob):
    client.force_login(bob)
    pk = thread.comments.get().pk
    assert "&gt; Why?" in read(client, f"{PAGE}?reply={thread.pk}&quote={pk}")


def test_an_edit_shows_the_new_words_and_keeps_the_old(client, thread, alice):
    client.force_login(alice)
    said = thread.comments.get()
    client.post(f"{PAGE}comment/{said.pk}/", {"body": "Why closed?"})
    assert "Why closed?" in read(client)
    assert "<p>Why?</p>" not in read(client)
    assert "<p>Why?</p>" in read(client, f"{PAGE}comment/{said.pk}/")
    assert Pending.objects.filter(kind="comment.edited").count() == 1


def test_nobody_edits_what_another_said(thread, bob):
    with pytest.raises(NotPermitted, match="Only Alice"):
        comments.edit(thread.comments.get(), by=bob, body="I agree.")


def test_who_resolves_says_why_and_it_is_shown(client, thread, alice):
    client.force_login(alice)
    client.post(f"{PAGE}thread/{thread.pk}/", {"act": "resolve", "body": "It is met."})
    html = read(client, f"{PAGE}thread/{thread.pk}/")
    assert "Resolved by Alice" in html
    assert "It is met." in html
    client.post(f"{PAGE}thread/{thread.pk}/", {"act": "reopen", "body": "Not quite."})
    assert "Not quite." in read(client, f"{PAGE}thread/{thread.pk}/")
    kinds = Pending.objects.filter(kind="thread.settled").count()
    assert kinds == 2


def test_of_two_who_resolve_at_once_neither_loses_words(
    client, thread, alice, maintainer
):
    comments.resolve(thread, by=maintainer, reason="Done in revision 1.")
    client.force_login(alice)
    response = client.post(
        f"{PAGE}thread/{thread.pk}/",
        {"act": "resolve", "body": "I see it now."},
        follow=True,
    )
    html = response.content.decode()
    assert "Mary resolved this thread a moment before you" in html
    assert thread.comments.last().body == "I see it now."
    assert thread.events.get().reason == "Done in revision 1."


def test_drafts_are_seen_by_their_author_alone(client, rfc, revision, alice, bob):
    client.force_login(alice)
    client.post(f"{PAGE}1/comment/", {"body": "Half a thought", "act": "keep"})
    assert "Half a thought" in read(client, f"{PAGE}drafts/")
    assert "1 draft" in read(client)
    client.force_login(bob)
    assert "Half a thought" not in read(client, f"{PAGE}drafts/")
    pk = Draft.objects.get().pk
    form = {"body": "Mine"}
    assert client.post(f"{PAGE}drafts/{pk}/", form).status_code == 404
    assert not Pending.objects.filter(kind="comment.posted").exists()


def test_drafts_are_posted_with_the_review_as_one(client, thread, revision, bob):
    client.force_login(bob)
    for body, path in [
        ("One", f"{PAGE}1/comment/"),
        ("Two", f"{PAGE}1/comment/"),
        ("Because.", f"{PAGE}thread/{thread.pk}/"),
    ]:
        client.post(path, {"body": body, "act": "keep", "block": BLOCK})
    client.post(f"{PAGE}drafts/", {"verdict": "request-changes"})
    review = Review.objects.get()
    assert not Draft.objects.exists()
    assert [t.comments.get().body for t in review.threads.all()] == ["One", "Two"]
    assert thread.comments.last().body == "Because."
    posted = Pending.objects.filter(kind="comment.posted").count()
    assert posted == 4


def test_a_draft_stands_beside_its_paragraph_for_its_author_alone(
    client, thread, alice, bob
):
    client.force_login(bob)
    form = {"body": "Half a thought", "act": "keep", "block": BLOCK}
    kept = client.post(f"{PAGE}1/comment/", form)
    draft = Draft.objects.get()
    assert kept.url == f"{PAGE}#draft-{draft.pk}"
    beside = read(client).split('class="discussed"')[1].split(PARAGRAPHS[1])[0]
    assert "Half a thought" in beside
    client.post(f"{PAGE}thread/{thread.pk}/", {"body": "So it is", "act": "keep"})
    headers = {"HX-Request": "true"}
    margin = client.get(f"{PAGE}?reply={thread.pk}", headers=headers).content.decode()
    assert "Half a thought" in margin
    assert "So it is" in margin
    client.force_login(alice)
    assert "Half a thought" not in read(client)


def test_a_review_of_the_latest_text_takes_the_drafts_along(
    client, rfc, revision, alice
):
    client.force_login(alice)
    assert f'action="{PAGE}1/review/"' in read(client)
    drafts.keep(revision, by=alice, body="Good")
    page = read(client)
    assert "Your draft is posted with it." in page
    assert f'action="{PAGE}1/review/"' not in page


def test_a_batch_that_is_refused_is_shown_again_with_its_verdict(
    client, rfc, revision, alice
):
    drafts.keep(revision, by=alice, body="  ")
    client.force_login(alice)
    form = {"verdict": "approve", "summary": "Well made"}
    response = client.post(f"{PAGE}drafts/", form)
    html = response.content.decode()
    assert response.status_code == 400
    assert "The comment is empty" in html
    assert ">Well made</textarea>" in html
    assert 'value="approve" checked' in html


def test_what_was_written_is_in_the_refusal_to_be_sent_again(client, revision, alice):
    concerns.raise_concern(revision, by=alice, name="Firmware", reason="Shut.")
    client.force_login(alice)
    form = {"name": "Firmware", "reason": "It took an hour <to> write"}
    response = client.post(f"{PAGE}1/concern/", form)
    html = response.content.decode()
    assert response.status_code == 409
    assert "It took an hour &lt;to&gt; write</textarea>" in html
    assert f'action="{PAGE}1/concern/"' in html
    assert 'name="name" value="Firmware"' in html


def test_on_the_page_of_threads_a_quote_leads_to_where_it_can_be_answered(
    client, thread, bob
):
    client.force_login(bob)
    path = re.search(
        r'href="([^"]+quote=[^"]+)#answer"', read(client, f"{PAGE}threads/")
    )
    assert "&gt; Why?" in read(client, path[1].replace("&amp;", "&"))


def test_a_batch_that_fails_posts_nothing(rfc, revision, alice):
    drafts.keep(revision, by=alice, body="Good")
    drafts.keep(revision, by=alice, body="  ")
    with pytest.raises(Exception, match="empty"):
        drafts.post(rfc, by=alice, revision=revision, verdict="approve")
    assert Draft.objects.count() == 2
    assert not Comment.objects.exists()
    assert not Review.objects.exists()


def test_an_empty_batch_is_refused(rfc, revision, alice):
    with pytest.raises(NothingToPost):
        drafts.post(rfc, by=alice, revision=revision)


def test_a_draft_survives_a_revision_that_arrives_meanwhile(rfc, revision, alice):
    drafts.keep(revision, by=alice, body="On the second", place={"block": BLOCK})
    community.make_revision(rfc, 2, [PARAGRAPHS[0]])
    drafts.post(rfc, by=alice)
    thread = Thread.objects.get()
    assert (thread.revision, thread.quote) == (revision, PARAGRAPHS[1])


def test_a_revision_gone_upstream_can_still_be_commented_on(
    client, rfc, revision, alice, settings, tmp_path
):
    settings.MIRROR_DIR = tmp_path  # nothing is mirrored there
    community.make_revision(rfc, 2, PARAGRAPHS[:1])
    client.force_login(alice)
    html = read(client, f"{PAGE}1/?block={BLOCK}")
    assert "Comment on this paragraph" in html
    client.post(f"{PAGE}1/comment/", {"block": BLOCK, "body": "Where is it?"})
    assert "Where is it?" in read(client)
    Text.objects.filter(blob_oid=revision.blob_oid).delete()
    assert "cannot be read" in texts.text_of(revision).notice
    response = client.post(f"{PAGE}1/comment/", {"block": BLOCK, "body": "Kept"})
    assert "Kept</textarea>" in response.content.decode()


def test_every_thread_is_on_one_page_with_filters(
    client, rfc, revision, thread, bob, maintainer
):
    concern = concerns.raise_concern(revision, by=bob, name="Firmware", reason="Shut.")
    comments.start_thread(rfc, revision, by=bob, body="About it", concern=concern)
    comments.resolve(thread, by=maintainer)
    client.force_login(bob)
    every = read(client, f"{PAGE}threads/")
    assert "Why?" in every
    assert "About it" in every
    person = bob.contributor.public_id
    for query, seen in [
        ("state=open", "About it"),
        ("state=resolved", "Why?"),
        ("mine=1", "About it"),
        (f"by={person}", "About it"),
        (f"concern={concern.pk}", "About it"),
    ]:
        html = read(client, f"{PAGE}threads/?{query}")
        found = re.findall(r"<p>(Why\?|About it)</p>", html)
        assert found == [seen], query


def test_pages_of_threads_take_the_same_queries(
    client, rfc, revision, alice, bob, thread, count_queries
):
    for number in range(19):
        comments.start_thread(rfc, revision, by=bob, body=f"Thread {number}")
    client.force_login(alice)
    read(client)
    few = [count_queries(f"{PAGE}threads/"), count_queries(PAGE)]
    comments.edit(thread.comments.get(), by=alice, body="Why so?")
    comments.resolve(thread, by=alice)
    made = Thread.objects.bulk_create(
        Thread(rfc=rfc, revision=revision, started_by=bob.contributor, started_at=at)
        for at in [revision.committed_at] * 480
    )
    Comment.objects.bulk_create(
        Comment(
            rfc=rfc,
            thread=each,
            author=bob.contributor,
            body="x",
            html="<p>x</p>",
            posted_at=revision.committed_at,
        )
        for each in made
    )
    assert count_queries(f"{PAGE}threads/") <= few[0]
    assert count_queries(PAGE) == few[1] + 1  # an edited comment has newer words
    assert few[1] <= 19


def test_five_thousand_comments_are_paged(client, rfc, revision, thread, bob):
    Comment.objects.bulk_create(
        Comment(
            rfc=rfc,
            thread=thread,
            author=bob.contributor,
            body="x",
            html=f"<p>Reply {number}</p>",
            posted_at=revision.committed_at,
        )
        for number in range(5_000)
    )
    type(rfc).objects.filter(pk=rfc.pk).update(comment_count=5_001)
    html = read(client)
    assert "This is a long discussion" in html
    assert html.count('class="comment"') == 1_000
    one = read(client, f"{PAGE}thread/{thread.pk}/")
    assert one.count('class="comment"') == 200
    after = re.search(r'rel="next" href="\?(after=\d+)"', one)[1]
    assert "Reply 199<" in read(client, f"{PAGE}thread/{thread.pk}/?{after}")
    assert "Reply 4999<" in read(client, f"{PAGE}threads/")


def begun_on(revision, by, blocks):
    """Begin a thread of one comment on each of the blocks; "" is the whole."""
    threads = Thread.objects.bulk_create(
        Thread(
            rfc=revision.rfc,
            revision=revision,
            started_by=by.contributor,
            started_at=revision.committed_at,
            block=block,
        )
        for block in blocks
    )
    said = Comment.objects.bulk_create(
        Comment(
            rfc=revision.rfc,
            thread=each,
            author=by.contributor,
            body="x",
            html="<p>x</p>",
            posted_at=revision.committed_at,
        )
        for each in threads
    )
    return threads, said


def test_threads_on_one_paragraph_are_folded_and_all_stay_in_reach(
    client, rfc, revision, bob
):
    there = [block_id(PARAGRAPHS[number % 2]) for number in range(130)]
    threads, said = begun_on(revision, bob, there)
    html = read(client)
    assert html.count('class="comment"') == 2 * BESIDE_ONE
    assert html.count(f"{65 - BESIDE_ONE} more comments") == 2
    for thread, comment in zip(threads, said, strict=True):
        assert html.count(f'id="thread-{thread.pk}"') == 1
        assert html.count(f'id="comment-{comment.pk}"') == 1
    address = re.findall(r'href="(\?thread=\d+)#', html)[1]
    whole = read(client, f"{PAGE}{address}")
    assert f'id="comment-{said[-1].pk}"><p' in whole
    assert whole.count('class="comment"') == 65 + BESIDE_ONE
    part = client.get(f"{PAGE}{address}", headers={"hx-request": "true"})
    assert part.content.decode().count('class="comment"') == 65


def test_a_long_discussion_of_the_whole_is_folded_at_a_hundred(
    client, rfc, revision, bob
):
    begun_on(revision, bob, [""] * 130)
    html = read(client)
    assert html.count('class="comment"') == AT_ONCE
    assert "30 more comments" in html


def test_a_page_asks_no_table_that_holds_nothing_about_it(
    client, rfc, revision, alice, count_queries
):
    bare = count_queries(PAGE)
    assert bare <= 6
    concerns.raise_concern(revision, by=alice, name="Cost", reason="Too much.")
    assert "Cost" in read(client)
    assert count_queries(PAGE) > bare
