"""What is proposed beside the branch: RFCs until they land, changes under review."""

import pytest
from django.utils import timezone

from config import pipeline
from core.errors import InvalidInput
from ledger.models import Pending
from mirror import repositories
from mirror.models import Problem, Project, ProposalRef
from rfcs.models import Proposal, Revision, Rfc
from tests.rfcs.test_documents import rfc_text

PULLS = "refs/pull/*/head"
OLD, NEW = "rfcs/0007-lamps.md", "rfcs/0000-mirrors.md"


def new_text(body="First words.", status="draft", number=0):
    return rfc_text(status, number=number, title="Mirrors", body=body)


@pytest.fixture
def served(git_server):
    served = git_server.create("rfcs.git")
    served.commit({OLD: rfc_text()}, "Begin")
    return served


@pytest.fixture
def repository(db, served, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    project = Project.objects.create(
        slug="lamp", name="Lamp", created_at=timezone.now()
    )
    return repositories.add(served.url, project=project, proposals=PULLS)


def tip(served, branch="main"):
    return served.git("rev-parse", f"refs/heads/{branch}")


def propose(served, files, *, number=1, ref="", message="Propose", onto=None):
    """Push a commit to a pull request's reference; return it."""
    ref = ref or f"refs/pull/{number}/head"
    parent = onto or tip(served)
    oid = served.commit(files, message, branch="work", parents=[parent])
    served.git("update-ref", ref, oid)
    served.git("update-ref", "-d", "refs/heads/work")
    return oid


def sync(repository):
    report = pipeline.sync(repository)
    assert report.failures == []
    return report


def proposed():
    return Rfc.objects.exclude(proposed_in="").get()


def test_a_proposed_document_is_an_rfc_that_says_where_it_is_proposed(
    served, repository
):
    base = tip(served)
    oid = propose(served, {NEW: new_text()}, number=123)
    report = sync(repository)
    assert report.revisions == 2
    rfc = proposed()
    assert (rfc.proposed_in, rfc.slug, rfc.title) == ("#123", "0000-mirrors", "Mirrors")
    assert (rfc.status, rfc.phase) == ("draft", "draft")
    assert rfc.current_revision.commit_oid == oid
    proposal = Proposal.objects.get()
    assert (proposal.base_oid, proposal.head_oid) == (base, oid)
    assert (proposal.ref, proposal.adds) == ("refs/pull/123/head", True)
    assert proposal.state == Proposal.State.OPEN
    assert Pending.objects.filter(kind="rfc.proposed").count() == 1
    assert Rfc.objects.count() == 2


def test_each_push_is_a_revision_also_a_forced_one_and_a_rebase_is_none(
    served, repository
):
    first = propose(served, {NEW: new_text()})
    sync(repository)
    propose(served, {NEW: new_text("More.")}, onto=first)
    sync(repository)
    propose(served, {NEW: new_text("Quite other.")})
    sync(repository)
    served.commit({"README.md": "# Hello\n"}, "Something else")
    rebased = propose(served, {NEW: new_text("Quite other.")})
    sync(repository)
    rfc = proposed()
    assert rfc.revision_count == rfc.revisions.count() == 3
    assert Proposal.objects.get().head_oid == rebased
    propose(served, {NEW: new_text()}, onto=tip(served))
    sync(repository)
    assert proposed().revision_count == 4


def test_an_idle_sync_reads_no_reference(served, repository, monkeypatch):
    propose(served, {NEW: new_text()})
    sync(repository)
    monkeypatch.setattr("rfcs.proposals._read", None)
    assert sync(repository).revisions == 0


def test_a_merged_proposal_goes_on_as_the_same_rfc(served, repository):
    oid = propose(served, {NEW: new_text()})
    sync(repository)
    before = proposed()
    served.commit(
        {NEW: new_text()}, "Merge pull request #1", parents=[tip(served), oid]
    )
    sync(repository)
    after = Rfc.objects.get(pk=before.pk)
    assert (after.proposed_in, after.path) == ("", NEW)
    assert after.revision_count == 1
    assert Rfc.objects.count() == 2
    assert Proposal.objects.get().state == Proposal.State.LANDED
    served.commit({NEW: new_text("Mended.")}, "Mend")
    sync(repository)
    assert Rfc.objects.get(pk=before.pk).revision_count == 2


def test_a_squashed_proposal_that_gets_its_number_goes_on_as_the_same_rfc(
    served, repository
):
    propose(served, {NEW: new_text()}, number=12)
    sync(repository)
    before = proposed()
    numbered = "rfcs/0012-mirrors.md"
    served.commit({numbered: new_text("Edited.", number=12)}, "Add mirrors (#12)")
    sync(repository)
    after = Rfc.objects.get(pk=before.pk)
    assert (after.proposed_in, after.path, after.slug) == ("", numbered, "12")
    assert Rfc.objects.count() == 2
    assert Proposal.objects.get().state == Proposal.State.LANDED
    phases = after.state_changes.values_list("phase", flat=True)
    assert list(phases) == ["draft"]


def test_what_landed_before_it_was_first_seen_is_no_proposal(served, repository):
    propose(served, {NEW: new_text()}, number=12)
    merged = propose(served, {"rfcs/0013-x.md": rfc_text(number=13)}, number=13)
    served.commit({NEW: new_text()}, "Add mirrors (#12)")
    served.commit(
        {"rfcs/0013-x.md": rfc_text(number=13)}, "M", parents=[tip(served), merged]
    )
    sync(repository)
    assert Rfc.objects.filter(proposed_in="").count() == 3
    assert not Rfc.objects.exclude(proposed_in="").exists()
    assert not Proposal.objects.exists()


def test_a_change_to_a_document_is_a_revision_under_review_not_its_head(
    served, repository
):
    propose(served, {OLD: rfc_text("review", body="Brighter.")}, number=5)
    sync(repository)
    rfc = Rfc.objects.get()
    assert (rfc.status, rfc.current_revision.index, rfc.revision_count) == (
        "draft", 1, 2,
    )  # fmt: skip
    change = Proposal.objects.get()
    assert (change.adds, change.revision.index, change.revision.status) == (
        False, 2, "review",
    )  # fmt: skip
    served.commit({OLD: rfc_text("review", body="Brighter.")}, "Brighter (#5)")
    sync(repository)
    rfc = Rfc.objects.get()
    assert (rfc.status, rfc.current_revision.index) == ("review", 3)
    assert Proposal.objects.get().state == Proposal.State.LANDED


def test_a_change_that_is_merged_becomes_the_head(served, repository):
    oid = propose(served, {OLD: rfc_text("review")}, number=5)
    sync(repository)
    served.commit({OLD: rfc_text("review")}, "Merge", parents=[tip(served), oid])
    sync(repository)
    rfc = Rfc.objects.get()
    assert (rfc.current_revision.index, rfc.revision_count) == (2, 2)
    assert Proposal.objects.get().state == Proposal.State.LANDED


def test_a_change_that_takes_back_an_older_text_is_open(served, repository):
    served.commit({OLD: rfc_text(body="Second words.")}, "Second")
    propose(served, {OLD: rfc_text()}, number=5)
    sync(repository)
    assert Proposal.objects.get().state == Proposal.State.OPEN


def test_a_reference_that_vanishes_is_kept_and_marked(served, repository):
    propose(served, {NEW: new_text()})
    sync(repository)
    served.git("update-ref", "-d", "refs/pull/1/head")
    sync(repository)
    assert Proposal.objects.get().state == Proposal.State.CLOSED
    assert proposed().gone_at is not None
    propose(served, {NEW: new_text("Again.")})
    sync(repository)
    assert Proposal.objects.get().state == Proposal.State.OPEN
    assert proposed().gone_at is None


def test_a_document_that_a_push_takes_out_is_proposed_no_longer(served, repository):
    propose(served, {NEW: new_text()})
    sync(repository)
    propose(served, {"README.md": "Nothing"})
    sync(repository)
    assert Proposal.objects.get().state == Proposal.State.CLOSED


def test_a_document_that_moves_between_pushes_stays_the_same_rfc(served, repository):
    propose(served, {NEW: new_text()})
    sync(repository)
    propose(served, {"rfcs/0001-mirrors.md": new_text("Numbered.", number=1)})
    sync(repository)
    rfc = proposed()
    assert (rfc.path, rfc.number, rfc.revision_count) == (
        "rfcs/0001-mirrors.md",
        "1",
        2,
    )


def test_a_proposal_that_took_the_branch_in_changes_only_its_own(served, repository):
    mine = propose(served, {NEW: new_text()})
    served.commit({OLD: rfc_text("review")}, "Meanwhile")
    merge = served.commit(
        {OLD: rfc_text("review")}, "Merge", branch="w", parents=[mine, tip(served)]
    )
    served.git("update-ref", "refs/pull/1/head", merge)
    served.git("update-ref", "-d", "refs/heads/w")
    sync(repository)
    assert [p.path for p in Proposal.objects.all()] == [NEW]


def test_every_patch_set_of_a_change_is_a_revision(served, repository):
    repository.proposals = "refs/changes/*"
    repository.save()
    for patch_set in (1, 2, 3):
        ref = f"refs/changes/45/12345/{patch_set}"
        propose(served, {NEW: new_text(str(patch_set))}, ref=ref)
    propose(served, {"notes": "x"}, ref="refs/changes/45/12345/meta")
    sync(repository)
    rfc = proposed()
    assert (rfc.proposed_in, rfc.revision_count) == ("change 12345", 3)
    assert Proposal.objects.get().ref.endswith("/3")


@pytest.mark.parametrize(
    ("glob", "ref", "label"),
    [
        ("refs/merge-requests/*/head", "refs/merge-requests/8/head", "!8"),
        ("refs/heads/rfc-*", "refs/heads/rfc-mirrors", "rfc-mirrors"),
        (f"{PULLS} refs/heads/rfc/*", "refs/heads/rfc/a/b", "rfc/a/b"),
    ],
)
def test_every_forge_names_its_proposals(served, repository, glob, ref, label):
    repository.proposals = glob
    repository.save()
    propose(served, {NEW: new_text()}, ref=ref)
    sync(repository)
    assert proposed().proposed_in == label


def test_more_proposals_than_one_sync_reads_wait_for_the_next(
    served, repository, settings
):
    settings.MIRROR_PROPOSALS_PER_SYNC = 2
    for number in (1, 2, 3):
        path = f"rfcs/0000-number-{number}.md"
        propose(served, {path: new_text()}, number=number)
    sync(repository)
    labels = Rfc.objects.exclude(proposed_in="").values_list("proposed_in", flat=True)
    assert sorted(labels) == ["#2", "#3"]
    repository.refresh_from_db()
    assert repository.next_fetch_at <= timezone.now()
    sync(repository)
    assert Proposal.objects.count() == 3


def test_more_references_than_are_allowed_are_refused(served, repository, settings):
    settings.MIRROR_MAX_REFS = 3
    for number in range(1, 9):
        served.git("update-ref", f"refs/pull/{number}/head", tip(served))
    report = pipeline.sync(repository)
    assert "MIRROR_MAX_REFS" in report.failures[0]
    assert Problem.objects.get().code == "too-many-refs"


def test_a_proposal_without_a_common_past_changes_nothing(served, repository):
    oid = served.commit({NEW: new_text()}, "Alone", branch="other", parents=[])
    served.git("update-ref", "refs/pull/1/head", oid)
    sync(repository)
    assert not Proposal.objects.exists()
    assert ProposalRef.objects.get().read_oid == oid


def test_a_proposal_that_rewrites_everything_is_not_read(
    served, repository, monkeypatch
):
    monkeypatch.setattr("rfcs.proposals.MOST_DOCUMENTS", 2)
    files = {f"rfcs/000{n}-x.md": rfc_text(number=n) for n in range(1, 5)}
    propose(served, files)
    sync(repository)
    assert not Proposal.objects.exists()
    assert Problem.objects.get(source="proposals").code == "proposal-too-wide"


def test_text_of_a_proposed_revision_is_kept(served, repository):
    propose(served, {NEW: new_text("Glow.")})
    sync(repository)
    revision = Revision.objects.get(rfc=proposed())
    assert revision.proposal == Proposal.objects.get()


def test_a_pattern_that_git_would_not_take_is_refused(repository):
    with pytest.raises(InvalidInput, match="one \\*"):
        repositories.add(
            "https://example.org/a/b",
            project=repository.project,
            proposals="refs/pull/*/head --upload-pack=x",
        )


def test_pages_and_the_api_say_where_an_rfc_is_proposed(served, repository, client):
    propose(served, {NEW: new_text()}, number=123)
    sync(repository)
    Proposal.objects.update(url="https://forge.example/pull/123")
    page = client.get("/rfcs/lamp/0000-mirrors/").content.decode()
    assert 'proposed in <a rel="nofollow noopener" href="https://forge.ex' in page
    listed = client.get("/rfcs/?proposed=yes").content.decode()
    assert "proposed in #123" in listed
    assert "Lamps" not in listed
    assert "Mirrors" not in client.get("/rfcs/?proposed=no").content.decode()
    (row,) = client.get("/api/v1/rfcs/?proposed=true").json()["results"]
    assert row["proposal"]["ref"] == "refs/pull/123/head"
    assert (row["proposal"]["number"], row["proposal"]["state"]) == ("#123", "open")
    (row,) = client.get("/api/v1/rfcs/?proposed=false").json()["results"]
    assert row["proposal"] is None
    (row,) = client.get("/api/v1/proposals/").json()["results"]
    assert (row["adds"], row["revision"]) == (True, 1)


def test_a_proposed_change_is_shown_on_the_rfc_and_can_be_read(
    served, repository, client
):
    propose(served, {OLD: rfc_text("review", body="Brighter.")}, number=5)
    sync(repository)
    page = client.get("/rfcs/lamp/7/").content.decode()
    assert "would change this document" in page
    assert "diff/1..2/" in page
    change = client.get("/rfcs/lamp/7/2/").content.decode()
    assert "You are reading a change that is proposed in" in change
    assert "Brighter." in change
    assert "under review" in client.get("/rfcs/lamp/7/revisions/").content.decode()
    assert client.get("/rfcs/lamp/7/diff/1..2/").status_code == 200
