"""Policies as files: followed in a repository, proposed by commit, adopted, voted."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from config import pipeline
from core.errors import NotPermitted
from governance import ballots, decisions, emergencies, policies, policyfiles
from governance.errors import BallotNotReady, InvalidBallot
from governance.frozen import thaw
from governance.models import Ballot, Policy, PolicyDraft
from governance.subjects import Outcome
from ledger.models import Pending
from mirror import repositories
from mirror.models import Problem
from tests.governance import community

PATH = "governance/policy.yaml"
FIRST = """\
weights: {contributions: 1, days: 1, account-days: 0}
ballots: {days: 5}
"""
BY_BALLOT = (
    FIRST
    + """\
procedures:
  amendment: {method: threshold, threshold: "3/4", quorum: "1/3"}
amendment: {by: ballot, procedure: amendment}
"""
)


@pytest.fixture
def served(git_server):
    return git_server.create("governance.git")


@pytest.fixture
def repository(project, served, settings, tmp_path):
    settings.MIRROR_ALLOW_PRIVATE = True
    settings.MIRROR_DIR = tmp_path / "mirrors"
    served.commit({PATH: FIRST})
    repository = repositories.add(
        served.url, project=project, name="charter", holds=("code",)
    )
    pipeline.sync(repository)
    repository.refresh_from_db()
    return repository


def sync(served, repository, text):
    oid = served.commit({PATH: text})
    pipeline.sync(repository)
    repository.refresh_from_db()
    return oid


def follow(project):
    out = StringIO()
    call_command("policy", "follow", project.slug, "charter", PATH, stdout=out)
    return out.getvalue()


def test_a_file_is_followed_and_adopted_at_its_commit(
    client, project, repository, served, maintainer
):
    assert PATH in follow(project)
    draft = PolicyDraft.objects.get()
    assert draft.commit_oid == repository.head_oid
    client.force_login(maintainer)
    page = client.get(f"/policies/{project.slug}/").content.decode()
    assert "Adopt it" in page
    assert "+  days: 5" in page
    assert client.post(f"/policies/{draft.pk}/adopt/").status_code == 302
    policy = policies.current(project)
    assert policy.body["ballots"]["days"] == 5
    assert (policy.path, policy.commit_oid) == (PATH, draft.commit_oid)
    body = json.loads(bytes(Pending.objects.filter(kind="policy.adopted").last().data))[
        "body"
    ]
    assert (body["commit"], body["blob"]) == (draft.commit_oid, draft.blob_oid)
    assert "The file says what stands" in client.get(f"/policies/{project.slug}/").text
    served.commit({"README": "Nothing about policies."})
    pipeline.sync(repository)
    assert PolicyDraft.objects.count() == 1


def test_a_ballot_freezes_where_its_policy_lies(
    project, repository, rfc, maintainer, voters
):
    follow(project)
    draft = PolicyDraft.objects.get()
    policyfiles.adopt_draft(draft, by=maintainer)
    ballot = community.open_ballot(rfc, maintainer)
    pinned = thaw(bytes(ballot.frozen))["policy"]
    assert pinned["path"] == PATH
    assert pinned["commit"] == draft.commit_oid
    assert pinned["blob"] == draft.blob_oid
    assert pinned["repository"] == repository.url


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ballots: {threshold: 1/3}\n", "ballots.threshold: yes and no"),
        ("ballots: [\n", "cannot be read"),
        ("- a list\n", "does not hold"),
    ],
)
def test_a_text_that_contradicts_itself_is_a_problem_with_its_place(
    client, project, repository, served, maintainer, text, words
):
    follow(project)
    oid = sync(served, repository, text)
    problem = Problem.objects.get(source="policy")
    assert words in problem.message
    assert (problem.path, problem.commit_oid) == (PATH, oid)
    assert words.split(":")[0] in client.get(f"/policies/{project.slug}/").text
    assert PolicyDraft.objects.count() == 1
    sync(served, repository, FIRST.replace("5", "6"))
    assert not Problem.objects.filter(source="policy").exists()


def test_a_policy_changed_by_ballot_is_changed_by_nothing_else(
    client, project, repository, served, maintainer, voters, later
):
    follow(project)
    sync(served, repository, BY_BALLOT)
    policyfiles.adopt_draft(PolicyDraft.objects.first(), by=maintainer)
    sync(served, repository, BY_BALLOT.replace("days: 5", "days: 20"))
    draft = PolicyDraft.objects.first()
    for by in (maintainer, None):
        with pytest.raises(NotPermitted, match="by a ballot alone"):
            policyfiles.adopt_draft(draft, by=by)
        with pytest.raises(NotPermitted, match="by a ballot alone"):
            policies.adopt_policy(project, "default", {}, by=by)
    client.force_login(maintainer)
    page = client.get(f"/policies/{project.slug}/").content.decode()
    assert "Adopt it" not in page
    way = f"/ballots/new/?subject=policy:{draft.pk}&amp;procedure=amendment"
    assert way in page
    with pytest.raises(InvalidBallot, match="by its procedure “amendment”"):
        ballots.draft_ballot("policy", str(draft.pk), by=maintainer, question="Now?")
    ballot = ballots.draft_ballot(
        "policy",
        str(draft.pk),
        by=maintainer,
        question="Now?",
        procedure="amendment",
    )
    ballot = ballots.open_ballot(ballot, by=maintainer)
    assert ballot.parameters["threshold"] == "3/4"
    for voter in voters.values():
        ballots.cast_vote(ballot, by=voter, choice="yes")
    later(ballot)
    ballots.close_ballot(ballot)
    made = decisions.record_decision(
        ballot, by=maintainer, disposition="accept", outcome="Twenty days."
    )
    policy = policies.current(project)
    assert policy.body["ballots"]["days"] == 20
    assert policy.commit_oid == draft.commit_oid
    body = json.loads(bytes(Pending.objects.get(entry_id=policy.entry_id).data))["body"]
    assert body["decision"] == made.number


def test_an_older_text_cannot_be_voted_on_any_more(
    project, repository, served, maintainer, voters
):
    follow(project)
    old = PolicyDraft.objects.get()
    ballot = ballots.draft_ballot("policy", str(old.pk), by=maintainer, question="Now?")
    sync(served, repository, FIRST.replace("5", "6"))
    with pytest.raises(BallotNotReady, match="The file has changed"):
        ballots.open_ballot(ballot, by=maintainer)
    assert Ballot.objects.get().state == "draft"
    assert Policy.objects.count() == 1


def test_a_policy_that_ballots_alone_change_is_never_stuck_without_a_file(
    project, repository
):
    policies.adopt_policy(project, "default", {"amendment": {"by": "ballot"}}, by=None)
    with pytest.raises(NotPermitted, match="by a ballot alone"):
        policies.adopt_policy(project, "default", {}, by=None)
    first = policyfiles.follow(project, repository, PATH, by=None)
    with pytest.raises(NotPermitted, match="by a ballot alone"):
        policyfiles.follow(project, repository, "other.yaml", by=None)
    assert first.dropped_at is None


def test_a_policy_whose_decision_is_set_aside_is_put_back(
    project, repository, served, maintainer
):
    follow(project)
    before = policyfiles.adopt_draft(PolicyDraft.objects.first(), by=maintainer)
    sync(served, repository, FIRST.replace("days: 5", "days: 20"))
    draft = PolicyDraft.objects.first()
    outcome = Outcome(
        key=str(draft.pk), revision=draft.commit_oid, project=project.slug,
        number=3, disposition="accept", decided_at=timezone.now(),
    )  # fmt: skip
    policyfiles.decided(outcome)
    assert policies.standing(project).body["ballots"]["days"] == 20
    policyfiles.undone(outcome)
    standing = policies.standing(project)
    assert (standing.body, standing.blob_oid) == (before.body, before.blob_oid)
    assert standing.version == before.version + 2
    policyfiles.undone(outcome)  # a later one stands now
    assert policies.standing(project) == standing


def test_an_emergency_never_changes_a_policy_that_ballots_alone_change(
    project, repository, maintainer
):
    follow(project)
    body = {"acts": {"emergency": ["maintainer"]}, "amendment": {"by": "ballot"}}
    policies.adopt_policy(project, "default", body, by=None)
    draft = PolicyDraft.objects.first()
    with pytest.raises(BallotNotReady, match="by a ballot alone, and not before"):
        emergencies.decide_at_once(
            "policy", str(draft.pk), by=maintainer, outcome="Now."
        )
    assert not Ballot.objects.exists()
