"""The pages of a roadmap's year, as people and maintainers meet them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roadmap import calls, editions, occasions, opinions
from roadmap.models import Approval, Fate, Occasion, Proposal

DAY = timedelta(days=1)
YEAR = "/roadmap/stack/2026/"


@pytest.fixture
def as_maintainer(client, maintainer):
    client.force_login(maintainer)
    return client


@pytest.fixture
def call(project, maintainer):
    today = timezone.now().date()
    return calls.announce(
        project,
        year=2026,
        by=maintainer,
        opens_on=today,
        closes_on=today + DAY,
        feedback_until=today + DAY,
    )


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:2000]
    text = response.content.decode()
    assert text.count("<h1") == 1
    assert "style=" not in text
    return text


def test_a_maintainer_calls_and_sets_the_calendar(as_maintainer, project):
    today = timezone.now().date()
    fields = {"opens_on": today, "closes_on": today, "feedback_until": today + DAY}
    as_maintainer.post(f"{YEAR}call/", fields | {"text": "Tell *us*."})
    as_maintainer.post(
        f"{YEAR}calendar/",
        {"action": "add", "kind": "freeze", "title": "Freeze", "day": "2026-10-01"},
    )
    text = page(as_maintainer, YEAR)
    assert "Tell <em>us</em>." in text
    assert "Freeze" in text
    assert "Propose an item" in text
    pk = Occasion.objects.get().pk
    as_maintainer.post(f"{YEAR}calendar/", {"action": "cancel", "day": pk})
    assert "“Freeze” is out of the calendar" in page(as_maintainer, YEAR)
    assert ">Freeze</th>" not in page(as_maintainer, YEAR)


def test_a_proposal_is_made_supported_and_answered(
    client, call, passer_by, maintainer, project
):
    client.force_login(passer_by)
    client.post(
        f"{YEAR}proposals/new/",
        {"title": "A debugger", "motivation": "<script>x</script> *please*"},
    )
    row = Proposal.objects.get()
    client.post(f"{YEAR}proposals/{row.pk}/say/", {"stance": "support", "body": ""})
    text = page(client, f"{YEAR}proposals/")
    assert "<em>please</em>" in text
    assert "<script>x" not in text
    assert "1 for, 0 with a concern" in text
    refused = client.post(
        f"{YEAR}proposals/{row.pk}/answer/", {"outcome": "deferred", "reason": "x"}
    )
    assert refused.status_code == 403
    client.force_login(maintainer)
    client.post(
        f"{YEAR}proposals/{row.pk}/answer/",
        {"outcome": "deferred", "reason": "Nobody has time."},
    )
    assert "Nobody has time." in page(client, f"{YEAR}proposals/")


def test_people_say_what_they_think_of_a_line_of_the_draft(client, draft, passer_by):
    assert "Say what you think of it" in page(client, f"{YEAR}draft/")
    client.force_login(passer_by)
    address = f"{YEAR}draft/said/driver/"
    response = client.post(
        f"{address}say/", {"stance": "concern", "body": "Too *early*."}
    )
    assert response["Location"] == address
    text = page(client, address)
    assert "Too <em>early</em>." in text
    assert "0 for, 1 with a concern" in text
    assert "0 for, 1 with a concern" in page(client, f"{YEAR}draft/")
    refused = client.post(f"{address}say/", {"stance": "concern", "body": ""})
    assert refused.status_code == 400
    assert client.get(f"{YEAR}draft/said/nobody/").status_code == 404


def test_a_maintainer_tells_fates_and_sees_what_is_in_the_way(
    as_maintainer, draft, project, maintainer
):
    last = editions.publish(draft, by=maintainer)
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    editions.remove_item(coming.items.get(milestone__key="driver"), by=maintainer)
    text = page(as_maintainer, "/roadmap/stack/2027/draft/")
    assert "1 line of 2026.0 would vanish" in text
    earlier = last.items.get(milestone__key="driver")
    as_maintainer.post(
        "/roadmap/stack/2027/draft/fate/",
        {"earlier": earlier.pk, "fate": "dropped", "reason": "No hardware."},
    )
    assert Fate.objects.get().reason == "No hardware."
    assert "would vanish" not in page(as_maintainer, "/roadmap/stack/2027/draft/")
    as_maintainer.post("/roadmap/stack/2027/draft/change/", {"action": "publish"})
    text = page(as_maintainer, "/roadmap/stack/2027.0/")
    assert "What became of 2026.0" in text
    assert "No hardware." in text


def test_an_office_holder_approves_what_they_read(as_maintainer, draft):
    text = page(as_maintainer, f"{YEAR}draft/?view=document")
    digest = text.split('name="digest" value="')[1][:64]
    form = {"role": "maintainer", "digest": digest, "given": "on"}
    as_maintainer.post(f"{YEAR}draft/approve/", form)
    assert Approval.objects.get().given
    assert "1 approved this state" in page(as_maintainer, f"{YEAR}draft/?view=document")
    stale = as_maintainer.post(f"{YEAR}draft/approve/", form | {"digest": "0" * 64})
    assert stale.status_code == 409
    as_maintainer.post(f"{YEAR}draft/approve/", form | {"given": ""})
    assert not Approval.objects.order_by("-pk").first().given


def test_the_pages_take_constant_queries(
    client, draft, call, project, maintainer, passer_by, count_queries
):
    def propose(n):
        row = calls.propose(
            project, year=2026, by=passer_by, title=f"Idea {n}", motivation="Why not."
        )
        opinions.give(row, year=2026, by=passer_by, stance="support", body="Yes.")
        calls.answer(row, by=maintainer, outcome="deferred", reason="Later.")
        day = timezone.now().date()
        occasions.add(
            project, year=day.year, by=maintainer, kind="other", title="x", day=day
        )

    propose(0)
    addresses = [f"{YEAR}proposals/", YEAR, "/calendar.ics", f"{YEAR}draft/"]
    few = [count_queries(lambda a=a: client.get(a)) for a in addresses]
    for n in range(1, 6):
        propose(n)
    assert [count_queries(lambda a=a: client.get(a)) for a in addresses] == few


def test_who_is_not_signed_in_is_led_to_sign_in_and_back(client, call):
    text = page(client, f"{YEAR}proposals/")
    assert (
        f'href="/accounts/login/?next={YEAR}proposals/">Sign in</a> to propose' in text
    )
