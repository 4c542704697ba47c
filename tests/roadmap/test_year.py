"""The year: call, proposals with answers, feedback, approvals, ballot, calendar."""

import json
from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.errors import Conflict, InvalidInput, NotPermitted
from governance import electorates
from governance.models import Ballot, Decision, Policy, Role
from ledger.models import Pending
from roadmap import approvals, calls, editions, facts, occasions, opinions, readiness
from roadmap.models import Approval, Call
from tests.roadmap.conftest import make_person

DAY = timedelta(days=1)


def today():
    return timezone.now().date()


@pytest.fixture
def call(project, maintainer):
    return calls.announce(
        project,
        year=2026,
        by=maintainer,
        opens_on=today() - DAY,
        closes_on=today() + DAY,
        feedback_until=today() + 2 * DAY,
        text="What hurts *most*?",
    )


@pytest.fixture
def proposal(call, project, passer_by):
    return calls.propose(
        project, year=2026, by=passer_by, title="A debugger", motivation="Printing."
    )


def over(call, project, maintainer):
    """Announce the call again, so that it is over."""
    return calls.announce(
        project,
        year=2026,
        by=maintainer,
        opens_on=today() - 9 * DAY,
        closes_on=today() - 8 * DAY,
        feedback_until=today() - DAY,
    )


def logged(kind):
    return [json.loads(bytes(p.data)) for p in Pending.objects.filter(kind=kind)]


class TestCalls:
    def test_a_call_is_announced_again_with_other_dates(
        self, call, project, maintainer
    ):
        again = over(call, project, maintainer)
        assert calls.standing(project, 2026) == again
        assert Call.objects.count() == 2
        assert [e["body"]["revision"] for e in logged("roadmap.called")] == [0, 1]

    def test_dates_out_of_order_are_refused(self, project, maintainer, passer_by):
        dates = {
            "opens_on": today(),
            "closes_on": today() - DAY,
            "feedback_until": today(),
        }
        with pytest.raises(InvalidInput, match="order"):
            calls.announce(project, year=2026, by=maintainer, **dates)
        with pytest.raises(NotPermitted):
            calls.announce(project, year=2026, by=passer_by, **dates)

    def test_anyone_proposes_while_the_call_is_open(self, proposal, passer_by):
        (entry,) = logged("roadmap.proposed")
        assert entry["id"] == proposal.entry_id
        assert entry["actor"] == passer_by.contributor.public_id

    def test_nobody_proposes_without_a_call_or_after_it(
        self, project, passer_by, maintainer
    ):
        ask = {"title": "A debugger", "motivation": "Why not."}
        with pytest.raises(Conflict, match="No call"):
            calls.propose(project, year=2026, by=passer_by, **ask)
        over(None, project, maintainer)
        with pytest.raises(Conflict, match="closed"):
            calls.propose(project, year=2026, by=passer_by, **ask)

    def test_the_same_proposal_twice_is_pointed_out(
        self, proposal, project, maintainer
    ):
        with pytest.raises(InvalidInput, match="proposed already"):
            calls.propose(
                project, year=2026, by=maintainer, title="a DEBUGGER", motivation="x"
            )

    def test_an_answer_needs_a_reason_and_a_maintainer(
        self, proposal, maintainer, passer_by
    ):
        with pytest.raises(InvalidInput, match="reason"):
            calls.answer(proposal, by=maintainer, outcome="deferred", reason="")
        with pytest.raises(InvalidInput, match="taken up"):
            calls.answer(proposal, by=maintainer, outcome="maybe", reason="x")
        with pytest.raises(NotPermitted):
            calls.answer(proposal, by=passer_by, outcome="deferred", reason="x")
        with pytest.raises(InvalidInput, match="no milestone"):
            calls.answer(
                proposal, by=maintainer, outcome="taken", reason="x", milestone="ghost"
            )

    def test_publishing_waits_for_feedback_and_for_every_answer(
        self, draft, proposal, call, project, maintainer
    ):
        with pytest.raises(Conflict, match="Feedback is open until"):
            editions.publish(draft, by=maintainer)
        over(call, project, maintainer)
        with pytest.raises(Conflict, match="1 proposal is not answered: “A debugger”"):
            editions.publish(draft, by=maintainer)

    def test_what_was_not_taken_is_listed_with_its_reason(
        self, draft, proposal, call, project, maintainer, passer_by
    ):
        other = calls.propose(
            project, year=2026, by=passer_by, title="A logo", motivation="Pretty."
        )
        calls.answer(proposal, by=maintainer, outcome="not_accepted", reason="Later.")
        calls.answer(
            proposal,
            by=maintainer,
            outcome="deferred",
            reason="Nobody has time.",
            reconsider_on=date(2027, 1, 1),
        )
        calls.answer(
            other, by=maintainer, outcome="not_accepted", reason="We have one."
        )
        over(call, project, maintainer)
        edition = editions.publish(draft, by=maintainer)
        told = json.loads(bytes(edition.json_bytes))
        assert [p["title"] for p in told["not_accepted"]] == ["A logo"]
        (deferred,) = told["deferred"]
        assert deferred["reconsider_on"] == "2027-01-01"
        assert deferred["reason"] == "Nobody has time."
        assert told["process"]["proposals"] == 2
        assert "## Not accepted" in bytes(edition.markdown_bytes).decode()
        with pytest.raises(Conflict, match="published"):
            calls.answer(other, by=maintainer, outcome="taken", reason="After all.")


class TestFeedback:
    @pytest.fixture(autouse=True)
    def weights(self, monkeypatch):
        """Mia weighs 5/2, everybody else nothing."""

        def weigh(person, project, *, at):
            is_mia = person.name == "Mia"
            return SimpleNamespace(weight=Fraction(5, 2)) if is_mia else None

        monkeypatch.setattr(electorates, "weight_of", weigh)

    def test_both_weight_and_heads_are_counted_and_the_newest_stance_counts(
        self, draft, maintainer, passer_by
    ):
        milestone = draft.items.first().milestone
        say = {"year": 2026}
        opinions.give(
            milestone, by=maintainer, stance="concern", body="Too big.", **say
        )
        opinions.give(milestone, by=maintainer, stance="support", **say)
        opinions.give(milestone, by=passer_by, stance="concern", body="No.", **say)
        opinions.give(milestone, by=passer_by, stance="comment", body="Hm.", **say)
        heard = opinions.on_milestones(draft.project, 2026)[milestone.pk]
        assert (len(heard.support), len(heard.concern)) == (1, 1)
        assert (heard.share_by_weight, heard.share_by_head) == (1, Fraction(1, 2))
        assert [row.body for row in heard.said] == ["Too big.", "No.", "Hm."]
        told = json.loads(bytes(editions.publish(draft, by=maintainer).json_bytes))
        assert told["process"]["feedback"]["driver"] == {
            "support": {"people": 1, "weight": "5/2"},
            "concern": {"people": 1, "weight": "0"},
            "comments": 3,
        }
        assert len(logged("roadmap.feedback")) == 4

    def test_a_concern_says_why(self, draft, passer_by):
        milestone = draft.items.first().milestone
        with pytest.raises(InvalidInput, match="missing"):
            opinions.give(milestone, year=2026, by=passer_by, stance="concern")
        with pytest.raises(InvalidInput, match="Choose"):
            opinions.give(milestone, year=2026, by=passer_by, stance="hooray")

    def test_what_is_not_in_the_making_takes_no_feedback(
        self, draft, maintainer, passer_by, make_milestone, call, project, proposal
    ):
        with pytest.raises(Conflict, match="not in a draft"):
            opinions.give(
                make_milestone("other"), year=2026, by=passer_by, stance="support"
            )
        opinions.give(proposal, year=2026, by=passer_by, stance="support")
        assert opinions.on_proposals(project, 2026)[proposal.pk].people == 1
        over(call, project, maintainer)
        with pytest.raises(Conflict, match="Feedback ended"):
            opinions.give(proposal, year=2026, by=passer_by, stance="support")


class TestApprovals:
    @pytest.fixture
    def editor(self, project):
        user = make_person("ed@example.org")
        Role.objects.create(
            project=project,
            contributor=user.contributor,
            name=Role.Name.EDITOR,
            granted_at=timezone.now(),
        )
        return user

    @pytest.fixture
    def policy(self, project):
        return Policy.objects.create(
            project=project,
            name="default",
            version=1,
            body={"roadmap": {"approvals": {"maintainer": 1, "editor": 1}}},
            body_hash="0" * 64,
            adopted_at=timezone.now(),
        )

    def approve(self, draft, by, role, given=True, seen=""):
        digest = readiness.of(draft, facts.items_of(draft)).digest
        return approvals.approve(
            draft, by=by, role=role, digest=digest, seen=seen or digest, given=given
        )

    def test_publishing_waits_for_the_offices_that_the_policy_names(
        self, draft, policy, maintainer, editor
    ):
        self.approve(draft, maintainer, "maintainer")
        with pytest.raises(Conflict, match=r"1 approval by editors.*1 is missing"):
            editions.publish(draft, by=maintainer)
        self.approve(draft, editor, "editor")
        told = json.loads(bytes(editions.publish(draft, by=maintainer).json_bytes))
        assert {
            office["role"]: len(office["given"])
            for office in told["process"]["approvals"]
        } == {"editor": 1, "maintainer": 1}
        assert len(logged("roadmap.approved")) == 2

    def test_an_approval_is_of_one_exact_state(self, draft, policy, maintainer, editor):
        self.approve(draft, maintainer, "maintainer")
        self.approve(draft, editor, "editor")
        item = draft.items.first()
        editions.annotate_item(item, by=maintainer, note="One more thing.")
        ready = readiness.of(draft, facts.items_of(draft))
        assert [asked.missing for asked in ready.asked] == [1, 1]
        assert [len(asked.stale) for asked in ready.asked] == [1, 1]
        with pytest.raises(Conflict, match="changed since you read it"):
            self.approve(draft, editor, "editor", seen="0" * 64)

    def test_an_approval_can_be_taken_back(self, draft, policy, maintainer, editor):
        self.approve(draft, editor, "editor")
        self.approve(draft, editor, "editor", given=False)
        ready = readiness.of(draft, facts.items_of(draft))
        assert ready.asked[0].missing == 1

    def test_only_office_holders_approve(self, draft, policy, maintainer, passer_by):
        with pytest.raises(NotPermitted, match="office editor"):
            self.approve(draft, maintainer, "editor")
        with pytest.raises(NotPermitted):
            self.approve(draft, passer_by, "maintainer")
        assert not Approval.objects.exists()

    def test_a_policy_may_ask_for_a_ballot_on_exactly_this_draft(
        self, draft, maintainer, make_decision
    ):
        decision = make_decision()
        Policy.objects.create(
            project=draft.project,
            name="usual",
            version=2,
            body={"roadmap": {"ballot": True}},
            body_hash="1" * 64,
            adopted_at=timezone.now(),
        )
        with pytest.raises(Conflict, match="asks for a ballot"):
            editions.publish(draft, by=maintainer)
        digest = readiness.of(draft, facts.items_of(draft)).digest
        Ballot.objects.filter(pk=decision.ballot_id).update(
            subject_kind="edition",
            subject_key=str(draft.pk),
            subject_revision=digest,
        )
        item = draft.items.first()
        editions.annotate_item(item, by=maintainer, note="Changed.")
        with pytest.raises(Conflict, match="changed since"):
            editions.publish(draft, by=maintainer)
        editions.annotate_item(item, by=maintainer, note="")
        told = json.loads(bytes(editions.publish(draft, by=maintainer).json_bytes))
        assert told["process"]["ballot"]["of_this_draft"] is True
        assert Decision.objects.count() == 1


class TestCalendar:
    def test_days_are_in_the_edition_and_in_the_calendar_file(
        self, client, draft, project, maintainer
    ):
        occasions.add(
            project,
            year=2026,
            by=maintainer,
            kind="freeze",
            title="Feature freeze",
            day=date(2026, 10, 1),
        )
        gone = occasions.add(
            project,
            year=2026,
            by=maintainer,
            kind="review",
            title="Never mind",
            day=date(2026, 11, 1),
        )
        occasions.cancel(gone, by=maintainer)
        with pytest.raises(InvalidInput, match="too far"):
            occasions.add(
                project,
                year=2026,
                by=maintainer,
                kind="freeze",
                title="x",
                day=date(2036, 1, 1),
            )
        edition = editions.publish(draft, by=maintainer)
        told = json.loads(bytes(edition.json_bytes))["calendar"]
        assert told == [
            {"day": "2026-10-01", "kind": "freeze", "title": "Feature freeze"}
        ]
        page = client.get("/roadmap/stack/2026.0/roadmap.ics").content.decode()
        assert "SUMMARY:Feature freeze" in page
        assert "Never mind" not in page

    def test_the_sites_calendar_has_calls_and_days(
        self, client, call, project, maintainer
    ):
        occasions.add(
            project,
            year=today().year,
            by=maintainer,
            kind="freeze",
            title="Feature freeze",
            day=today(),
        )
        text = client.get("/calendar.ics").content.decode()
        assert "Open Stack: Feature freeze" in text
        assert "the call for 2026 closes" in text
