"""A designation from application to withdrawal, each step through the front door."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.errors import Conflict
from governance import ballots, decisions, policies
from governance.models import Ballot, Decision
from ledger.models import Pending
from roadmap.programmes import designations
from roadmap.programmes.models import Application
from tests.governance import community
from tests.roadmap.programmes import test_designations

world = test_designations.world
criteria = test_designations.criteria
application = test_designations.application
VOTERS = {"ann": "acme", "bea": "borg", "cat": "corp", "ian": ""}


@pytest.fixture
def voters(project):
    policies.adopt_policy(project, "rules", {"weights": community.EASY}, by=None)
    return [community.make_voter(project, name, org) for name, org in VOTERS.items()]


def hold(kind, application, maintainer, voters, choice="yes"):
    """Open a ballot on the application's page, vote, close it and decide."""
    ballot = ballots.draft_ballot(
        kind, str(application.pk), by=maintainer, question="Shall it be so?"
    )
    ballot = ballots.open_ballot(ballot, by=maintainer)
    for voter in voters:
        ballots.cast_vote(ballot, by=voter, choice=choice, reason="Seen.")
    travel = time_machine.travel(ballot.closes_at + timedelta(seconds=1), tick=True)
    travel.start()
    try:
        ballots.close_ballot(ballot, at=timezone.now())
        disposition = "accept" if choice == "yes" else "reject"
        decision = decisions.record_decision(
            Ballot.objects.get(pk=ballot.pk),
            by=maintainer,
            disposition=disposition,
            outcome="As counted.",
        )
    finally:
        travel.stop()
    application.refresh_from_db()
    return decision


def test_it_is_given_by_ballot_shown_by_its_badge_and_withdrawn_by_ballot(
    world, application, maintainer, voters, client
):
    with pytest.raises(Conflict, match="Criteria are not met yet"):
        ballots.draft_ballot(
            "designation", str(application.pk), by=maintainer, question="Now?"
        )
    test_designations.meet(world, application, maintainer)
    designations.set_conditions(application, by=maintainer, text="Say so *yearly*.")
    decision = hold("designation", application, maintainer, voters)

    assert (application.state, application.decision) == ("designated", decision)
    assert application.designated_at == decision.decided_at
    page = client.get(application.get_absolute_url()).content.decode()
    assert "AI-ready distribution since" in page
    assert "Say so <em>yearly</em>." in page
    assert decision.get_absolute_url() in page
    badge = f"/badges/designation/{application.pk}.svg"
    assert "designated" in client.get(badge).content.decode()
    assert client.get(badge)["Content-Type"].startswith("image/svg+xml")
    (row,) = client.get("/api/v1/designations/?state=designated").json()["results"]
    assert (row["decision"], row["conditions"]) == (decision.number, "Say so *yearly*.")

    hold("designation-withdrawal", application, maintainer, voters)
    assert application.state == "withdrawn"
    assert "withdrawn" in client.get(badge).content.decode()
    page = client.get(application.get_absolute_url()).content.decode()
    assert "The designation was withdrawn on" in page
    kinds = set(Pending.objects.values_list("kind", flat=True))
    assert {
        "designation.filed",
        "designation.assessed",
        "designation.conditions",
        "designation.granted",
        "designation.ended",
    } <= kinds


def test_a_ballot_that_fails_refuses_it_and_another_may_be_filed(
    world, application, criteria, passer_by, maintainer, voters
):
    test_designations.meet(world, application, maintainer)
    hold("designation", application, maintainer, voters, choice="no")
    assert application.state == "refused"
    again = designations.apply(
        criteria,
        by=passer_by,
        product="Fjord Linux 13",
        statement="Calmer.",
        values={"repository": "distro"},
    )
    assert again.state == Application.State.FILED


def test_conditions_are_recorded_and_stand_still_while_people_vote(
    world, application, maintainer, voters
):
    test_designations.meet(world, application, maintainer)
    designations.set_conditions(application, by=maintainer, text="One.")
    entry = json.loads(bytes(Pending.objects.get(kind="designation.conditions").data))
    assert entry["body"]["application"] == application.pk
    ballot = ballots.draft_ballot(
        "designation", str(application.pk), by=maintainer, question="Shall it?"
    )
    ballots.open_ballot(ballot, by=maintainer)
    with pytest.raises(Conflict, match="not decided yet"):
        designations.set_conditions(application, by=maintainer, text="Two.")
    application.refresh_from_db()
    assert application.conditions == "One."
    assert Decision.objects.count() == 0
