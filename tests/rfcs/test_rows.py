"""Rows of an index come in from git as RFCs, known by what they link to."""

import pytest
from django.utils import timezone

from config import pipeline
from ledger.models import Pending
from mirror import repositories
from mirror.models import Project
from rfcs import documents, suggestions, texts
from rfcs.errors import SuggestionsConflict
from rfcs.models import Proposal, Revision, Rfc, StateChange, Text

OIL = "[Lamp oil](https://git.example/lamps/proposal-lamp-oil)"
WICKS = "[Wicks](https://git.example/lamps/proposal-wicks)"
GLOBES = "[Globes](https://git.example/lamps/proposal-globes)"


def table(heading, *cells):
    rows = "".join(f"| {cell} | Ada Night |\n" for cell in cells)
    return f"## {heading}\n\n| Proposal | Champion |\n| --- | --- |\n{rows}\n"


START = table("Stage 1", OIL, WICKS) + table("Stage 2", GLOBES)


@pytest.fixture
def served(git_server):
    return git_server.create("proposals.git")


@pytest.fixture
def repository(db, served, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    project = Project.objects.create(
        slug="lamp", name="Lamp", created_at=timezone.now()
    )
    served.commit({"README.md": START}, "Begin")
    repository = repositories.add(served.url, project=project)
    bring(repository)
    return repository


def bring(repository):
    assert repositories.fetch(repository).error_code == ""
    return documents.import_documents(repository)


def oil():
    return Rfc.objects.get(title="Lamp oil")


def said(rfc):
    return list(rfc.revisions.order_by("index").values_list("path", "status"))


def test_each_row_is_an_rfc_with_an_address_and_a_text(repository, client):
    assert set(Rfc.objects.values_list("slug", "path", "status", "phase")) == {
        ("lamp-oil", "README.md#lamp-oil", "Stage 1", "draft"),
        ("wicks", "README.md#wicks", "Stage 1", "draft"),
        ("globes", "README.md#globes", "Stage 2", "review"),
    }
    assert oil().authors[0]["name"] == "Ada Night"
    page = client.get(f"/rfcs/{repository.project.slug}/lamp-oil/", follow=True)
    assert page.status_code == 200
    assert "https://git.example/lamps/proposal-lamp-oil" in page.content.decode()
    (entry,) = Pending.objects.filter(kind="rfc.mirrored")
    assert '"documents":3' in bytes(entry.data).decode()


def test_a_row_that_comes_is_new_and_touches_no_other(served, repository):
    before = oil().changed_at
    more = table("Stage 1", WICKS, "[Flint](https://git.example/a/flint)", OIL)
    served.commit({"README.md": more + table("Stage 2", GLOBES)})
    report = bring(repository)
    assert (report.documents, report.revisions) == (1, 1)
    assert Rfc.objects.get(slug="flint").revision_count == 1
    assert (oil().changed_at, oil().revision_count) == (before, 1)


def test_a_row_that_changes_has_another_revision(served, repository):
    served.commit({"README.md": START.replace("Ada Night", "Bo Day", 1)})
    assert bring(repository).revisions == 1
    assert (oil().authors[0]["name"], oil().revision_count) == ("Bo Day", 2)
    first = oil().revisions.get(index=1)
    assert "Ada Night" in texts.text_of(first).source


def test_a_row_that_moves_between_tables_and_files_stays_the_same(served, repository):
    pk = oil().pk
    moved = table("Stage 1", WICKS) + table("Stage 2", GLOBES, OIL)
    served.commit({"README.md": moved}, "Advance")
    bring(repository)
    left = table("Stage 1", WICKS) + table("Stage 2", GLOBES)
    done = table("Finished Proposals", OIL)
    served.commit({"README.md": left, "finished-proposals.md": done}, "Finish")
    bring(repository)
    assert (oil().pk, oil().slug, oil().gone_at) == (pk, "lamp-oil", None)
    steps = [
        ("README.md#lamp-oil", "Stage 1"),
        ("README.md#lamp-oil", "Stage 2"),
        ("finished-proposals.md#lamp-oil", "Finished Proposals"),
    ]
    assert said(oil()) == steps
    states = StateChange.objects.filter(rfc=pk).order_by("pk")
    states = states.values_list("status", flat=True)
    assert list(states) == [status for _, status in steps]
    assert Rfc.objects.count() == 3


def test_a_row_that_left_is_gone_until_it_comes_again(served, repository):
    served.commit({"README.md": START.replace(f"| {OIL} | Ada Night |\n", "")})
    bring(repository)
    assert oil().gone_at is not None
    served.commit({"README.md": START})
    bring(repository)
    assert oil().gone_at is None
    assert Rfc.objects.count() == 3


def test_a_row_whose_link_changed_is_known_by_its_title(served, repository):
    pk = oil().pk
    served.commit({"README.md": START.replace("proposal-lamp-oil", "fuel")})
    bring(repository)
    assert (oil().pk, oil().path, oil().slug) == (pk, "README.md#fuel", "lamp-oil")
    assert oil().revision_count == 2


def test_a_history_read_at_once_gives_the_same(served, repository):
    served.commit({"README.md": table("Stage 2", OIL, WICKS, GLOBES)})
    served.move("README.md", "active-proposals.md")
    bring(repository)
    step_by_step = {rfc.slug: said(rfc) for rfc in Rfc.objects.all()}
    again = repositories.add(f"{served.url}/", project=repository.project)
    bring(again)
    rows = Rfc.objects.filter(repository=again)
    assert {rfc.title: said(rfc) for rfc in rows} == {
        Rfc.objects.get(slug=slug, repository=repository).title: steps
        for slug, steps in step_by_step.items()
    }


def test_a_repository_that_gets_documents_is_no_index_any_more(served, repository):
    served.commit(
        {
            f"rfcs/{n:04}-lamp.md": f"---\nnumber: {n}\ntitle: L\nstatus: draft\n---\nx"
            for n in range(1, 5)
        }
    )
    bring(repository)
    assert oil().gone_at is not None
    assert Rfc.objects.filter(gone_at=None).count() == 4


def test_another_renderer_begins_with_the_text_that_was_kept(repository):
    revision = oil().current_revision
    Text.objects.update(renderer=0, html="")
    assert "Lamp oil" in texts.text_of(revision).html
    assert documents.render_heads(repository) == 2


def test_no_patch_is_made_of_a_row(repository):
    assert Revision.objects.count() == 3
    with pytest.raises(SuggestionsConflict, match=r"row in README\.md"):
        suggestions.check(oil(), [1])


def test_another_proposal_of_the_same_repository_takes_no_history(served, repository):
    pk = oil().pk
    other = OIL.replace("Lamp oil", "Whale oil")
    served.commit({"finished-proposals.md": table("Finished Proposals", other)})
    bring(repository)
    assert (oil().pk, oil().gone_at, oil().status) == (pk, None, "Stage 1")
    assert Rfc.objects.get(title="Whale oil").path == "finished-proposals.md#whale-oil"
    assert Rfc.objects.count() == 4


def propose(served, text, number=5):
    served.git("update-ref", "refs/heads/work", "refs/heads/main")
    oid = served.commit({"README.md": text}, f"Propose {number}", branch="work")
    served.git("update-ref", f"refs/pull/{number}/head", oid)
    served.git("update-ref", "-d", "refs/heads/work")


def sync(repository):
    report = pipeline.sync(repository)
    assert report.failures == []


def test_a_row_that_is_proposed_is_an_rfc_until_it_lands_and_then_the_same(
    served, repository
):
    repository.proposals = "refs/pull/*/head"
    repository.save()
    shade = "[Shades](https://git.example/lamps/proposal-shades)"
    text = table("Stage 1", OIL, WICKS, shade) + table("Stage 2", GLOBES)
    propose(served, text)
    sync(repository)
    rfc = Rfc.objects.get(proposed_in="#5")
    assert (rfc.title, rfc.path) == ("Shades", "README.md#shades")
    assert (rfc.status, rfc.revision_count) == ("Stage 1", 1)
    assert "Shades" in Text.objects.get(blob_oid=rfc.current_revision.blob_oid).html
    served.commit({"README.md": text}, "Merge the shades (#5)")
    sync(repository)
    landed = Rfc.objects.get(title="Shades")
    assert (landed.pk, landed.proposed_in, landed.gone_at) == (rfc.pk, "", None)


def test_a_step_that_is_proposed_for_a_row_is_a_revision_under_review(
    served, repository
):
    repository.proposals = "refs/pull/*/head"
    repository.save()
    propose(served, table("Stage 1", WICKS) + table("Stage 2", GLOBES, OIL))
    sync(repository)
    rfc = oil()
    assert (rfc.status, rfc.current_revision.index) == ("Stage 1", 1)
    under_review = Revision.objects.exclude(proposal=None).get()
    assert (under_review.rfc, under_review.status) == (rfc, "Stage 2")
    assert Proposal.objects.get().label == "#5"
