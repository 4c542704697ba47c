"""Requests, rotations, holds, and whose action it is."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contributors.models import Notice
from core.errors import NotPermitted
from ledger.models import Pending
from rfcs import attention, concerns, holds, requests, reviews, rotations
from rfcs.errors import HoldRefused, RequestRefused
from rfcs.models import Hold, RequestState, ReviewRequest, Rfc
from tests.rfcs import community
from tests.rfcs.community import PARAGRAPHS


@pytest.fixture
def rotation(rfc, maintainer, alice, bob):
    made = rotations.begin(rfc.project, by=maintainer, name="Kernel")
    rotations.join(made, by=alice)
    rotations.join(made, by=bob)
    return made


def notices(user):
    rows = Notice.objects.filter(recipient=user.contributor)
    return list(rows.values_list("kind", flat=True))


def action(rfc):
    rfc.refresh_from_db()
    return rfc.action


def test_a_person_is_asked_told_why_and_done_by_a_review(
    revision, maintainer, alice, rfc
):
    made = requests.ask(revision, by=maintainer, reviewer=alice.contributor, days=7)
    assert "Mary asked you by name" in Notice.objects.get().text
    assert action(rfc) == "reviewers"
    requests.accept(made, by=alice)
    review = reviews.post_review(revision, by=alice, verdict="approve")
    made.refresh_from_db()
    assert (made.state, made.review) == ("done", review)
    assert action(rfc) == "community"
    kinds = Pending.objects.filter(kind__startswith="review.")
    assert kinds.count() == 3


def test_nobody_is_asked_twice_at_once(revision, maintainer, alice):
    requests.ask(revision, by=maintainer, reviewer=alice.contributor)
    with pytest.raises(RequestRefused, match="Alice was asked"):
        requests.ask(revision, by=maintainer, reviewer=alice.contributor)


def test_a_reader_may_volunteer_but_not_ask_others(revision, alice, bob):
    with pytest.raises(NotPermitted, match="maintainer"):
        requests.ask(revision, by=bob, reviewer=alice.contributor)
    made = requests.volunteer(revision, by=bob)
    assert made.state == RequestState.ACCEPTED


def test_only_who_was_asked_answers(revision, maintainer, alice, bob):
    made = requests.ask(revision, by=maintainer, reviewer=alice.contributor)
    with pytest.raises(NotPermitted, match="Only Alice"):
        requests.accept(made, by=bob)
    with pytest.raises(NotPermitted):
        requests.withdraw(made, by=bob)
    assert requests.withdraw(made, by=maintainer).state == "withdrawn"


def test_a_rotation_keeps_why_it_fell_to_a_person(
    rotation, revision, maintainer, alice, bob
):
    made = requests.ask_rotation(revision, by=maintainer, rotation=rotation)
    assert made.reviewer == alice.contributor
    assert [(row["name"], row["code"]) for row in made.why] == [
        ("Alice", "chosen"),
        ("Bob", "later"),
    ]
    assert "it was your turn" in Notice.objects.get().text


def test_who_declines_passes_the_turn_on(rotation, revision, maintainer, alice, bob):
    made = requests.ask_rotation(revision, by=maintainer, rotation=rotation)
    requests.decline(made, by=alice, reason="Too near to my own work.")
    passed = ReviewRequest.objects.get(reviewer=bob.contributor)
    assert {row["name"]: row["code"] for row in passed.why}["Alice"] == "declined"
    requests.decline(passed, by=bob)
    assert "review.nobody-left" in notices(maintainer)


def test_skips_and_absences_are_respected(rotation, revision, maintainer, alice, bob):
    rotations.skip(rotation, by=alice)
    made = requests.ask_rotation(revision, by=maintainer, rotation=rotation)
    assert made.reviewer == bob.contributor
    assert rotation.members.get(person=alice.contributor).skip_next == 0
    today = timezone.now().date()
    away = rotations.go_away(by=alice, since=today, until=today + timedelta(days=3))
    requests.withdraw(made, by=maintainer)
    with pytest.raises(RequestRefused, match="Nobody of the rotation"):
        requests.ask_rotation(revision, by=maintainer, rotation=rotation)
    rotations.come_back(away, by=alice)
    made = requests.ask_rotation(revision, by=maintainer, rotation=rotation)
    assert made.reviewer == alice.contributor


def test_reminders_come_before_the_day_and_on_it_each_once(revision, maintainer, alice):
    requests.ask(revision, by=maintainer, reviewer=alice.contributor, days=7)
    now = timezone.now()
    assert requests.remind(at=now + timedelta(days=3)) == 0
    for days in (5.5, 6, 7.1, 8):
        requests.remind(at=now + timedelta(days=days))
    assert notices(alice) == ["review.asked", "review.due-soon", "review.due"]
    assert notices(maintainer) == ["review.overdue"]


def test_a_hold_ends_by_itself_or_is_lifted(revision, rfc, alice):
    holds.place(revision, by=alice, days=3)
    hold = holds.place(revision, by=alice, days=5)
    assert list(Hold.objects.standing_at(timezone.now())) == [hold]
    with time_machine.travel(hold.until + timedelta(seconds=1), tick=False):
        assert not Hold.objects.standing_at(timezone.now()).exists()
    holds.lift(rfc, by=alice)
    assert not Hold.objects.standing_at(timezone.now()).exists()


@pytest.mark.parametrize("days", [0, -1, 31])
def test_a_hold_without_an_end_in_sight_is_refused(revision, alice, days):
    with pytest.raises(HoldRefused):
        holds.place(revision, by=alice, days=days)


def test_the_action_follows_what_happens(rfc, revision, alice, bob):
    attention.refresh_all()
    assert action(rfc) == "community"
    assert rfc.action_since == revision.committed_at
    reviews.post_review(revision, by=bob, verdict="request-changes", summary="No.")
    assert action(rfc) == "author"
    raised = concerns.raise_concern(revision, by=alice, name="Firmware", reason="?")
    rfc.refresh_from_db()
    community.make_revision(rfc, 2, PARAGRAPHS[:1])
    assert attention.refresh_all() == 1
    assert action(rfc) == "objectors"
    concerns.withdraw(raised, by=alice, reason="It is met.")
    assert action(rfc) == "community"
    assert attention.refresh_all() == 0


def test_an_action_counts_from_the_act_and_not_from_when_it_was_noticed(
    rfc, revision, alice, bob
):
    attention.refresh_all()
    raised = concerns.raise_concern(revision, by=bob, name="Firmware", reason="?")
    Rfc.objects.filter(pk=rfc.pk).update(
        action="community", action_since=revision.committed_at
    )
    noticed = timezone.now() + timedelta(hours=1)
    with time_machine.travel(noticed, tick=False):
        assert attention.refresh_all() == 1
    rfc.refresh_from_db()
    assert (rfc.action, rfc.action_since) == ("author", raised.raised_at)
    withdrawn = noticed + timedelta(hours=1)
    with time_machine.travel(withdrawn, tick=False):
        concerns.withdraw(raised, by=bob, reason="It is met.")
    rfc.refresh_from_db()
    assert (rfc.action, rfc.action_since) == ("community", withdrawn)


def test_the_pages_do_all_of_it(client, rotation, rfc, revision, maintainer, alice):
    page = "/rfcs/oas/0007/"
    client.force_login(maintainer)
    form = {"act": "rotation", "rotation": rotation.pk, "days": 7}
    html = client.post(f"{page}requests/", form, follow=True).content.decode()
    assert "Why this person" in html
    form = {"act": "person", "reviewer": "nobody at all"}
    assert client.post(f"{page}requests/", form).status_code == 400
    client.force_login(alice)
    assert "Reviews asked of me" in client.get("/desk/").content.decode()
    made = ReviewRequest.objects.get()
    client.post(f"{page}requests/{made.pk}/", {"act": "accept"})
    assert "You promised a review" in client.get(page).content.decode()
    client.post(f"{page}hold/", {"days": 7})
    assert "is reading and asks for time" in client.get(page).content.decode()
    client.post(f"{page}hold/", {"act": "lift"})
    assert "asks for time" not in client.get(page).content.decode()
    client.post(rotation.get_absolute_url(), {"act": "skip", "turns": 2})
    assert rotation.members.get(person=alice.contributor).skip_next == 2
    html = client.get(rotation.get_absolute_url()).content.decode()
    assert "The order of turns" in html
    client.force_login(maintainer)
    form = {"project": "oas", "name": "Tools", "interval_days": 7, "days": 7}
    assert client.post("/rotations/", form).url == "/rotations/oas/tools/"


def test_the_list_and_the_api_find_by_action(client, rfc, revision):
    attention.refresh_all()
    assert "License GPU" in client.get("/rfcs/?action=community").content.decode()
    assert "License GPU" not in client.get("/rfcs/?action=author").content.decode()
    found = client.get("/api/v1/rfcs/?action=community").json()["results"]
    assert found[0]["action"]["by"] == "community"


def test_pages_of_requests_and_turns_take_the_same_queries(
    client, rotation, rfc, revision, maintainer, django_assert_max_num_queries
):
    paths = ["/rfcs/oas/0007/requests/", rotation.get_absolute_url(), "/rotations/"]
    for number in range(30):
        person = community.make_user(f"person{number}")
        rotations.join(rotation, by=person)
        requests.volunteer(revision, by=person)
    for path in paths:
        with django_assert_max_num_queries(10):
            client.get(path)
