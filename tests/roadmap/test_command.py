"""``manage.py roadmap``, as scripts call it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.canonical import sha256_hex
from governance.models import Role
from mirror.models import Project
from roadmap import downloads
from roadmap.models import Edition


def run(*arguments):
    out = StringIO()
    call_command("roadmap", *map(str, arguments), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_year_is_drafted_published_and_exported(
    project, maintainer, make_milestone, tmp_path
):
    make_milestone("driver")
    told = run("draft", 2026)
    assert (told["edition"], told["state"], told["items"]) == ("2026.0", "draft", 1)
    told = run("publish", 2026, "--by", "mia@example.org")
    assert told["url"] == "/roadmap/stack/2026.0/"
    edition = Edition.objects.get()
    assert told["json_hash"] == edition.json_hash
    run("export", "2026.0", tmp_path / "out")
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert sha256_hex(files["roadmap.json"]) == edition.json_hash
    assert sha256_hex(files["roadmap.md"]) == edition.markdown_hash
    assert f"{edition.json_hash}  roadmap.json" in files["SHA256SUMS"].decode()


def test_exporting_twice_writes_the_same_bytes(draft, maintainer, tmp_path):
    run("publish", 2026)
    for name in ("one", "two"):
        run("export", "2026.0", tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_file_of_another_form_is_exported_as_it_was_published(
    draft, maintainer, tmp_path, monkeypatch
):
    run("publish", 2026)
    better = ("text/plain", lambda edition, base: b"better")
    for kind in ("pdf", "ics"):
        monkeypatch.setitem(downloads.WRITERS, kind, better)
    run("export", "2026.0", tmp_path / "out")
    for kept in Edition.objects.get().files.filter(kind__in=("pdf", "ics")):
        exported = tmp_path / "out" / f"roadmap.{kept.kind}"
        assert exported.read_bytes() == bytes(kept.data)
    monkeypatch.setitem(downloads.WRITERS, "md", better)
    with pytest.raises(CommandError, match=r"no longer give.*roadmap\.md"):
        run("export", "2026.0", tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("publish", 2031), "no draft for 2031"),
        (("export", "2026.7", "/nonexistent"), "has not published 2026.7"),
        (("export", "newest", "/nonexistent"), "write 2026.0"),
        (("draft", 2027, "--project", "ghost"), "no project “ghost”"),
        (("draft", 2027, "--by", "ghost@example.org"), "no account"),
        (("draft", 2027, "--by", "pat@example.org"), "Only maintainers"),
        (("draft", 2026), "exists already"),
    ],
)
def test_a_refusal_names_the_reason(draft, passer_by, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        run(*arguments)


def test_several_projects_need_a_name(draft, repository, maintainer):
    other = Project.objects.create(
        slug="other", name="Other", created_at=draft.drafted_at
    )
    assert run("publish", 2026)["project"] == "stack"
    repository.project = other
    repository.holds_roadmap = False
    repository.save()
    with pytest.raises(CommandError, match="--project"):
        run("draft", 2026)


def test_a_project_without_maintainers_says_so(project, maintainer):
    Role.objects.update(ended_at=project.created_at)
    with pytest.raises(CommandError, match="no maintainer"):
        run("draft", 2026)
