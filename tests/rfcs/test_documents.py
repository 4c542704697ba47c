"""Documents come in from git: once, with their history, whatever they look like."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from core.errors import InvalidInput
from ledger.models import Pending
from mirror import bulk, repositories
from mirror.errors import RepositoryBusy
from mirror.models import Problem, Project, Repository
from rfcs import documents, texts
from rfcs.models import Revision, Rfc, StateChange, Text

PATH = "rfcs/0007-lamps.md"


def rfc_text(status="draft", number=7, title="Lamps", body="First words."):
    return (
        f"---\nnumber: {number}\ntitle: {title}\nstatus: {status}\n"
        f"authors: [Ada Night <ada@lamp.example>]\ncreated: 2025-01-02\n---\n\n"
        f"# {title}\n\n## Summary\n\n{body}\n"
    )


@pytest.fixture
def project(db):
    return Project.objects.create(slug="lamp", name="Lamp", created_at=timezone.now())


@pytest.fixture
def served(git_server):
    return git_server.create("rfcs.git")


@pytest.fixture
def repository(project, served, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    return repositories.add(served.url, project=project)


def bring(repository):
    """Fetch and import; return the report."""
    assert repositories.fetch(repository).error_code == ""
    return documents.import_documents(repository)


def codes(rfc):
    rows = Problem.objects.filter(repository=rfc.repository, path=rfc.path)
    return sorted(rows.values_list("code", flat=True))


def blobs(rfc):
    return list(rfc.revisions.values_list("blob_oid", flat=True))


def assert_at_head(served, rfc):
    head = served.git("rev-parse", f"main:{rfc.path}")
    assert rfc.current_revision.blob_oid == head


def test_a_document_arrives_with_everything_it_states(served, repository):
    served.commit({PATH: rfc_text()}, "rfc-0007: Propose lamps")
    oid = served.commit(
        {PATH: rfc_text("review")}, "Ask", author="Bo Day <bo@day.example>"
    )
    report = bring(repository)
    assert (report.documents, report.revisions, report.problems) == (1, 2, 0)
    rfc = Rfc.objects.get()
    assert (rfc.slug, rfc.number, rfc.number_sort) == ("7", "7", 7)
    assert (rfc.title, rfc.status, rfc.format) == ("Lamps", "review", "althing")
    assert (rfc.phase, rfc.holder, rfc.resolution) == ("review", "community", "none")
    assert rfc.authors == [{"name": "Ada Night", "email": "ada@lamp.example"}]
    assert rfc.created.isoformat() == "2025-01-02"
    assert rfc.updated is None
    assert rfc.revision_count == 2
    revision = rfc.current_revision
    assert (revision.index, revision.commit_oid) == (2, oid)
    assert (revision.author_name, revision.subject) == ("Bo Day", "Ask")
    assert_at_head(served, rfc)


def test_authors_may_stand_in_a_file_beside_it(served, repository):
    header = "<title>Lamps</title><number>0007</number><status>Draft</status>&ada;"
    document = (
        "<!DOCTYPE xep SYSTEM 'xep.dtd' [<!ENTITY % ents SYSTEM 'xep.ent'>%ents;]>"
        f"<xep><header>{header}</header><section1 topic='Why'/></xep>"
    )
    ada = "<author><firstname>Ada</firstname><surname>{}</surname></author>"
    shared = f'<!ENTITY ada "{ada.format("Night")}">'
    served.commit({"xep-0007.xml": document, "xep.ent": shared})
    bring(repository)
    rfc = Rfc.objects.get()
    assert (rfc.title, rfc.authors) == ("Lamps", [{"name": "Ada Night"}])
    assert codes(rfc) == []


def test_the_states_it_went_through_are_kept_with_their_commits(served, repository):
    for status in ("draft", "draft", "review", "final-comment"):
        served.commit({PATH: rfc_text(status, body=str(served.clock))})
    bring(repository)
    changes = StateChange.objects.order_by("pk")
    assert [change.phase for change in changes] == ["draft", "review", "final_comment"]
    oids = list(Revision.objects.values_list("commit_oid", flat=True))
    assert [change.commit_oid for change in changes] == [oids[0], oids[2], oids[3]]


def test_the_text_is_rendered_without_its_header_and_title(served, repository):
    served.commit({PATH: rfc_text(body="Some *light*. <script>x</script>")})
    bring(repository)
    text = Text.objects.get()
    assert "<em>light</em>" in text.html
    assert "script" not in text.html
    assert "authors" not in text.html
    assert [line["text"] for line in text.outline] == ["Summary"]
    assert text.source == rfc_text(body="Some *light*. <script>x</script>")


def test_one_entry_of_the_ledger_says_what_was_mirrored(served, repository):
    served.commit({PATH: rfc_text()})
    head = served.commit({"rfcs/0008-oil.md": rfc_text(number=8, title="Oil")})
    bring(repository)
    (entry,) = Pending.objects.filter(kind="rfc.mirrored")
    data = bytes(entry.data).decode()
    assert head in data
    assert '"documents":2' in data
    assert '"revisions":2' in data


def test_nothing_new_costs_almost_nothing(
    served, repository, django_assert_max_num_queries
):
    served.commit({PATH: rfc_text()})
    bring(repository)
    before = Rfc.objects.get().changed_at
    with django_assert_max_num_queries(3):
        report = documents.import_documents(repository)
    assert (report.documents, report.revisions) == (0, 0)
    assert Rfc.objects.get().changed_at == before
    assert Pending.objects.filter(kind="rfc.mirrored").count() == 1


def test_only_what_changed_is_touched(served, repository):
    served.commit({PATH: rfc_text(), "rfcs/0008-oil.md": rfc_text(number=8)})
    bring(repository)
    still = Rfc.objects.get(slug="8").changed_at
    served.commit({PATH: rfc_text("review"), "README.md": "Words."})
    report = bring(repository)
    assert (report.documents, report.revisions) == (1, 1)
    assert Rfc.objects.get(slug="8").changed_at == still
    assert Rfc.objects.get(slug="7").revision_count == 2


def test_a_document_that_moves_stays_the_same(served, repository):
    served.commit({"rfcs/0000-lamps.md": rfc_text(number=0)})
    bring(repository)
    first = Rfc.objects.get()
    assert (first.slug, first.number) == ("0000-lamps", "0")
    served.commit({"rfcs/0000-lamps.md": None, PATH: rfc_text()}, "Give it a number")
    bring(repository)
    rfc = Rfc.objects.get()
    assert rfc.pk == first.pk
    assert (rfc.slug, rfc.path, rfc.revision_count) == ("7", PATH, 2)
    assert [r.path for r in rfc.revisions.all()] == ["rfcs/0000-lamps.md", PATH]


def test_moves_before_the_first_import_are_followed_too(served, repository):
    served.commit({"rfcs/0000-lamps.md": rfc_text(number=0)})
    served.move("rfcs/0000-lamps.md", PATH)
    served.commit({PATH: rfc_text()})
    bring(repository)
    assert Rfc.objects.get().revision_count == 3


def test_a_document_that_is_deleted_is_gone_and_kept(served, repository):
    served.commit({PATH: rfc_text()})
    bring(repository)
    served.commit({PATH: None}, "Remove")
    bring(repository)
    rfc = Rfc.objects.get()
    assert rfc.gone_at == datetime.fromtimestamp(served.clock, UTC)
    assert rfc.revision_count == 1
    served.commit({PATH: rfc_text("review")}, "Bring it back")
    bring(repository)
    rfc.refresh_from_db()
    assert rfc.gone_at is None
    assert (rfc.status, rfc.revision_count) == ("review", 2)


def test_what_was_deleted_before_the_first_import_is_not_brought_back(
    served, repository
):
    served.commit({PATH: rfc_text()})
    served.commit({PATH: None, "rfcs/0008-oil.md": "x"}, "Remove")
    bring(repository)
    assert [rfc.number for rfc in Rfc.objects.all()] == ["8"]


def test_a_rewritten_history_adds_and_takes_nothing_away(served, repository):
    root = served.commit({PATH: rfc_text()})
    served.commit({PATH: rfc_text("review", body="To be thrown away.")})
    bring(repository)
    served.commit({PATH: rfc_text("accepted")}, "Another road", parents=[root])
    bring(repository)
    rfc = Rfc.objects.get()
    assert rfc.revision_count == 3
    assert (rfc.status, rfc.current_revision.index) == ("accepted", 3)
    assert_at_head(served, rfc)


def test_a_branch_that_is_wound_back_points_to_the_older_revision(served, repository):
    root = served.commit({PATH: rfc_text()})
    served.commit({PATH: rfc_text("review")})
    bring(repository)
    served.git("update-ref", "refs/heads/main", root)
    bring(repository)
    rfc = Rfc.objects.get()
    assert (rfc.revision_count, rfc.current_revision.index) == (2, 1)
    assert rfc.status == "draft"
    assert_at_head(served, rfc)


def test_a_history_read_anew_changes_nothing(served, repository):
    served.commit({PATH: rfc_text()})
    served.commit({PATH: rfc_text("review")})
    bring(repository)
    oids = list(Revision.objects.values_list("pk", "commit_oid"))
    Repository.objects.update(imported_oid="")
    repository.refresh_from_db()
    report = documents.import_documents(repository)
    assert (report.documents, report.revisions) == (1, 0)
    assert list(Revision.objects.values_list("pk", "commit_oid")) == oids
    assert StateChange.objects.count() == 2


def test_a_document_that_cannot_be_read_is_listed_with_its_problem(served, repository):
    served.commit({PATH: "---\ntitle: [broken\n---\n\nStill *readable*.\n"})
    assert bring(repository).problems == 2
    rfc = Rfc.objects.get()
    assert (rfc.title, rfc.number, rfc.phase) == ("[broken", "7", "unknown")
    assert sorted(codes(rfc)) == ["field-missing", "header-unreadable"]
    assert "<em>readable</em>" in Text.objects.get().html
    problem = Problem.objects.get(code="header-unreadable")
    assert problem.line in (2, 3)
    served.commit({PATH: rfc_text()}, "Mend")
    assert bring(repository).problems == 0
    assert Rfc.objects.get().title == "Lamps"


def test_an_unknown_status_is_kept_word_for_word(served, repository):
    served.commit({PATH: rfc_text("Almost Done (beta)")})
    bring(repository)
    rfc = Rfc.objects.get()
    assert (rfc.status, rfc.phase) == ("Almost Done (beta)", "unknown")
    assert codes(rfc) == ["unknown-status"]


def test_bytes_that_are_no_utf_8_cost_no_document(served, repository):
    served.commit({PATH: rfc_text().encode() + b"caf\xe9 \x00\n"})
    bring(repository)
    assert codes(Rfc.objects.get()) == ["not-utf-8"]
    assert "caf\ufffd \ufffd" in Text.objects.get().source


def test_two_documents_of_one_number_both_have_an_address(served, repository):
    served.commit({"rfcs/0007-first.md": rfc_text(title="First")})
    served.commit({"rfcs/0007-second.md": rfc_text(title="Second", body="Other.")})
    bring(repository)
    slugs = dict(Rfc.objects.values_list("title", "slug"))
    assert slugs == {"First": "7", "Second": "7-second"}
    assert codes(Rfc.objects.get(title="Second")) == ["number-clash"]


def test_two_series_that_share_a_number_do_not_clash(served, repository):
    header = "---\n{}: 7\ntitle: {}\nauthor: Ada\nstatus: Final\n---\n\nText.\n"
    served.commit({"sccp/sccp-7.md": header.format("sccp", "First")})
    served.commit({"sips/sip-7.md": header.format("sip", "Second")})
    bring(repository)
    slugs = dict(Rfc.objects.values_list("title", "slug"))
    assert slugs == {"First": "7", "Second": "sip-7"}
    assert "number-clash" not in codes(Rfc.objects.get(title="Second"))


def test_hexadecimal_numbers_have_addresses_and_an_order(served, repository):
    names = [f"{number:02}" for number in range(1, 11)] + ["7D"]
    served.commit({f"{name}.md": f"NIP-{name}\n======\n\nOil\n---\n" for name in names})
    bring(repository)
    rfc = Rfc.objects.get(number="7D")
    assert (rfc.slug, rfc.number_sort, rfc.title) == ("7d", 125, "Oil")


def test_a_state_that_was_decided_here_outlives_an_edit(served, repository):
    served.commit({PATH: rfc_text("review")})
    bring(repository)
    rfc = Rfc.objects.get()
    StateChange.objects.create(
        rfc=rfc,
        status="review",
        phase="accepted",
        resolution="accepted",
        entered_at=timezone.now(),
        decision_number=1,
    )
    Rfc.objects.update(phase="accepted", resolution="accepted")
    served.commit({PATH: rfc_text("review", body="A comma.")})
    bring(repository)
    assert Rfc.objects.get().phase == "accepted"
    served.commit({PATH: rfc_text("withdrawn")})
    bring(repository)
    assert Rfc.objects.get().resolution == "withdrawn"


KEP = "keps/sig-lamp/12-brighter"
YAML = (
    "title: Brighter\nkep-number: 12\nauthors: ['@ada']\nowning-sig: sig-lamp\n"
    "creation-date: 2020-01-02\nstatus: {status}\nstage: {stage}\n"
)


def test_a_kep_is_one_document_of_two_files(served, repository):
    yaml = YAML.format(status="implementable", stage="alpha")
    served.commit({f"{KEP}/README.md": "# KEP-12: Brighter\n\nWicks.\n"}, "Text first")
    served.commit({f"{KEP}/kep.yaml": yaml})
    served.commit({f"{KEP}/kep.yaml": yaml.replace("alpha", "beta")})
    served.commit({f"{KEP}/README.md": "# KEP-12: Brighter\n\nLonger wicks.\n"})
    bring(repository)
    rfc = Rfc.objects.get()
    assert (rfc.path, rfc.number) == (f"{KEP}/README.md", "12")
    assert (rfc.status, rfc.phase, rfc.maturity) == (
        "implementable",
        "available",
        "beta",
    )
    assert rfc.revision_count == 3
    assert blobs(rfc)[0] == blobs(rfc)[1] != blobs(rfc)[2]
    assert "Longer wicks." in Text.objects.get().html
    served.commit({f"{KEP}/kep.yaml": YAML.format(status="withdrawn", stage="beta")})
    bring(repository)
    rfc.refresh_from_db()
    assert (rfc.resolution, rfc.revision_count) == ("withdrawn", 4)


def test_a_kep_of_one_file_becomes_one_of_two(served, repository):
    old = "keps/sig-lamp/0012-brighter.md"
    text = "# Brighter\n\n" + "Many words about wicks.\n" * 20
    yaml = YAML.format(status="provisional", stage="alpha")
    served.commit({old: f"---\n{yaml}---\n\n{text}"})
    bring(repository)
    first = Rfc.objects.get()
    served.commit({old: None, f"{KEP}/README.md": text, f"{KEP}/kep.yaml": yaml})
    bring(repository)
    rfc = Rfc.objects.get()
    assert (rfc.pk, rfc.revision_count) == (first.pk, 2)
    assert rfc.path == f"{KEP}/README.md"


def test_an_interrupted_import_leaves_nothing_half_written(
    served, repository, monkeypatch
):
    served.commit({PATH: rfc_text()})

    def crash(*args):
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(bulk, "insert", crash)
        with pytest.raises(OSError, match="power"):
            bring(repository)
    assert not Rfc.objects.exists()
    assert not Pending.objects.filter(kind="rfc.mirrored").exists()
    repository.refresh_from_db()
    assert repository.imported_oid == ""
    assert bring(repository).documents == 1


def test_of_two_imports_at_once_only_one_writes(served, repository):
    served.commit({PATH: rfc_text()})
    repositories.fetch(repository)
    slower = Repository.objects.get(pk=repository.pk)
    documents.import_documents(repository)
    with pytest.raises(RepositoryBusy, match="faster"):
        documents.import_documents(slower)
    assert Revision.objects.count() == 1


def test_an_empty_repository_has_no_documents(repository):
    assert bring(repository).documents == 0


def test_a_format_that_does_not_exist_is_refused(served, repository):
    served.commit({PATH: rfc_text()})
    repository.format = "wiki"
    repositories.fetch(repository)
    Repository.objects.update(format="wiki")
    repository.refresh_from_db()
    with pytest.raises(InvalidInput, match="use auto, "):
        documents.import_documents(repository)


def test_only_the_chosen_paths_are_looked_at(served, repository):
    Repository.objects.update(paths="design/**/*.md", format="rust")
    repository.refresh_from_db()
    served.commit(
        {
            "design/deep/0001-a.md": "- Feature Name: a\n\n## Summary\n",
            "text/0002-b.md": "- Feature Name: b\n\n## Summary\n",
        }
    )
    bring(repository)
    assert [rfc.title for rfc in Rfc.objects.all()] == ["a"]


def test_an_older_text_is_rendered_when_it_is_first_read(served, repository):
    served.commit({PATH: rfc_text(body="Old *words*.")})
    served.commit({PATH: rfc_text(body="New words.")})
    bring(repository)
    old = Revision.objects.get(index=1)
    assert Text.objects.count() == 1
    assert "<em>words</em>" in texts.text_of(old).html
    assert Text.objects.count() == 2
    assert texts.text_of(old).pk == Text.objects.get(blob_oid=old.blob_oid).pk


def test_a_text_that_the_mirror_lost_says_so(served, repository, settings, tmp_path):
    served.commit({PATH: rfc_text(body="Old.")})
    served.commit({PATH: rfc_text()})
    bring(repository)
    settings.MIRROR_DIR = tmp_path / "elsewhere"
    text = texts.text_of(Revision.objects.get(index=1))
    assert text.pk is None
    assert "cannot be read" in text.notice
