"""Status updates: by whom, and how they are shown."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from contributors.models import Affiliation, Identity, Organisation
from core.errors import InvalidInput, NotPermitted
from ledger.models import Pending
from roadmap import updates
from roadmap.models import StatusUpdate


def proven(monkeypatch):
    monkeypatch.setattr(updates, "_has_contributed", lambda *_: True)


def test_a_maintainer_reports_and_it_enters_the_log(client, make_milestone, maintainer):
    milestone = make_milestone("driver")
    client.force_login(maintainer)
    page = client.post(
        f"/roadmap/stack/milestones/{milestone.key}/updates/",
        {"state": "at-risk", "text": "One *vendor* is late."},
        follow=True,
    )
    shown = page.content.decode()
    assert "At risk" in shown
    assert "<em>vendor</em>" in shown
    entry = Pending.objects.get(kind="milestone.reported")
    assert entry.subject == f"milestone:{milestone.pk}"
    assert b"vendor" not in bytes(entry.data)


def test_an_owner_reports_by_name_or_organisation_once_they_have_contributed(
    make_milestone, passer_by, monkeypatch
):
    milestone = make_milestone("driver", owner="Kestrel Cloud", champion="Pat")
    with pytest.raises(NotPermitted, match="owner"):
        updates.post_update(milestone, by=passer_by, state="done", text="It is.")
    proven(monkeypatch)
    updates.post_update(milestone, by=passer_by, state="done", text="It is.")
    milestone.champion = ""
    milestone.save()
    assert not updates.can_report(passer_by, milestone)
    Affiliation.objects.create(
        contributor=passer_by.contributor,
        organisation=Organisation.objects.create(
            slug="kestrel", name="Kestrel Cloud", created_at=timezone.now()
        ),
        since="2020-01-01",
        attested_at=timezone.now(),
    )
    assert updates.can_report(passer_by, milestone)


def test_others_and_empty_words_are_refused(make_milestone, maintainer, passer_by):
    milestone = make_milestone("driver", owner="@somebody")
    Identity.objects.create(
        email="pat@example.org",
        name="Pat",
        contributor=passer_by.contributor,
        verified_at=timezone.now(),
    )
    with pytest.raises(NotPermitted):
        updates.post_update(milestone, by=passer_by, state="done", text="Yes.")
    for state, text in (("done", " "), ("fine", "Yes."), ("done", "x" * 5001)):
        with pytest.raises(InvalidInput):
            updates.post_update(milestone, by=maintainer, state=state, text=text)
    assert not StatusUpdate.objects.exists()


def test_an_update_is_never_edited(make_milestone, maintainer):
    made = updates.post_update(
        make_milestone("driver"), by=maintainer, state="blocked", text="No card."
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        StatusUpdate.objects.filter(pk=made.pk).update(state="done")


def test_the_page_costs_the_same_with_many_updates(
    client, make_milestone, maintainer, count_queries
):
    milestone = make_milestone("driver")
    costs = []
    for count in (2, 6):
        for n in range(count):
            updates.post_update(
                milestone, by=maintainer, state="on-track", text=f"Step {n}."
            )
        page = milestone.get_absolute_url()
        client.get(page)
        costs.append(count_queries(lambda page=page: client.get(page)))
    assert costs[0] == costs[1]
