"""What one follows is seen and changed on one page, and fed to anybody."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from contributors import accounts, notices
from following import subscriptions, visits
from following.models import Subscription
from mirror.models import Project
from roadmap.models import Milestone, Track
from tests.following.test_mail import follow, say
from tests.rfcs import community
from tests.standards import atom_faults

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_reader_follows_changes_and_stops(client, rfc, alice):
    page = client.get(rfc.get_absolute_url()).content.decode()
    address = f"/follow/?kind=rfc&amp;key={rfc.pk}"
    assert address in page
    address = address.replace("&amp;", "&")
    assert "Sign in to follow by mail" in client.get(address).content.decode()
    client.force_login(alice)
    assert "Summary" not in client.get(address).content.decode()
    said = {"kind": "rfc", "key": rfc.pk, "scope": "all", "pace": "daily"}
    client.post("/desk/following/follow/", said)
    row = Subscription.objects.get()
    assert (row.scope, row.pace) == ("all", "daily")
    page = client.get("/desk/following/").content.decode()
    assert "RFC 7 License GPU drivers" in page
    assert "alice@example.org" in page
    changed = {"act": "change", "scope": "significant", "pace": "weekly"}
    client.post(f"/desk/following/{row.pk}/", changed)
    row.refresh_from_db()
    assert (row.scope, row.pace) == ("significant", "weekly")
    client.post(f"/desk/following/{row.pk}/", {"act": "stop"})
    row.refresh_from_db()
    assert row.ended_at is not None
    client.post("/desk/following/follow/", said)
    assert Subscription.objects.standing().count() == 1


def test_nobody_changes_what_another_follows(client, rfc, alice, bob):
    row = follow(alice, "rfc", rfc.pk)
    client.force_login(bob)
    assert client.post(f"/desk/following/{row.pk}/", {"act": "stop"}).status_code == 404
    me = accounts.contributor_of(alice).public_id
    said = {"kind": "answers", "key": me}
    assert client.post("/desk/following/follow/", said).status_code == 403


@pytest.mark.parametrize(
    ("kind", "key"),
    [("rfc", "999999"), ("rfc", "x"), ("rfc", "9" * 30), ("section", "1/none"),
     ("track", "0"), ("milestone", ""), ("person", "nobody"), ("search", ""),
     ("nothing", "1"), ("rfc", "\x00"), ("project", "../..")],
)  # fmt: skip
def test_what_does_not_exist_cannot_be_followed(client, rfc, alice, kind, key):
    client.force_login(alice)
    answer = client.get("/follow/", {"kind": kind, "key": key})
    assert answer.status_code == 404
    said = {"kind": kind, "key": key}
    assert client.post("/desk/following/follow/", said).status_code == 404


def test_every_kind_is_offered_and_fed(client, rfc, alice, bob, deliver):
    project = Project.objects.get()
    track = Track.objects.create(project=project, slug="t", title="Tools")
    milestone = Milestone.objects.create(
        project=project, repository=rfc.repository, track=track, key="m1", path="m1",
        format="althing", title="Ship", commit_oid="a" * 40, blob_oid="b" * 40,
    )  # fmt: skip
    person = accounts.contributor_of(bob)
    say(rfc, bob, "Fermions.")
    deliver()
    offered = {
        "rfc": rfc.pk, "project": "oas", "track": track.pk, "milestone": milestone.pk,
        "person": person.public_id, "search": "q=fermions",
    }  # fmt: skip
    client.force_login(alice)
    for kind, key in offered.items():
        answer = client.get("/follow/", {"kind": kind, "key": key})
        assert answer.status_code == 200, kind
        feed = f"search/?{key}" if kind == "search" else f"{kind}/{key}/"
        data = client.get(f"/feeds/{feed}").content
        assert atom_faults(data) == [], kind
        tree = ElementTree.fromstring(data)
        told = kind in ("rfc", "project", "person", "search")
        assert bool(list(tree.iter(f"{ATOM}entry"))) is told, kind
    assert not ElementTree.fromstring(
        client.get(f"/feeds/rfc/{rfc.pk}/?significant=1").content
    ).findall(f"{ATOM}entry")
    assert client.get(f"/feeds/answers/{person.public_id}/").status_code == 404
    assert client.get("/feeds/notice/x/").status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_costs_the_same_for_any_number(
    client, rfc, alice, count, django_assert_num_queries
):
    for number in range(100, 100 + count):
        follow(alice, "rfc", community.make_rfc(rfc.repository, number).pk)
    client.force_login(alice)
    client.get("/desk/following/")
    with django_assert_num_queries(9):
        client.get("/desk/following/")


def test_mail_can_be_refused_and_reply_addresses_revoked(client, alice):
    client.force_login(alice)
    person = accounts.contributor_of(alice)
    key = subscriptions.reader_of(person).reply_key
    client.post("/desk/following/mail/", {"notices": "0"})
    client.post("/desk/following/mail/", {"act": "revoke"})
    reader = subscriptions.reader_of(person)
    assert reader.notices is False
    assert reader.reply_key != key


def test_the_desk_shows_what_moved_since_the_last_visit(
    client, rfc, alice, bob, deliver
):
    follow(alice, "rfc", rfc.pk)
    say(rfc, bob, "Before the first visit.")
    deliver()
    client.force_login(alice)
    page = client.get("/desk/").content.decode()
    assert "Bob commented on RFC 7" in page
    person, now = accounts.contributor_of(alice), timezone.now()
    assert visits.moved(person, since=now) == []
    say(rfc, alice, "My own.")
    deliver()
    assert [e.actor for e in visits.moved(person, since=now)] == []


def test_what_is_addressed_to_another_is_on_nobody_elses_desk(alice, bob, deliver):
    notices.tell(accounts.contributor_of(bob), key="k", kind="k", title="T", url="/")
    deliver()
    long_ago = timezone.now() - timedelta(days=1)
    assert not visits.moved(accounts.contributor_of(alice), since=long_ago)
    assert visits.moved(accounts.contributor_of(bob), since=long_ago)


def test_a_visit_lasts_until_half_an_hour_of_quiet(alice):
    person, start = accounts.contributor_of(alice), timezone.now()
    assert visits.arrive(person, at=start) == start - visits.LOOK_BACK
    half = start + timedelta(minutes=20)
    assert visits.arrive(person, at=half) == start - visits.LOOK_BACK
    assert visits.arrive(person, at=half + timedelta(hours=2)) == half
