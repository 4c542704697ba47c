"""After a decision: its words may be mended, what follows is kept to its end."""

from datetime import date

import pytest
from django.urls import reverse

from core.errors import NotPermitted
from governance import audit, decisions, followups
from governance.errors import BallotNotReady, InvalidBallot
from governance.models import FollowUp, Statement
from ledger import log
from ledger.models import Pending
from search import index
from search.models import Document


@pytest.fixture
def decision(closed_ballot, maintainer):
    return decisions.record_decision(
        closed_ballot, by=maintainer, disposition="accept", outcome="We take **it**."
    )


def test_the_outcome_has_one_current_wording_and_keeps_the_earlier_ones(
    client, decision, maintainer
):
    log.sequence()
    index.catch_up()
    for words in ("We take it in May.", "We take it in June."):
        followups.restate(decision, by=maintainer, outcome=words, reason="The month.")
    page = client.get(decision.get_absolute_url()).content.decode()
    outcome, before = page.split("How it read before")
    assert "in June" in outcome
    assert "in May" not in outcome
    assert before.index("in May") < before.index("<strong>it</strong>")
    register = client.get(reverse("governance:decisions")).content.decode()
    assert "in June" in register
    row = client.get("/api/v1/decisions/").json()["results"][0]
    assert row["outcome"] == "We take it in June."
    assert [said["outcome"] for said in row["statements"]] == [
        "We take **it**.", "We take it in May.", "We take it in June.",
    ]  # fmt: skip
    log.sequence()
    index.catch_up()
    assert "June" in Document.objects.get(kind=Document.Kind.DECISION).body
    assert list(audit.examine()) == []


def test_the_same_words_again_or_no_reason_are_refused(decision, maintainer):
    for words, reason in (("We take **it**.", "Why"), ("Other.", " "), ("", "Why")):
        with pytest.raises(InvalidBallot):
            followups.restate(decision, by=maintainer, outcome=words, reason=reason)
    assert not Statement.objects.exists()


def test_only_who_may_decide_writes_afterwards(decision, voters):
    ann = voters["ann"]
    with pytest.raises(NotPermitted):
        followups.restate(decision, by=ann, outcome="No.", reason="I like it less.")
    with pytest.raises(NotPermitted):
        followups.agree(decision, by=ann, kind="task", task="Undo it.")
    assert not Pending.objects.filter(kind__startswith="decision.follow").exists()


def test_a_review_has_its_day_and_a_task_may_have_one(decision, maintainer):
    with pytest.raises(InvalidBallot, match="the day on which it is due"):
        followups.agree(decision, by=maintainer, kind="review", task="Look again.")
    with pytest.raises(InvalidBallot, match="neither a task nor a review"):
        followups.agree(decision, by=maintainer, kind="wish", task="Look again.")
    followups.agree(decision, by=maintainer, kind="task", task="Write the guide.")
    assert FollowUp.objects.get().due_on is None


def test_what_follows_is_written_and_ended_on_the_page(client, decision, maintainer):
    client.force_login(maintainer)
    address = reverse("governance:add_follow_up", args=[decision.project.slug, 1])
    given = {"kind": "review", "task": "Does it hold?", "due_on": "2027-05-01"}
    assert client.post(address, given).status_code == 303
    register = client.get(reverse("governance:decisions")).content.decode()
    assert "1 May 2027" in register
    page = client.get(decision.get_absolute_url()).content.decode()
    assert "To do" in page
    task = FollowUp.objects.get()
    ending = reverse("governance:end_follow_up", args=[task.pk])
    assert client.post(ending, {"how": "done", "note": "It holds."}).status_code == 303
    page = client.get(decision.get_absolute_url()).content.decode()
    assert "It holds." in page
    assert "To do" not in page
    with pytest.raises(BallotNotReady, match="ended already"):
        followups.end(task, by=maintainer, how="done", note="Again.")
    assert list(audit.examine()) == []


def test_a_form_without_its_words_is_refused_with_a_reason(
    client, decision, maintainer
):
    client.force_login(maintainer)
    address = reverse("governance:restate", args=[decision.project.slug, 1])
    answer = client.post(address, {"outcome": "Other words."})
    assert answer.status_code == 400
    assert "say why" in answer.content.decode()


def test_the_register_costs_the_same_however_much_follows(
    client, decision, maintainer, django_assert_num_queries
):
    address = reverse("governance:decisions")
    client.get(address)
    with django_assert_num_queries(5) as counted:
        client.get(address)
    for day in (1, 2, 3):
        followups.agree(
            decision, by=maintainer, kind="review", task="Look.",
            due_on=date(2027, 1, day),
        )  # fmt: skip
    with django_assert_num_queries(len(counted)):
        client.get(address)


def test_a_review_without_its_day_is_given_back_with_a_field_for_it(
    client, decision, maintainer
):
    client.force_login(maintainer)
    asked = {"kind": "review", "task": "Look again", "holder": "", "due_on": ""}
    answer = client.post(f"{decision.get_absolute_url()}follow-ups/", asked)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "A review needs the day" in html
    assert '<input type="date" id="written-4" name="due_on" value="">' in html
