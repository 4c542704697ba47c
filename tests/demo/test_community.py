"""The sample community: mirrored through the front door, then alive."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contributors.models import Organisation, User
from demo import clock, community
from demo.conversation import Teller
from governance import electorates, policies
from governance.models import Ballot, Decision, Policy, Vote
from ledger.models import Entry, Pending
from mirror.models import Fetch, Problem, Project, Repository
from rfcs.models import Comment, Concern, Review, Rfc, Thread
from roadmap.models import Approval, Edition, Feedback, Milestone, ProposalAnswer
from roadmap.programmes.models import Application
from roadmap.programmes.standing import missing
from tests.servers import free_port

TODAY = datetime(2026, 11, 22, 18, tzinfo=UTC)
pytestmark = pytest.mark.xdist_group("sample")


@pytest.fixture
def place(settings, monkeypatch, tmp_path):
    settings.DATA_DIR, settings.SAMPLE = tmp_path, True
    settings.MIRROR_DIR = tmp_path / "mirrors"
    settings.LEDGER_KEY_FILE = tmp_path / "keys" / "ledger"
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SAMPLE_GIT_PORT", str(free_port()))
    with clock.at(TODAY):  # what the sample's people earned fades within three years
        yield tmp_path


def load():
    said = io.StringIO()
    call_command("sample", json=True, stdout=said, stderr=io.StringIO())
    return json.loads(said.getvalue())


@pytest.mark.django_db(transaction=True)
def test_the_sample_comes_alive_and_stays_the_same(place):
    loaded = load()
    assert loaded["seconds"] <= 60
    _the_repositories_are_mirrored_without_a_problem()
    _one_organisation_is_cut_to_the_cap()
    _the_rfcs_are_discussed_by_five_organisations()
    _ballots_are_decided_and_one_is_open()
    _one_edition_is_published_and_one_is_a_draft()
    _one_system_has_its_designation_and_one_waits()
    _every_step_is_in_the_log()
    rows = counts()
    assert load()["acts"] == 0
    assert counts() == rows


def counts():
    models = (User, Comment, Review, Concern, Vote, Decision, Edition, Entry, Fetch)
    return {model.__name__: model.objects.count() for model in models}


def _the_repositories_are_mirrored_without_a_problem():
    assert list(Problem.objects.values_list("path", "message")) == []
    assert Fetch.objects.exclude(error_code="").count() == 0
    assert Repository.objects.count() == 3
    assert Rfc.objects.count() == 18
    assert set(Rfc.objects.values_list("format", flat=True)) == {"althing"}
    assert Rfc.objects.get(number="3").revision_count == 5  # through its renaming
    assert Milestone.objects.count() == 23
    assert Milestone.objects.filter(rfc=None).count() == 0


def _one_organisation_is_cut_to_the_cap():
    project = Project.objects.get()
    policy = policies.current(project)
    roll = electorates.electorate(project, at=timezone.now(), policy=policy)
    assert len(roll.weights) == 25
    total = sum(weight.weight for weight in roll.weights)
    raw = sum(weight.raw for weight in roll.weights)
    most = Organisation.objects.get(slug="northlight").pk
    mine = [w for w in roll.weights if w.organisation_id == most]
    assert sum(w.raw for w in mine) * 4 > raw
    assert sum(w.weight for w in mine) * 5 == total


def _the_rfcs_are_discussed_by_five_organisations():
    licensing = Rfc.objects.get(number="7")
    assert licensing.revision_count == 7
    reviews = Review.objects.filter(rfc=licensing)
    assert len(set(reviews.values_list("organisation__slug", flat=True)) - {None}) == 5
    assert reviews.values("revision").distinct().count() == 2
    states = Concern.objects.filter(rfc=licensing).values_list("state", flat=True)
    assert sorted(states) == ["open", "resolved"]
    assert Thread.objects.exclude(block="").count() >= 20
    assert Thread.objects.values("rfc").distinct().count() == 8


def _ballots_are_decided_and_one_is_open():
    now = timezone.now()
    dispositions = Decision.objects.values_list("disposition", flat=True)
    assert sorted(dispositions) == ["accept"] * 4 + ["reject"]
    open_now = Ballot.objects.open_at(now).get()
    assert open_now.subject_title.endswith("Licensing of GPU drivers")
    assert timedelta(days=7) < open_now.closes_at - now < timedelta(days=9)
    assert Ballot.objects.due_at(now).count() == 0
    announced = Ballot.objects.get(state="announced")
    assert now < announced.opening_at < announced.closes_at
    ranked = Ballot.objects.get(method="debian")
    assert ranked.tally["winners"] == ["Five years"]
    election = Ballot.objects.get(method="stv")
    assert election.outcome.names == ("Ruth Adeyemi", "Sofia Lindgren", "Deepak Raman")
    assert "Jonas Brandt" in election.tally["dropped"]
    assert Ballot.objects.get(method="consensus").tally["passed"]
    assert Ballot.objects.get(method="apache").tally["passed"]
    assert Rfc.objects.get(number="8").resolution == "accepted"
    assert Rfc.objects.get(number="16").resolution == "rejected"
    assert Vote.objects.filter(sequence=2).exists()
    assert Policy.objects.count() == 3


def _one_system_has_its_designation_and_one_waits():
    given, waiting = Application.objects.order_by("pk")
    assert (given.state, given.decision.disposition) == ("designated", "accept")
    assert given.designated_at < timezone.now() < given.expires_at
    assert (waiting.state, missing(waiting)) == (
        "filed",
        ["A default installation runs the example model"],
    )


def _one_edition_is_published_and_one_is_a_draft():
    published, amended, draft = Edition.objects.order_by("year", "number")
    assert (str(published), published.state) == ("2026.0", Edition.State.PUBLISHED)
    assert (str(amended), amended.state) == ("2026.1", Edition.State.PUBLISHED)
    assert Feedback.objects.filter(milestone=None).count() == 7
    assert Feedback.objects.exclude(weight="0").exists()
    assert ProposalAnswer.objects.count() == 3
    assert Approval.objects.get().edition == draft
    assert (draft.year, draft.state) == (2027, Edition.State.DRAFT)
    assert published.items.exclude(decision=None).count() == 4


def _every_step_is_in_the_log():
    assert Pending.objects.count() == 0
    assert Entry.objects.filter(kind="vote.cast").count() == Vote.objects.count()
    assert Entry.objects.filter(kind="decision.made").count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_load_that_is_interrupted_leaves_nothing_half_said(place, monkeypatch):
    monkeypatch.setattr(Teller, "tell", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load()
    assert User.objects.count() == 0
    assert not community.is_loaded()
    assert Repository.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_port_that_is_taken_is_named(place, monkeypatch):
    monkeypatch.setattr(
        "demo.git_server.serve",
        lambda *_, **__: (_ for _ in ()).throw(OSError("taken")),
    )
    with pytest.raises(CommandError, match="SAMPLE_GIT_PORT"):
        load()


@pytest.mark.django_db
def test_asking_whether_it_is_loaded_costs_one_query():
    with CaptureQueriesContext(connection) as queries:
        assert not community.is_loaded()
    assert len(queries) == 1
