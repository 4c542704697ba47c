"""Requests, mandates, appeals, emergencies and reminders, from act to entry."""

import json
from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.utils import timezone

from contributors.models import Notice
from core.errors import NotPermitted
from governance import (
    appeals,
    audit,
    autoopening,
    ballots,
    counting,
    decisions,
    emergencies,
    keeping,
    mandates,
    policies,
    reminding,
    rollcall,
    tasks,
)
from governance.errors import BallotNotReady, NotOnTheRoll
from governance.frozen import stamp, thaw
from governance.models import Ballot, Elector, Emergency, Mandate, Role
from governance.tally import Vote
from governance.tally.proxies import carried
from ledger.models import Pending
from tests.governance import community
from tests.rfcs import community as rfc_community

DAY = timedelta(days=1)


def adopt(project, acts=None, auto=(), **rules):
    body = {
        "weights": community.EASY,
        "ballots": rules,
        "acts": acts or {},
        "auto": list(auto),
    }
    return policies.adopt_policy(project, "rules", body, by=None)


def logged(kind):
    rows = Pending.objects.filter(kind=kind).order_by("pk")
    return [json.loads(bytes(row.data)) for row in rows]


def make_arbiter(project, name="arvid"):
    user = community.make_user(name)
    Role.objects.create(
        project=project,
        contributor=user.contributor,
        name=Role.Name.ARBITER,
        granted_at=timezone.now(),
    )
    return user


@pytest.fixture
def announced(rfc, maintainer, voters):
    draft = ballots.draft_ballot("rfc", str(rfc.pk), by=maintainer, question="Do we?")
    return ballots.announce_ballot(
        draft, by=maintainer, opening_at=timezone.now() + 2 * DAY
    )


def opened(ballot):
    with time_machine.travel(ballot.opening_at + timedelta(seconds=1), tick=True):
        ballots.open_announced(ballot)
    ballot.refresh_from_db()
    return ballot


def test_a_granted_request_is_on_the_roll_with_the_least_weight(
    client, announced, maintainer
):
    newcomer = community.make_user("nora")
    client.force_login(newcomer)
    page = client.get(announced.get_absolute_url()).content.decode()
    assert "Why you should be on the roll" in page
    way = f"/ballots/{announced.pk}/ask/"
    assert client.post(way, {"reason": "I wrote the manual."}).status_code == 303
    request = announced.requests.get()
    with pytest.raises(NotPermitted, match="Only maintainers"):
        rollcall.rule(request, by=newcomer, granted=True, reason="Me!")
    client.force_login(maintainer)
    assert "I wrote the manual." in client.get(announced.get_absolute_url()).text
    client.post(f"/requests/{request.pk}/rule/", {"ruling": "yes", "reason": "True."})
    ballot = opened(announced)
    assert ballot.state == Ballot.State.OPEN
    weights = {
        e.contributor.public_id: Fraction(e.weight) for e in ballot.electors.all()
    }
    mine = weights[newcomer.contributor.public_id]
    assert 0 < mine <= max(weights.values())
    kinds = [r["kind"] for r in (*logged("roll.requested"), *logged("roll.ruled"))]
    assert kinds == ["roll.requested", "roll.ruled"]


def test_a_refused_request_is_not_and_a_waiting_one_keeps_the_ballot_shut(
    announced, maintainer
):
    newcomer = community.make_user("nora")
    request = rollcall.ask(announced, by=newcomer, reason="Please.")
    with pytest.raises(BallotNotReady, match="asked for this already"):
        rollcall.ask(announced, by=newcomer, reason="Please!")
    shut = opened(announced)
    assert shut.state == Ballot.State.DRAFT
    assert "must be ruled on" in shut.acts.last().reason
    rollcall.rule(request, by=maintainer, granted=False, reason="No work yet.")
    ballot = ballots.open_ballot(shut, by=maintainer)
    assert not Elector.objects.filter(contributor=newcomer.contributor).exists()
    with pytest.raises(BallotNotReady, match="fixed when this ballot opened"):
        rollcall.ask(ballot, by=community.make_user("olaf"), reason="Me too.")


@pytest.fixture
def proxied(project, rfc, maintainer, voters):
    adopt(project, proxies=2)
    return community.open_ballot(rfc, maintainer)


def give(ballot, voters, person, proxy, only=True):
    return mandates.give(
        ballot.project,
        by=voters[person],
        proxy=voters[proxy].contributor,
        ballot=ballot if only else None,
    )


def answers(ballot):
    names = {
        e.contributor.public_id: e.contributor.name.lower()
        for e in ballot.electors.select_related("contributor")
    }
    votes = counting.votes_of(ballot).votes
    return {names[v.elector]: (v.choice, names.get(v.proxy, "")) for v in votes}


def test_a_proxy_answers_with_the_weight_of_who_is_silent(proxied, voters, later):
    give(proxied, voters, "bea", "ann")
    give(proxied, voters, "ian", "ann", only=False)
    ballots.cast_vote(proxied, by=voters["ann"], choice="no", reason="Hm.")
    assert answers(proxied) == {
        "ann": ("no", ""),
        "bea": ("no", "ann"),
        "ian": ("no", "ann"),
    }
    ballots.cast_vote(proxied, by=voters["bea"], choice="yes")
    assert answers(proxied)["bea"] == ("yes", "")
    later(proxied)
    closed = ballots.close_ballot(proxied)
    assert closed.tally["figures"]["no_votes"] == 2
    (made,) = logged("tally.made")
    assert len(made["body"]["mandates"]) == 1
    mandates.end(Mandate.objects.get(ballot=None), by=voters["ian"])
    assert answers(closed)["ian"] == ("no", "ann")  # it was in force at the count
    assert list(audit.examine()) == []


def test_a_mandate_can_be_taken_back_by_either_and_by_nobody_else(proxied, voters):
    mandate = give(proxied, voters, "bea", "ann")
    ballots.cast_vote(proxied, by=voters["ann"], choice="yes")
    with pytest.raises(BallotNotReady, match="Only the two"):
        mandates.end(mandate, by=voters["ian"])
    mandates.end(mandate, by=voters["ann"])
    assert "bea" not in answers(proxied)
    assert [e["kind"] for e in logged("mandate.ended")] == ["mandate.ended"]


def test_circles_and_too_many_mandates_are_refused(proxied, voters):
    give(proxied, voters, "ann", "bea")
    give(proxied, voters, "bea", "cat")
    with pytest.raises(BallotNotReady, match="circle"):
        give(proxied, voters, "cat", "ann", only=False)
    give(proxied, voters, "ian", "cat")
    with pytest.raises(BallotNotReady, match="as many as the policy allows"):
        give(proxied, voters, "ida", "cat")


def test_no_mandate_without_the_policy(ballot, voters):
    with pytest.raises(BallotNotReady, match="lets nobody answer"):
        give(ballot, voters, "ann", "bea")


def test_the_form_gives_and_ends_a_mandate(client, proxied, voters):
    client.force_login(voters["bea"])
    page = client.get(proxied.get_absolute_url()).content.decode()
    assert "If you cannot answer" in page
    proxy = voters["ann"].contributor.public_id
    client.post(f"/ballots/{proxied.pk}/mandate/", {"proxy": proxy, "scope": "this"})
    ballots.cast_vote(proxied, by=voters["ann"], choice="yes")
    page = client.get(proxied.get_absolute_url()).content.decode()
    assert "answered for by Ann" in page
    mandate = Mandate.objects.get()
    client.post(f"/mandates/{mandate.pk}/end/", {"ballot": proxied.pk})
    assert "answered for by Ann" not in client.get(proxied.get_absolute_url()).text


def test_chains_only_where_they_are_allowed_and_circles_lead_nowhere():
    cast = {"c": Vote("c", "yes"), "r": Vote("r", "recuse")}
    chain = [("a", "b"), ("b", "c")]
    assert {v.elector for v in carried(cast, chain, most=5, chains=False)} == {"b"}
    assert {v.elector for v in carried(cast, chain, most=5, chains=True)} == {"a", "b"}
    circle = [("a", "b"), ("b", "a")]
    assert carried({}, circle, most=5, chains=True) == []
    assert carried(cast, [("a", "r")], most=5, chains=True) == []
    many = [("a", "c"), ("b", "c"), ("d", "c")]
    assert [v.elector for v in carried(cast, many, most=2, chains=False)] == ["a", "b"]


@pytest.fixture
def decision(project, rfc, maintainer, voters, later):
    adopt(project, **{"appeal-days": 14})
    ballot = community.open_ballot(rfc, maintainer)
    for voter in voters.values():
        ballots.cast_vote(ballot, by=voter, choice="yes")
    later(ballot)
    ballots.close_ballot(ballot)
    return decisions.record_decision(
        ballot, by=maintainer, disposition="accept", outcome="We take it."
    )


def test_an_upheld_appeal_undoes_the_decision(
    client, decision, voters, project, rfc, maintainer
):
    phase = rfc.phase
    rfc.refresh_from_db()
    assert rfc.phase == "accepted"
    client.force_login(voters["cat"])
    page = decision.get_absolute_url()
    assert "Why the decision should be set aside" in client.get(page).text
    assert (
        client.post(f"{page}appeal/", {"reason": "I was cut off."}).status_code == 303
    )
    ballot = Ballot.objects.get()
    assert ballot.state == Ballot.State.APPEALED
    appeal = decision.appeals.get()
    with pytest.raises(NotPermitted, match="Only arbiters"):
        appeals.rule_on(appeal, by=maintainer, upheld=False, reason="No.")
    client.force_login(make_arbiter(project))
    client.post(f"/appeals/{appeal.pk}/rule/", {"ruling": "yes", "reason": "So it is."})
    ballot.refresh_from_db()
    assert ballot.state == Ballot.State.VOID
    rfc.refresh_from_db()
    assert rfc.phase != "accepted"
    assert rfc.phase in (phase, "unknown")
    assert "this decision is void" in client.get(page).text
    assert logged("appeal.ruled")[0]["body"]["upheld"] is True


def test_a_dismissed_appeal_leaves_the_decision_and_time_ends_one_too(
    decision, voters, project
):
    arbiter = make_arbiter(project)
    first = appeals.file_appeal(decision, by=voters["cat"], reason="Hm.")
    second = appeals.file_appeal(decision, by=voters["ike"], reason="Hm too.")
    appeals.rule_on(first, by=arbiter, upheld=False, reason="No.")
    assert Ballot.objects.get().state == Ballot.State.APPEALED
    with time_machine.travel(second.rule_by + timedelta(seconds=1), tick=True):
        tasks.close_due()
    assert Ballot.objects.get().state == Ballot.State.DECIDED
    assert second.__class__.objects.get(pk=second.pk).ruling.by is None


def test_appeals_have_a_window_and_a_roll(decision, voters):
    with pytest.raises(NotOnTheRoll):
        appeals.file_appeal(decision, by=community.make_user("zoe"), reason="x")
    late = decision.decided_at + 15 * DAY
    with (
        time_machine.travel(late, tick=True),
        pytest.raises(BallotNotReady, match="Appeals were taken until"),
    ):
        appeals.file_appeal(decision, by=voters["cat"], reason="x")


def test_an_emergency_decision_holds_and_lapses_unless_ratified(
    client, project, rfc, maintainer, voters
):
    with pytest.raises(NotPermitted, match="nobody may decide in an emergency"):
        emergencies.decide_at_once("rfc", str(rfc.pk), by=maintainer, outcome="Fire!")
    adopt(project, acts={"emergency": ["maintainer"]})
    client.force_login(maintainer)
    client.post(f"/emergencies/new/?subject=rfc:{rfc.pk}", {"reason": "Fire!"})
    emergency = Emergency.objects.get()
    rfc.refresh_from_db()
    assert (rfc.phase, emergency.ballot.state) == ("accepted", "open")
    assert "in an emergency" in client.get(emergency.ballot.get_absolute_url()).text
    with pytest.raises(BallotNotReady, match="waits to be ratified"):
        emergencies.decide_at_once("rfc", str(rfc.pk), by=maintainer, outcome="Again!")
    with time_machine.travel(emergency.ratify_by + DAY, tick=True):
        tasks.close_due()
        tasks.close_due()
    rfc.refresh_from_db()
    assert rfc.phase != "accepted"
    assert [e["body"]["how"] for e in logged("emergency.ended")] == ["lapsed"]


@pytest.mark.parametrize(("choice", "how"), [("yes", "ratified"), ("no", "lapsed")])
def test_the_ballot_settles_an_emergency(
    project, rfc, maintainer, voters, later, choice, how
):
    adopt(project, acts={"emergency": ["maintainer"]})
    ballot = emergencies.decide_at_once(
        "rfc", str(rfc.pk), by=maintainer, outcome="Fire!"
    ).ballot
    for voter in voters.values():
        ballots.cast_vote(ballot, by=voter, choice=choice)
    later(ballot)
    ballots.close_ballot(ballot)
    disposition = "accept" if choice == "yes" else "reject"
    decisions.record_decision(
        ballot, by=maintainer, disposition=disposition, outcome="So be it."
    )
    rfc.refresh_from_db()
    assert rfc.phase == ("accepted" if choice == "yes" else "closed")
    assert [e["body"]["how"] for e in logged("emergency.ended")] == [how]


def counted_emergency(project, rfc, maintainer, voters, choice):
    adopt(project, acts={"emergency": ["maintainer"]})
    emergency = emergencies.decide_at_once(
        "rfc", str(rfc.pk), by=maintainer, outcome="Fire!"
    )
    for voter in voters.values():
        ballots.cast_vote(emergency.ballot, by=voter, choice=choice)
    return emergency


@pytest.mark.parametrize(
    ("choice", "said"),
    [("yes", "The ballot ratified it"), ("no", "as the ballot did not ratify it")],
)
def test_the_count_ends_an_emergency_whoever_leaves_its_outcome_unwritten(
    client, project, rfc, maintainer, voters, later, choice, said
):
    emergency = counted_emergency(project, rfc, maintainer, voters, choice)
    later(emergency.ballot)
    tasks.close_due()
    rfc.refresh_from_db()
    assert (rfc.phase == "accepted") is (choice == "yes")
    assert said in client.get(emergency.ballot.get_absolute_url()).text
    with time_machine.travel(emergency.ratify_by + DAY, tick=True):
        assert emergencies.end_due(at=timezone.now()) == []


def test_a_count_after_the_time_to_ratify_ratifies_nothing(
    project, rfc, maintainer, voters
):
    emergency = counted_emergency(project, rfc, maintainer, voters, "yes")
    late = emergency.ratify_by + DAY
    Ballot.objects.filter(pk=emergency.ballot_id).update(closes_at=late)
    with time_machine.travel(late + DAY, tick=True):
        tasks.close_due()
    assert [e["body"]["how"] for e in logged("emergency.ended")] == ["lapsed"]


def test_an_emergency_whose_ballot_is_void_lapses(project, rfc, maintainer, voters):
    emergency = counted_emergency(project, rfc, maintainer, voters, "yes")
    keeping.void_ballot(emergency.ballot, by=maintainer, reason="The wrong text.")
    tasks.close_due()
    rfc.refresh_from_db()
    assert rfc.phase != "accepted"


def test_those_who_have_not_answered_are_reminded_once(ballot, voters):
    ballots.cast_vote(ballot, by=voters["ann"], choice="yes")
    closes = stamp(ballot.closes_at)
    assert reminding.remind(ballot, closes_at=closes, moment="m") == 9
    reminding.remind(ballot, closes_at=closes, moment="m")
    assert Notice.objects.filter(kind="ballot.reminder").count() == 9
    said = Notice.objects.first()
    assert "because you are on the roll" in said.text
    assert voters["ann"].contributor.pk not in Notice.objects.values_list(
        "recipient", flat=True
    )
    assert reminding.remind(ballot, closes_at="another", moment="m") == 0


def test_a_rule_opens_a_ballot_once_by_path_or_state(project, rfc, maintainer, voters):
    rules = [
        {"name": "by-path", "path": "*/0007*", "do": "announce"},
        {"name": "by-state", "state": rfc.phase, "do": "open"},
        {"name": "other", "path": "nowhere/*"},
    ]
    adopt(project, auto=rules)
    path = rfc.path
    rfc.path = "text/0007-drivers.md"
    rfc.save()
    made = autoopening.consider_all()
    states = {ballot.by_rule: ballot.state for ballot in Ballot.objects.all()}
    assert states == {"by-path": "announced", "by-state": "open"}, (path, made)
    assert autoopening.consider_all() == []
    assert Ballot.objects.first().created_by is None


def test_competing_texts_are_pinned_and_the_winner_is_accepted(
    rfc, project, maintainer, voters, later
):
    other = community.make_rfc(project, 8)
    ballot = ballots.draft_ballot(
        "rfc",
        str(rfc.pk),
        by=maintainer,
        question="Which?",
        procedure="preference",
        options=["Seven", "Eight", "Neither"],
        texts={"Seven": f"rfc:{rfc.pk}", "Eight": f"rfc:{other.pk}"},
    )
    ballot = ballots.open_ballot(ballot, by=maintainer)
    pinned = thaw(bytes(ballot.frozen))["texts"]
    assert pinned["Eight"]["revision"] == other.current_revision.commit_oid
    assert len(pinned["Eight"]["text_hash"]) == 64
    for voter in voters.values():
        ballots.cast_vote(ballot, by=voter, ranking=[["Eight"], ["Seven"]])
    later(ballot)
    ballots.close_ballot(ballot)
    decisions.record_decision(
        ballot, by=maintainer, disposition="accept", outcome="Eight it is."
    )
    other.refresh_from_db()
    rfc.refresh_from_db()
    assert other.phase == "accepted"
    assert rfc.phase != "accepted"


def test_a_competing_text_that_changed_keeps_the_ballot_shut(
    rfc, project, maintainer, voters
):
    other = community.make_rfc(project, 8)
    first = other.current_revision.commit_oid
    ballot = ballots.draft_ballot(
        "rfc",
        str(rfc.pk),
        by=maintainer,
        question="Which?",
        procedure="preference",
        options=["Seven", "Eight", "Neither"],
        texts={"Eight": f"rfc:{other.pk}"},
    )
    rfc_community.make_revision(other, 2, ["Another text."])
    with pytest.raises(BallotNotReady, match="“Eight” has changed"):
        ballots.open_ballot(ballot, by=maintainer)
    amendment = ballots.draft_ballot(
        "rfc",
        str(rfc.pk),
        by=maintainer,
        question="Which?",
        procedure="preference",
        options=["First", "Second", "Neither"],
        texts={"First": f"rfc:{other.pk}@{first}", "Second": f"rfc:{other.pk}"},
    )
    assert ballots.open_ballot(amendment, by=maintainer).state == "open"
