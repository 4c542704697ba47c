"""Home, search, my desk, about, health, and what is said when things go wrong."""

import json
import sqlite3
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contributors import accounts
from governance.models import Ballot, Decision, Elector, Policy, Role, Vote
from rfcs import comments, concerns, reviews
from search import index
from tests.rfcs import community
from web import desk, front


@pytest.fixture(autouse=True)
def _nothing_remembered():
    caches["local"].clear()


@pytest.fixture
def rfc(db):
    rfc = community.make_rfc(community.make_repository(community.make_project()))
    community.make_revision(rfc, 1)
    return rfc


@pytest.fixture
def alice(db):
    return community.make_user("alice")


@pytest.fixture
def bob(db):
    return community.make_user("bob")


def make_ballot(rfc, by, *, state="open", closes_in=timedelta(days=3)):
    now = timezone.now()
    policy, _ = Policy.objects.get_or_create(
        project=rfc.project,
        name="default",
        version=1,
        defaults={"body": {}, "body_hash": "0" * 64, "adopted_at": now},
    )
    return Ballot.objects.create(
        project=rfc.project,
        subject_kind="rfc",
        subject_key=str(rfc.pk),
        subject_revision="0" * 40,
        subject_title=rfc.title,
        subject_url=rfc.get_absolute_url(),
        question=f"Accept {rfc.title}?",
        policy=policy,
        method="threshold",
        state=state,
        created_by=accounts.contributor_of(by),
        opens_at=now - timedelta(days=1),
        closes_at=now + closes_in,
        frozen_hash="0" * 64,
    )


def make_elector(ballot, user):
    return Elector.objects.create(
        ballot=ballot,
        contributor=accounts.contributor_of(user),
        affiliation="undeclared",
        raw_weight=1,
        weight="1",
    )


def page(client, path="/", status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_an_empty_house_says_what_to_do(client, db):
    html = page(client)
    assert "Nothing is open now" in html
    assert "Read the RFCs" in html


def test_home_leads_with_the_ballot_that_closes_next(client, rfc, alice):
    make_ballot(rfc, alice)
    html = page(client)
    assert "One ballot is open; it closes" in html
    assert f"Accept {rfc.title}?" in html


def test_home_shows_what_was_decided(client, rfc, alice):
    ballot = make_ballot(rfc, alice, state="decided", closes_in=timedelta(minutes=1))
    Decision.objects.create(
        project=rfc.project,
        number=1,
        ballot=ballot,
        disposition="accept",
        outcome="Yes.",
        outcome_html="<p>Yes.</p>",
        decided_by=accounts.contributor_of(alice),
        decided_at=timezone.now(),
    )
    assert "/decisions/oas/1/" in page(client)


def test_home_takes_the_same_few_queries_however_much_is_open(client, rfc, alice):
    make_ballot(rfc, alice)
    page(client)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    few = count()
    for number in range(20, 30):
        make_ballot(community.make_rfc(rfc.repository, number), alice)
    assert count() == few <= 8


def test_an_rfc_that_is_voted_on_is_not_called_twice(rfc, alice):
    rfc.phase = "final_comment"
    rfc.save()
    assert front.page(at=timezone.now()).calls
    make_ballot(rfc, alice)
    assert not front.page(at=timezone.now()).calls


@pytest.mark.parametrize(
    ("words", "found"), [("gpu cheese", False), ("GPU license", True), ("7", True)]
)
def test_search_wants_every_word(client, rfc, words, found):
    index.rebuild()
    html = page(client, f"/search/?q={words}")
    assert (rfc.get_absolute_url() in html) is found
    assert found or "Try fewer or other words" in html


def test_search_finds_people_and_survives_odd_words(client, alice):
    assert "/people/" in page(client, "/search/?q=alice")
    page(client, '/search/?q=%00" AND ( NEAR * %25')


def test_the_desk_is_for_who_signed_in(client, db):
    assert client.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_a_clear_desk_says_so(client, alice):
    client.force_login(alice)
    assert "Nothing waits for you" in page(client, "/desk/")


def test_an_open_ballot_waits_for_the_elector_until_the_vote(client, rfc, alice, bob):
    ballot = make_ballot(rfc, bob)
    elector = make_elector(ballot, alice)
    client.force_login(alice)
    assert "One thing waits for you" in page(client, "/desk/")
    now = timezone.now()
    Vote.objects.create(
        ballot=ballot, elector=elector, sequence=1, choice="yes", cast_at=now
    )
    waiting = desk.of(accounts.contributor_of(alice), at=now)
    assert waiting.is_clear
    assert waiting.voted == [ballot]


def test_a_closed_ballot_waits_for_its_maintainers(rfc, alice, bob):
    ballot = make_ballot(rfc, bob, state="closed")
    now = timezone.now()
    assert desk.of(accounts.contributor_of(alice), at=now).is_clear
    Role.objects.create(
        project=rfc.project,
        contributor=accounts.contributor_of(alice),
        name="maintainer",
        granted_at=now,
    )
    assert desk.of(accounts.contributor_of(alice), at=now).to_decide == [ballot]


def test_answers_concerns_and_changed_texts_wait(client, rfc, alice, bob):
    revision = rfc.revisions.get()
    thread = comments.start_thread(rfc, revision, by=alice, body="Why?")
    comments.reply(thread, by=bob, body="Because.")
    concerns.raise_concern(revision, by=alice, name="Firmware", reason="It is closed.")
    reviews.post_review(revision, by=alice, verdict="approve")
    community.make_revision(rfc, 2, community.PARAGRAPHS[:2])
    client.force_login(alice)
    html = page(client, "/desk/")
    assert "Three things wait for you" in html
    assert f"#thread-{thread.pk}" in html
    assert "diff/1..2/" in html
    comments.reply(thread, by=alice, body="I see.")
    assert "Two things wait for you" in page(client, "/desk/")


def test_texts_that_say_no_day_come_after_those_that_do(client, rfc, alice):
    rfc.updated = timezone.now().date()
    rfc.save()
    silent = community.make_rfc(rfc.repository, 9)
    client.force_login(alice)
    offered = desk.of(accounts.contributor_of(alice), at=timezone.now()).recent
    assert [row["slug"] for row in offered] == [rfc.slug, silent.slug]
    assert page(client, "/desk/").count(" changed ") == 1


def test_what_does_not_exist_is_said_in_words(client, db):
    assert "Nothing has this address" in page(client, "/nowhere/", status=404)


def test_the_process_says_that_it_lives(client):
    assert page(client, "/health/live") == "alive\n"


def test_readiness_names_what_is_missing(client, db, settings, tmp_path):
    settings.LEDGER_KEY_FILE = tmp_path / "key"
    answer = json.loads(page(client, "/health/ready", status=503))
    assert answer["checks"] == {"database": "ok", "ledger key": "is not there"}
    settings.LEDGER_KEY_FILE.write_text("key")
    assert json.loads(page(client, "/health/ready"))["ready"] is True


def test_figures_are_in_the_format_of_prometheus(client, rfc):
    assert "\nalthing_rfcs 1.0\n" in page(client, "/metrics")


def fails(name):
    def view(**_):
        error = sqlite3.OperationalError("out of order")
        error.sqlite_errorname = name
        raise OperationalError("out of order") from error

    return view


def test_a_busy_database_is_a_503_that_says_so(client, db, monkeypatch):
    monkeypatch.setattr(front, "page", fails("SQLITE_BUSY"))
    response = client.get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "The database does not answer" in response.content.decode()


def test_a_wrong_question_to_the_database_is_not_called_busy(client, db, monkeypatch):
    monkeypatch.setattr(front, "page", fails("SQLITE_ERROR"))
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
)
def test_the_entrance_is_in_our_look(client, db, path):
    html = page(client, path)
    assert html.count("<h1") == 1
    assert "bar__brand" in html


@pytest.mark.parametrize(
    "path",
    ["/accounts/email/", "/accounts/password/change/", "/accounts/logout/"],
)
def test_the_account_is_in_our_look(client, alice, path):
    client.force_login(alice)
    html = page(client, path)
    assert html.count("<h1") == 1
    assert "My desk" in html


def test_a_wrong_password_is_named_and_the_address_kept(client, alice):
    answer = client.post(
        "/accounts/login/", {"login": alice.email, "password": "not it"}
    ).content.decode()
    assert 'role="alert"' in answer
    assert f'value="{alice.email}"' in answer
