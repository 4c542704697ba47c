"""The list and the page of an RFC."""

import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rfcs import comments, concerns, reviews
from rfcs.models import Thread
from tests.rfcs import community
from tests.rfcs.community import PARAGRAPHS, block_id


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests():
    caches["local"].clear()


@pytest.fixture
def count_queries(db, client):
    def count(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    return count


def page(client, path="/rfcs/oas/0007/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def make_many(rfc, count):
    for number in range(100, 100 + count):
        community.make_rfc(rfc.repository, number, title=f"Proposal {number}")


def test_the_list_shows_a_hundred_and_leads_to_the_rest(client, rfc, revision):
    make_many(rfc, 120)
    html = page(client, "/rfcs/")
    assert html.count('class="title"') == 100
    older = re.search(r'rel="next" href="\?([^"]+)"', html)[1]
    second = page(client, f"/rfcs/?{older}")
    assert second.count('class="title"') == 21
    assert "License GPU drivers" in second
    newer = re.search(r'rel="prev" href="\?([^"]+)"', second)[1]
    assert page(client, f"/rfcs/?{newer}").count('class="title"') == 100


def test_the_list_takes_few_queries_however_long_it_is(
    client, rfc, revision, count_queries
):
    page(client, "/rfcs/")
    caches["local"].clear()
    short = count_queries("/rfcs/")
    make_many(rfc, 60)
    caches["local"].clear()
    assert count_queries("/rfcs/") == short <= 6


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=gpu", True),
        ("q=7", True),
        ("q=nothing+like+it", False),
        ("phase=review", True),
        ("phase=closed", False),
        ("status=review", True),
        ("status=draft", False),
    ],
)
def test_the_list_can_be_filtered(client, rfc, revision, query, found):
    html = page(client, f"/rfcs/oas/?{query}")
    assert ("License GPU drivers" in html) is found
    assert found or "Show all" in html


def test_a_list_page_that_never_was_says_so(client, rfc):
    response = client.get("/rfcs/?before=yesterday")
    assert response.status_code == 400
    assert "start from the top" in response.content.decode()


def test_htmx_gets_the_rows_alone_at_the_same_address(client, rfc, revision):
    html = client.get("/rfcs/", headers={"HX-Request": "true"}).content.decode()
    assert "License GPU drivers" in html
    assert "<html" not in html


def test_the_page_shows_the_text_the_state_and_what_happens_next(client, rfc, revision):
    html = page(client)
    assert PARAGRAPHS[0] in html
    assert 'aria-current="step"' in html
    assert "a maintainer puts it to a ballot" in html
    assert html.count("<h1") == 1


def test_a_thread_stands_with_its_paragraph(client, rfc, revision, alice):
    block = block_id(PARAGRAPHS[1])
    comments.start_thread(rfc, revision, by=alice, block=block, body="Who says so?")
    html = page(client)
    thread, paragraph = html.index("Who says so?"), html.index(f'id="{block}"')
    assert html.index(PARAGRAPHS[0]) < thread < paragraph < html.index(PARAGRAPHS[2])


def test_a_thread_follows_its_paragraph_into_the_next_revision(
    client, rfc, revision, alice
):
    block = block_id(PARAGRAPHS[1])
    comments.start_thread(rfc, revision, by=alice, block=block, body="Who says so?")
    changed = PARAGRAPHS[1].replace("can be redistributed", "may be passed on")
    community.make_revision(rfc, 2, [PARAGRAPHS[0], changed, PARAGRAPHS[2]])
    html = page(client)
    assert "The words changed" in html
    assert html.index("Who says so?") < html.index(f'id="{block_id(changed)}"')


def test_a_thread_whose_words_are_gone_is_kept_in_the_discussion(
    client, rfc, revision, alice
):
    comments.start_thread(
        rfc, revision, by=alice, block=block_id(PARAGRAPHS[2]), body="Who says so?"
    )
    community.make_revision(rfc, 2, PARAGRAPHS[:2])
    html = page(client)
    assert "Threads whose words are gone" in html
    assert "Who says so?" in html


def test_open_concerns_stand_above_the_text(client, rfc, revision, alice):
    concerns.raise_concern(revision, by=alice, name="Firmware", reason="It is closed.")
    html = page(client)
    assert html.index("Firmware</h3>") < html.index(PARAGRAPHS[0])
    assert "One open concern must be settled" in html


def test_reviews_of_an_earlier_revision_are_marked(client, rfc, revision, alice):
    reviews.post_review(revision, by=alice, verdict="approve")
    community.make_revision(rfc, 2, PARAGRAPHS[:2])
    assert "Before revision 2" in page(client)


def test_only_a_reviewers_latest_verdict_is_summed(client, rfc, revision, alice):
    reviews.post_review(revision, by=alice, verdict="approve")
    reviews.post_review(revision, by=alice, verdict="abstain")
    html = page(client)
    assert "1 earlier review" in html
    assert html.count('<th scope="row"><span class="tag') == 1


def test_the_number_of_queries_does_not_grow_with_the_comments(
    client, rfc, revision, alice, bob, count_queries
):
    thread = comments.start_thread(
        rfc, revision, by=alice, block=block_id(PARAGRAPHS[0]), body="One"
    )
    page(client)
    few = count_queries("/rfcs/oas/0007/")
    for number in range(30):
        comments.reply(thread, by=bob, body=f"Reply {number}")
        comments.start_thread(rfc, revision, by=alice, body=f"Thread {number}")
    assert count_queries("/rfcs/oas/0007/") == few <= 13


def test_an_earlier_revision_says_that_it_is_not_the_latest(client, rfc, revision):
    community.make_revision(rfc, 2, PARAGRAPHS[:2])
    html = page(client, "/rfcs/oas/0007/1/")
    assert "You are reading revision 1" in html
    assert PARAGRAPHS[2] in html


@pytest.mark.parametrize("path", ["/rfcs/oas/0008/", "/rfcs/oas/0007/9/", "/rfcs/no/"])
def test_what_does_not_exist_is_not_found(client, rfc, revision, path):
    assert client.get(path).status_code == 404


def test_the_source_is_shown_as_it_was_written(client, rfc, revision):
    assert PARAGRAPHS[0] in page(client, "/rfcs/oas/0007/1/source/")


def test_every_revision_is_listed(client, rfc, revision):
    community.make_revision(rfc, 2, PARAGRAPHS[:2])
    html = page(client, "/rfcs/oas/0007/revisions/")
    assert html.count("Write it down") == 2


def test_the_comment_form_opens_at_the_paragraph_without_javascript(
    client, rfc, revision, alice
):
    client.force_login(alice)
    block = block_id(PARAGRAPHS[1])
    html = page(client, f"/rfcs/oas/0007/?block={block}")
    assert html.index('id="compose"') < html.index(f'id="{block}"')
    assert f'name="block" value="{block}"' in html


def test_a_signed_in_reader_comments_replies_and_resolves(client, rfc, revision, alice):
    client.force_login(alice)
    block = block_id(PARAGRAPHS[1])
    posted = client.post(
        "/rfcs/oas/0007/1/comment/", {"block": block, "body": "Who says so?"}
    )
    thread = Thread.objects.get()
    assert posted.url == f"/rfcs/oas/0007/#thread-{thread.pk}"
    client.post(f"/rfcs/oas/0007/thread/{thread.pk}/", {"body": "Nobody."})
    client.post(f"/rfcs/oas/0007/thread/{thread.pk}/", {"act": "resolve"})
    html = page(client)
    assert "Nobody." in html
    assert "Resolved</span>" in html


def test_htmx_gets_the_thread_alone_after_a_reply(client, rfc, revision, alice):
    client.force_login(alice)
    thread = comments.start_thread(rfc, revision, by=alice, body="One")
    answer = client.post(
        f"/rfcs/oas/0007/thread/{thread.pk}/",
        {"body": "Two"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "Two" in answer
    assert "<html" not in answer


def test_a_review_and_a_concern_end_in_a_receipt(client, rfc, revision, alice):
    client.force_login(alice)
    review = {"verdict": "approve", "summary": ""}
    html = client.post("/rfcs/oas/0007/1/review/", review, follow=True).content.decode()
    assert "Your review is in the record" in html
    concern = {"name": "Firmware", "reason": "It is closed."}
    html = client.post(
        "/rfcs/oas/0007/1/concern/", concern, follow=True
    ).content.decode()
    assert "“Firmware” is open" in html
    pk = rfc.concerns.get().pk
    settle = {"act": "withdraw", "reason": "I misread it."}
    html = client.post(
        f"/rfcs/oas/0007/settle/{pk}/", settle, follow=True
    ).content.decode()
    assert "The concern is settled" in html


def test_who_is_not_signed_in_is_sent_to_sign_in(client, rfc, revision):
    answer = client.post("/rfcs/oas/0007/1/comment/", {"body": "Hello"})
    assert answer.url.startswith("/accounts/login/")
    assert not Thread.objects.exists()


def test_too_many_writes_in_a_minute_are_refused(client, rfc, revision, alice):
    client.force_login(alice)
    answers = [
        client.post("/rfcs/oas/0007/1/comment/", {"body": f"Comment {n}"}).status_code
        for n in range(30)
    ]
    assert answers[0] == 302
    assert 429 in answers


def test_hostile_words_of_people_stay_words(client, rfc, revision, alice):
    comments.start_thread(
        rfc, revision, by=alice, body='<img src=x onerror="alert(1)"> [x](javascript:1)'
    )
    concerns.raise_concern(
        revision, by=alice, name="<script>alert(1)</script>", reason="<b>x</b>"
    )
    html = page(client)
    assert "<script>alert" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html


def test_the_difference_of_two_revisions_is_one_click_away(client, rfc, revision):
    changed = PARAGRAPHS[1].replace("anyone", "anybody")
    community.make_revision(rfc, 2, [PARAGRAPHS[0], changed, PARAGRAPHS[2]])
    assert "diff/1..2/" in page(client, "/rfcs/oas/0007/revisions/")
    html = page(client, "/rfcs/oas/0007/diff/1..2/")
    assert "1 paragraph came, went or changed" in html
    assert "<del>anyone</del> <ins>anybody</ins>" in html
    side = page(client, "/rfcs/oas/0007/diff/1..2/?as=side")
    assert side.index("<del>anyone</del>") < side.index("<ins>anybody</ins>")
    html = page(client, "/rfcs/oas/0007/diff/1..2/?as=source")
    assert "1 line came or changed, 1 went or changed" in html
    assert "<b>anybody" in html
    assert "<b>anyone" in html


def test_any_two_revisions_can_be_compared(client, rfc, revision):
    community.make_revision(rfc, 2, PARAGRAPHS[:2])
    answer = client.get("/rfcs/oas/0007/diff/?old=2&new=1")
    assert answer.url == "/rfcs/oas/0007/diff/1..2/"
    assert client.get("/rfcs/oas/0007/diff/?old=x&new=1").status_code == 404
    assert "have the same text" in page(client, "/rfcs/oas/0007/diff/1..1/")


def test_many_revisions_between_two_are_folded_away(client, rfc, revision):
    for index in range(2, 9):
        community.make_revision(rfc, index, PARAGRAPHS[:2])
    assert "revisions of it" not in page(client, "/rfcs/oas/0007/diff/1..3/")
    html = page(client, "/rfcs/oas/0007/diff/1..8/")
    assert "The 7 revisions of it, from" in html
    assert html.count('href="/rfcs/oas/0007/5/"') == 1


@pytest.mark.parametrize("pair", ["1..9", "9..1"])
def test_a_difference_to_no_revision_is_not_found(client, rfc, revision, pair):
    assert client.get(f"/rfcs/oas/0007/diff/{pair}/").status_code == 404


def test_a_long_thread_folds_its_middle(client, rfc, revision, alice, bob):
    thread = comments.start_thread(rfc, revision, by=alice, body="First word")
    for number in range(6):
        comments.reply(thread, by=bob, body=f"Reply {number}")
    html = page(client)
    assert "5 more comments" in html
    fold = html[html.index("5 more comments") : html.index("Reply 5")]
    assert "First word" not in fold
    assert all(f"Reply {number}" in fold for number in range(5))


def test_the_name_of_a_person_is_never_markup(client, rfc, revision, alice):
    comments.start_thread(rfc, revision, by=alice, body="Hello {0} {name}")
    person = rfc.comments.get().author
    person.name = "<b>Eve</b> {4}"
    person.save()
    html = page(client)
    assert "&lt;b&gt;Eve&lt;/b&gt; {4}" in html
    assert "Hello {0} {name}" in html


def test_who_reviewed_an_earlier_revision_is_led_to_what_changed_since(
    client, rfc, revision, alice
):
    reviews.post_review(revision, by=alice, verdict="approve", summary="")
    community.make_revision(rfc, 2, PARAGRAPHS[:2])
    community.make_revision(rfc, 3, PARAGRAPHS[1:])
    assert "Changes since my review" not in page(client)
    client.force_login(alice)
    html = page(client)
    assert "Changes since my review" in html
    assert "/rfcs/oas/0007/diff/1..3/" in html


def test_a_renamed_file_is_compared_and_its_names_are_told(client, rfc, revision):
    rfc.path = "text/0007-drivers.md"
    community.make_revision(rfc, 2, PARAGRAPHS[:2])
    html = page(client, "/rfcs/oas/0007/diff/1..2/")
    assert "renamed from <code>text/0007.md</code>" in html
