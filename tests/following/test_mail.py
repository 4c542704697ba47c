"""People hear of what they follow: once, why, and with a way to stop."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contributors import accounts, notices
from core.models import Job
from following import changes, hearing, letters, news, subscriptions
from following.models import Delivery, Event, Letter, Subscription
from governance import policies, roles
from ledger import log
from rfcs import comments, concerns, holds, reviews
from search import index
from tests.rfcs import community

pytestmark = pytest.mark.django_db


def say(rfc, by, body="It should be free."):
    return comments.start_thread(rfc, rfc.current_revision, by=by, body=body)


def follow(user, kind, key, **how):
    return subscriptions.follow(kind, str(key), by=user, **{"scope": "all", **how})


def test_a_follower_gets_one_mail_in_two_forms_that_says_why(rfc, alice, bob, deliver):
    follow(alice, "rfc", rfc.pk)
    follow(alice, "project", "oas")
    say(rfc, bob, "**Free** as in freedom.")
    (mail,) = deliver()
    assert mail.to == [alice.email]
    assert mail.subject.startswith("[oas] Bob commented on RFC 7")
    assert "**Free** as in freedom." in mail.body
    assert "https://althing.example.net/rfcs/oas/0007/#comment-" in mail.body
    assert "You get this because you follow:" in mail.body
    assert "RFC 7 License GPU drivers" in mail.body
    assert "Open Accelerator Stack" in mail.body
    html, kind = mail.alternatives[0]
    assert kind == "text/html"
    assert "<strong>Free</strong>" in html
    assert "/follow/stop/" in html
    assert deliver() == []


def test_nobody_hears_of_their_own_acts(rfc, alice, bob, deliver):
    follow(alice, "rfc", rfc.pk)
    say(rfc, alice)
    assert deliver() == []
    assert Event.objects.filter(kind="comment.posted").exists()


def test_what_matters_leaves_talk_out(rfc, alice, bob, deliver):
    follow(alice, "rfc", rfc.pk, scope="significant")
    say(rfc, bob)
    concerns.raise_concern(
        rfc.current_revision, by=bob, name="Cost", reason="Who pays?"
    )
    (mail,) = deliver()
    assert "raised the concern “Cost”" in mail.subject


def test_what_happened_before_one_followed_is_no_news(rfc, alice, bob, deliver):
    say(rfc, bob)
    follow(alice, "rfc", rfc.pk)
    assert deliver() == []


def test_headers_thread_sort_and_unsubscribe(rfc, alice, bob, deliver):
    row = follow(alice, "rfc", rfc.pk)
    thread = say(rfc, bob)
    (first,) = deliver()
    comments.reply(thread, by=bob, body="And more.")
    (second,) = deliver()
    headers = second.message()
    root = f"<thread.{thread.pk}@example.net>"
    assert headers["In-Reply-To"] == root
    assert headers["References"] == f"<rfc.{rfc.pk}@example.net> {root}"
    assert headers["List-Id"] == f"<rfc-{rfc.pk}.oas.example.net>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] != first.message()["Message-ID"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    path = link.removeprefix("https://althing.example.net")
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    row.refresh_from_db()
    assert row.ended_at is None
    answer = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.ended_at is not None
    comments.reply(thread, by=bob, body="Nobody listens.")
    assert deliver() == []


def test_a_mail_about_words_quotes_them_as_text_and_as_html(rfc, alice, bob, deliver):
    follow(alice, "rfc", rfc.pk)
    words = "one person who answers questions"
    comments.start_thread(
        rfc,
        rfc.current_revision,
        by=bob,
        block=community.block_id(community.PARAGRAPHS[2]),
        words=words,
        body="<Which> one?",
    )
    (mail,) = deliver()
    assert f"> {words}\n\n<Which> one?" in mail.body
    html, _ = mail.alternatives[0]
    assert f"<blockquote>{words}</blockquote>" in html
    assert "&lt;Which&gt; one?" in html


def test_what_is_addressed_to_me_ends_by_one_click_too(rfc, alice, deliver):
    person = accounts.contributor_of(alice)
    tell = {"kind": "review.asked", "url": "/", "title": "Bob asks you"}
    notices.tell(person, key="one", **tell)
    (mail,) = deliver()
    headers = mail.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    assert link in mail.body
    path = link.removeprefix("https://althing.example.net")
    stranger = Client(enforce_csrf_checks=True)
    assert "requests for a review" in stranger.get(path).content.decode()
    notices.tell(person, key="two", **tell)
    assert len(deliver()) == 1
    answer = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert "no longer mailed" in answer.content.decode()
    notices.tell(person, key="three", **tell)
    assert deliver() == []


def test_a_link_that_was_changed_stops_nothing(rfc, alice, bob, deliver):
    row = follow(alice, "rfc", rfc.pk)
    say(rfc, bob)
    (mail,) = deliver()
    path = re.search(r"/follow/stop/[^\s/]+/", mail.body).group()
    assert Client().post(path[:-3] + "xx/").status_code == 400
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_letter_sent_again_after_a_crash_has_the_same_name(
    rfc, alice, bob, deliver, mailoutbox
):
    follow(alice, "rfc", rfc.pk)
    say(rfc, bob)
    deliver()
    letter = Letter.objects.get()
    Letter.objects.update(state=Letter.State.WAITING)
    letters.send(letter.pk)
    names = {mail.message()["Message-ID"] for mail in mailoutbox}
    assert len(mailoutbox) == 2
    assert len(names) == 1


def test_reading_the_log_again_tells_nothing_twice(rfc, alice, bob, deliver):
    follow(alice, "rfc", rfc.pk)
    say(rfc, bob)
    deliver()
    hearing.Position.objects.update(size=0)
    assert deliver() == []
    assert Delivery.objects.count() == 1


def test_a_digest_gathers_what_a_day_brought(rfc, alice, bob, deliver, mailoutbox):
    follow(alice, "rfc", rfc.pk, pace="daily")
    thread = say(rfc, bob, "First words.")
    comments.reply(thread, by=bob, body="Last words.")
    assert deliver() == []
    assert letters.gather(at=timezone.now()) == 0
    due = Delivery.objects.values_list("due_at", flat=True).first()
    assert (due.hour, due.minute) == (7, 0)
    assert letters.gather(at=due + timedelta(minutes=1)) == 1
    assert letters.gather(at=due + timedelta(minutes=1)) == 0
    letters.send(Letter.objects.get().pk)
    (mail,) = mailoutbox
    assert mail.subject == "What moved today: 2 things that you follow"
    assert mail.body.index("First words.") < mail.body.index("Last words.")
    assert "once a day" in mail.body


def test_of_two_rules_the_faster_one_tells_and_only_once(rfc, alice, bob, deliver):
    follow(alice, "project", "oas", pace="weekly")
    follow(alice, "rfc", rfc.pk, pace="now")
    say(rfc, bob)
    (mail,) = deliver()
    assert "once a week" in mail.body
    assert Delivery.objects.count() == 1


def test_what_was_unsubscribed_meanwhile_is_not_sent(rfc, alice, bob):
    row = follow(alice, "rfc", rfc.pk)
    say(rfc, bob)
    log.sequence()
    hearing.catch_up()
    subscriptions.stop(row, by=alice)
    letter = Letter.objects.get()
    letters.send(letter.pk)
    letter.refresh_from_db()
    assert letter.state == Letter.State.DROPPED


def test_without_a_verified_address_nothing_is_sent(rfc, bob, deliver):
    carol = community.make_user("carol")
    follow(carol, "rfc", rfc.pk)
    say(rfc, bob)
    assert deliver() == []
    assert "no verified address" in Letter.objects.get().reason


def test_a_letter_that_cannot_be_sent_is_tried_again_for_three_days(
    rfc, alice, bob, settings
):
    settings.EMAIL_BACKEND = "tests.following.conftest.NoSuchBackend"
    follow(alice, "rfc", rfc.pk)
    say(rfc, bob)
    log.sequence()
    hearing.catch_up()
    Job.objects.all().delete()
    now = timezone.now()
    letters.try_again(at=now + timedelta(hours=1))
    assert Job.objects.filter(name="following.send", state="queued").count() == 1
    letters.try_again(at=now + timedelta(days=4))
    assert Letter.objects.get().state == Letter.State.DROPPED


def test_a_person_a_search_and_answers_can_be_followed(rfc, alice, bob, deliver):
    person = accounts.contributor_of(bob)
    follow(alice, "person", person.public_id)
    say(rfc, bob, "About nothing much.")
    assert len(deliver()) == 1
    subscriptions.end(
        Subscription.objects.values_list("pk", flat=True),
        person=accounts.contributor_of(alice),
    )
    follow(alice, "search", "q=fermions&kind=comment", scope="significant")
    thread = say(rfc, bob, "Bosons and Fermions.")
    say(rfc, bob, "Bosons alone.")
    (mail,) = deliver()
    assert "Fermions" in mail.body
    assert "the search for “fermions”, kind comment" in mail.body
    me = accounts.contributor_of(alice).public_id
    comments.reply(thread, by=alice, body="Which?")
    follow(alice, "answers", me, scope="significant")
    comments.reply(thread, by=bob, body="The charged ones.")
    assert [m.to for m in deliver()] == [[alice.email]]


def test_a_section_tells_when_its_text_changes(rfc, alice, bob, deliver, monkeypatch):
    changes.tell_of(rfc.repository)
    first = community.make_revision(rfc, 2, ["Alpha.", "Beta."])
    second = community.make_revision(rfc, 3, ["Alpha.", "Gamma."])
    page = {
        first.blob_oid: _html({"one": "Alpha.", "two": "Beta."}),
        second.blob_oid: _html({"one": "Alpha.", "two": "Gamma."}),
    }
    for blob, html in page.items():
        changes.texts.Text.objects.filter(blob_oid=blob).update(html=html)
    follow(alice, "section", f"{rfc.pk}/two", scope="significant")
    changes.tell_of(rfc.repository)
    event = Event.objects.get(url__endswith="diff/2..3/")
    subjects = {row.subject for row in event.subjects.all()}
    assert f"section:{rfc.pk}/two" in subjects
    assert f"section:{rfc.pk}/one" not in subjects
    mails = deliver()
    assert ["has a new revision" in mail.subject for mail in mails].count(True) >= 1


def _html(texts):
    return "".join(
        f'<div class="block" id="b-h{name}"><h2 id="{name}">{name}</h2></div>'
        f'<div class="block" id="{community.block_id(words)}"><p>{words}</p></div>'
        for name, words in texts.items()
    )


def test_a_repository_that_is_added_is_no_news_and_what_comes_after_is(
    rfc, alice, bob, deliver
):
    follow(alice, "project", "oas")
    changes.tell_of(rfc.repository)
    assert deliver() == []
    new = community.make_rfc(rfc.repository, 8, title="Leases")
    community.make_revision(new, 1, ["Leases end."])
    community.make_revision(rfc, 2, ["Rewritten."])
    index.index_repository(rfc.repository)
    changes.tell_of(rfc.repository)
    changes.tell_of(rfc.repository)
    subjects = sorted(mail.subject for mail in deliver())
    assert subjects == [
        "[oas] New: RFC 8 Leases",
        f"[oas] RFC {rfc} has a new revision",
    ]


def test_a_notice_reaches_the_one_it_is_addressed_to_once(alice, bob, deliver):
    person = accounts.contributor_of(alice)
    for _ in range(2):
        notices.tell(
            person, key="ballot:5:soon", kind="ballot.reminder", about="ballot:5",
            title="A vote closes tomorrow", url="/ballots/5/", text="**Not** voted.",
        )  # fmt: skip
    (mail,) = deliver()
    assert mail.subject == "A vote closes tomorrow"
    assert "because it is addressed to you" in mail.body
    assert deliver() == []
    subscriptions.hear_notices(person, wanted=False)
    notices.tell(person, key="x", kind="x", title="Unheard", url="/")
    assert deliver() == []


def test_a_title_of_two_lines_makes_no_header_of_its_own(rfc, alice, bob, deliver):
    rfc.title = "A title\r\nBcc: everybody@example.org"
    rfc.save()
    follow(alice, "rfc", rfc.pk)
    reviews.post_review(rfc.current_revision, by=bob, verdict="approve")
    (mail,) = deliver()
    assert "\n" not in mail.subject
    assert mail.message()["Bcc"] is None


def test_an_entry_that_is_not_understood_silences_no_other(
    rfc, alice, bob, deliver, monkeypatch, caplog
):
    follow(alice, "rfc", rfc.pk)
    monkeypatch.setitem(hearing._HEARERS, "review.posted", lambda row: 1 / 0)
    reviews.post_review(rfc.current_revision, by=bob, verdict="approve")
    say(rfc, bob)
    assert len(deliver()) == 1
    assert "not understood" in caplog.text


@pytest.mark.parametrize(
    ("now", "pace", "due"),
    [
        ((2, 6), "daily", 2),
        ((2, 8), "daily", 3),
        ((4, 8), "weekly", 9),
        ((2, 6), "weekly", 9),
    ],
)  # fmt: skip
def test_digests_are_gathered_in_the_morning(now, pace, due):
    now = datetime(2026, 11, *now, tzinfo=UTC)
    assert news._due_at(pace, now) == datetime(2026, 11, due, 7, tzinfo=UTC)


def test_news_of_a_project_names_people_offices_and_policies(rfc, alice, bob, deliver):
    follow(alice, "project", "oas")
    person = accounts.contributor_of(bob)
    roles.grant(rfc.project, person, "editor", by=None)
    roles.end(rfc.project, person, "editor", by=None)
    policies.publish(rfc.project, "default", {}, actor="")
    holds.place(rfc.current_revision, by=bob, days=3)
    subjects = {mail.subject for mail in deliver()}
    assert subjects == {
        "[oas] Bob is now editor of Open Accelerator Stack",
        "[oas] Bob is no longer editor of Open Accelerator Stack",
        "[oas] Open Accelerator Stack has a new policy: default, version 1",
        f"[oas] Bob asks for time to read RFC {rfc}",
    }
