"""Suggested edits from the page to the patch, on a mirrored repository."""

import subprocess

import pytest
from django.utils import timezone

from contributors.models import Identity
from core.canonical import sha256_hex
from core.errors import NotPermitted
from ledger.models import Pending
from mirror import repositories
from mirror.models import Commit, Project
from rfcs import documents, drafts, passages, suggestions, texts
from rfcs.errors import (
    EmptyText,
    SuggestionChangesNothing,
    SuggestionMisplaced,
    SuggestionsConflict,
    SuggestionSettled,
)
from rfcs.models import Patch, Rfc, Suggestion, Thread
from tests.git_server import ENVIRONMENT
from tests.rfcs import community

PATH = "rfcs/0007-lämps and more.md"
BODY = (
    "---\nnumber: 7\ntitle: Lamps\nstatus: review\nauthors: [Ada <ada@x.example>]\n"
    "created: 2025-01-02\n---\n\n# Lamps\n\n## Summary\n\nA lamp is bright,\nand "
    "it is warm.\n\n## Cost\n\nNobody knows the cost.\n"
)
BRIGHT = "A lamp is bright,\nand it is warm."
COST = "Nobody knows the cost."


@pytest.fixture
def served(git_server):
    return git_server.create("rfcs.git")


@pytest.fixture
def rfc(db, served, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    project = Project.objects.create(slug="oas", name="Lamp", created_at=timezone.now())
    served.commit({PATH: BODY}, "rfc-0007: Propose lamps")
    return bring(repositories.add(served.url, project=project))


@pytest.fixture
def maintainer(rfc):
    user = community.make_user("mary")
    community.make_maintainer(user, rfc.project)
    return user


def bring(repository):
    assert repositories.fetch(repository).error_code == ""
    documents.import_documents(repository)
    return Rfc.objects.select_related("project", "current_revision").get()


def suggest(rfc, by, old=BRIGHT, new="A lamp is *bright*,\nand it is warm."):
    revision = rfc.current_revision
    first = suggestions.lines_of(revision).index(old.split("\n")[0]) + 1
    return suggestions.suggest(revision, by=by, first_line=first, old=old, new=new)


def test_a_suggestion_keeps_base_old_and_new(rfc, alice):
    made = suggest(rfc, alice)
    assert made.base_hash == sha256_hex(BODY.encode())
    assert (made.old, made.state) == (BRIGHT, "open")
    assert Thread.objects.get().suggestions == 1


def test_what_changes_nothing_or_is_not_there_is_refused(rfc, alice):
    with pytest.raises(SuggestionChangesNothing):
        suggest(rfc, alice, new=BRIGHT)
    with pytest.raises(SuggestionMisplaced, match="Choose them again"):
        suggestions.suggest(
            rfc.current_revision, by=alice, first_line=1, old=BRIGHT, new="x"
        )


def test_one_patch_of_two_suggestions_is_taken_by_git(
    rfc, served, alice, bob, maintainer, tmp_path
):
    Commit.objects.create(
        repository=rfc.repository,
        oid="a" * 40,
        author_name="Alice",
        author_email="alice@commits.example",
        committer_name="Alice",
        committer_email="alice@commits.example",
        subject="Earlier work",
    )
    Identity.objects.create(
        email="alice@commits.example", name="Alice", contributor=alice.contributor
    )
    keys = [suggest(rfc, alice).pk, suggest(rfc, bob, COST, "It costs a coin.").pk]
    patch = suggestions.make_patch(rfc, by=maintainer, keys=keys)
    clone = tmp_path / "clone"
    run = ["git", "-c", "user.name=M", "-c", "user.email=m@x"]
    subprocess.run([*run, "clone", "-q", served.path, clone], env=ENVIRONMENT)
    done = subprocess.run(
        [*run, "-C", clone, "am"],
        input=bytes(patch.content),
        capture_output=True,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stderr.decode()
    text = (clone / PATH).read_text()
    assert "A lamp is *bright*,\nand it is warm.\n" in text
    assert "It costs a coin.\n" in text
    log = subprocess.run(
        [*run, "-C", clone, "log", "-1", "--format=%an%n%s%n%(trailers:only)"],
        capture_output=True,
        env=ENVIRONMENT,
    ).stdout.decode()
    host = "127.0.0.1"
    assert log.strip().split("\n") == [
        "Mary",
        "RFC 7: Apply 2 suggested edits",
        "Suggested-by: Alice <alice@commits.example>",
        f"Suggested-by: Bob <{bob.contributor.public_id}@people.{host}>",
    ]
    assert b"bob@example.org" not in bytes(patch.content)
    assert {each.state for each in Suggestion.objects.all()} == {"applied"}
    assert Pending.objects.filter(kind="patch.made").count() == 1


def test_conflicting_suggestions_are_named_and_nothing_is_applied(
    rfc, alice, bob, maintainer
):
    keys = [suggest(rfc, alice).pk, suggest(rfc, bob, "and it is warm.", "or hot.").pk]
    with pytest.raises(SuggestionsConflict, match=r"of Bob .* as that of Alice"):
        suggestions.make_patch(rfc, by=maintainer, keys=keys)
    assert not Patch.objects.exists()


def test_a_suggestion_outlives_a_revision_unless_its_lines_changed(
    rfc, served, alice, bob, maintainer
):
    kept, lost = suggest(rfc, alice), suggest(rfc, bob, COST, "It costs a coin.")
    text = BODY.replace("## Summary", "## Why\n\nDark.\n\n## Summary")
    served.commit({PATH: text.replace(COST, "It costs two coins.")}, "Count")
    rfc = bring(rfc.repository)
    checked = suggestions.check(rfc, [kept.pk, lost.pk])
    assert list(checked.reasons) == [lost.pk]
    assert "written on revision 1" in checked.reasons[lost.pk]
    patch = suggestions.make_patch(rfc, by=maintainer, keys=[kept.pk])
    assert patch.revision == rfc.current_revision


def test_only_with_a_reason_a_suggestion_is_refused_and_only_once(
    rfc, alice, maintainer
):
    made = suggest(rfc, alice)
    with pytest.raises(EmptyText):
        suggestions.refuse(made, by=maintainer, reason=" ")
    suggestions.refuse(made, by=maintainer, reason="Not every lamp is.")
    with pytest.raises(SuggestionSettled, match="refused already"):
        suggestions.make_patch(rfc, by=maintainer, keys=[made.pk])


def test_a_reader_neither_applies_nor_refuses(rfc, alice, bob):
    made = suggest(rfc, alice)
    with pytest.raises(NotPermitted):
        suggestions.make_patch(rfc, by=bob, keys=[made.pk])
    with pytest.raises(NotPermitted):
        suggestions.refuse(made, by=bob, reason="No")


def test_an_author_of_the_document_may(rfc, alice, bob):
    Identity.objects.create(
        email="ada@x.example",
        name="Ada",
        contributor=bob.contributor,
        verified_at=timezone.now(),
    )
    assert suggestions.make_patch(rfc, by=bob, keys=[suggest(rfc, alice).pk])


def test_a_suggestion_may_wait_as_a_draft(rfc, alice):
    edit = (18, COST, "It costs a coin.")
    drafts.keep(rfc.current_revision, by=alice, body="Known", edit=edit)
    drafts.post(rfc, by=alice)
    assert Suggestion.objects.get().new == "It costs a coin."


def test_the_pages_lead_from_a_paragraph_to_the_patch(rfc, client, alice, maintainer):
    page = rfc.get_absolute_url()
    blocks = texts.text_of(rfc.current_revision).blocks
    block = next(each["id"] for each in blocks if "bright" in each["text"])
    client.force_login(alice)
    html = client.get(f"{page}1/suggest/?block={block}").content.decode()
    assert "A lamp is bright,\nand it is warm.</textarea>" in html
    form = {"block": block, "first": 13, "old": BRIGHT.replace("\n", "\r\n")}
    form |= {"new": "A lamp is bright.", "body": "Warmth is no matter."}
    preview = client.post(f"{page}1/suggest/", {**form, "act": "preview"})
    assert "<del>" in preview.content.decode()
    client.post(f"{page}1/suggest/", form)
    made = Suggestion.objects.get()
    assert "Suggested edit" in client.get(page).content.decode()
    client.force_login(maintainer)
    path = f"{page}suggestions/"
    tried = client.post(path, {"pick": made.pk, "act": "try"}, follow=True)
    assert "fit together" in tried.content.decode()
    client.post(path, {"pick": made.pk})
    patch = client.get(f"{page}patches/{Patch.objects.get().pk}.patch")
    assert b"+A lamp is bright.\n" in patch.content
    assert "in <a" in client.get(page).content.decode()


def test_a_block_is_found_in_its_source_by_its_words():
    lines = BODY.split("\n")
    assert passages.find(lines, "A lamp is bright, and it is warm.").of(lines) == BRIGHT
    assert passages.find(lines, "Something else entirely") is None
