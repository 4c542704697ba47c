"""The sample repositories: the same bytes every time, and enough in them."""

import subprocess

import pytest
import yaml

from demo import weave
from demo.build import build
from demo.people import PEOPLE


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("sample") / "repositories")


def git(repository, *words):
    run = subprocess.run(
        ["git", "-C", repository, *words], check=True, capture_output=True, text=True
    )
    return run.stdout


def test_building_twice_gives_the_same_objects(built, tmp_path):
    again = build(tmp_path / "again")
    for name, path in built.items():
        for words in (["show-ref"], ["count-objects", "-v"]):
            assert git(path, *words) == git(again[name], *words)


def test_building_again_in_the_same_place_replaces_what_was_there(tmp_path):
    first = build(tmp_path / "place")
    (first["oas-rfcs"] / "HEAD").unlink()
    assert "refs/heads/main" in git(build(tmp_path / "place")["oas-rfcs"], "show-ref")


def test_the_objects_are_the_same_on_every_machine(built):
    """Written down; a change of the content changes them, and nothing else may."""
    assert {
        name: git(path, "rev-parse", "main").strip() for name, path in built.items()
    } == {
        "oas-rfcs": "c051931820c658cccbd131612dbb0b70dc790d94",
        "oas-roadmap": "7e50837e37872b2c3ba24fbb5a3fc8d8977515cb",
        "oas-runtime": "53fb6299f51b029cf617e44bce9a67194de733a5",
    }


@pytest.mark.parametrize("name", ["oas-rfcs", "oas-roadmap", "oas-runtime"])
def test_the_repositories_are_whole(built, name):
    assert git(built[name], "fsck", "--strict") == ""


def test_the_rfcs_have_a_long_history_of_many_states(built):
    repository = built["oas-rfcs"]
    assert int(git(repository, "rev-list", "--count", "main")) >= 60
    names = git(repository, "ls-tree", "--name-only", "main", "rfcs/").split()
    heads = [
        yaml.safe_load(git(repository, "show", f"main:{name}").split("---\n")[1])
        for name in names
    ]
    assert [head["number"] for head in heads] == list(range(1, 19))
    assert len({head["status"] for head in heads}) == 9


def test_no_revision_shows_the_marks_of_the_weave(built):
    patch = git(built["oas-rfcs"], "log", "-p", "--format=", "main")
    assert "\n+%%" not in patch


def test_the_licensing_of_drivers_was_written_by_five_organisations(built):
    path = "rfcs/0007-gpu-driver-licensing.md"
    emails = git(built["oas-rfcs"], "log", "--format=%ae", "main", "--", path).split()
    by_email = {person.email: person for person in PEOPLE.values()}
    assert len(emails) == 7
    assert len({by_email[e].organisation for e in emails} - {""}) == 5


def test_every_milestone_names_a_track_that_exists(built):
    repository = built["oas-roadmap"]
    tracks = yaml.safe_load(git(repository, "show", "main:tracks.yaml"))["tracks"]
    names = git(
        repository, "ls-tree", "-r", "--name-only", "main", "milestones"
    ).split()
    found = [yaml.safe_load(git(repository, "show", f"main:{n}")) for n in names]
    assert len(found) >= 22
    assert {m["track"] for m in found} == {t["slug"] for t in tracks}
    ids = {m["id"] for m in found}
    assert all(set(m.get("depends-on", [])) <= ids for m in found)


def test_a_weave_gives_each_revision_its_own_lines():
    body = "both\n%% 1\nfirst\n%% 2-\nlater\n%%\nend\n"
    assert weave.revision(body, 1) == "both\nfirst\nend\n"
    assert weave.revision(body, 2) == "both\nlater\nend\n"


def test_a_span_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="not a span"):
        weave.revision("%% soon\n", 1)


def test_the_code_has_a_history_with_every_kind_of_credit(built):
    repository = built["oas-runtime"]
    assert 250 <= int(git(repository, "rev-list", "--count", "main")) <= 400
    log = git(repository, "log", "--format=%B", "main")
    for token in (
        "Signed-off-by: ",
        "Reviewed-by: ",
        "Tested-by: ",
        "Co-authored-by: ",
        "Acked-by: ",
        "Reported-by: ",
        "This reverts commit ",
    ):
        assert log.count(f"\n{token}") >= 1, token
    assert len(git(repository, "rev-list", "--merges", "main").split()) >= 5
    assert {"v0.1", "v1.2"} <= set(git(repository, "tag").split())
    assert git(repository, "branch", "--format=%(refname:short)") == "main\n"


def test_everybody_with_an_account_has_landed_something_on_two_days(built):
    days = {}
    for line in git(
        built["oas-runtime"], "log", "--use-mailmap", "--format=%aE %as", "main"
    ).splitlines():
        email, day = line.split()
        days.setdefault(email, set()).add(day)
    for person in PEOPLE.values():
        assert len(days.get(person.email, ())) >= 2, person.name


def test_each_file_of_a_merge_holds_what_both_sides_did(built):
    repository = built["oas-runtime"]
    merge = git(repository, "rev-list", "--merges", "-1", "main").strip()
    for parent in ("^1", "^2"):
        patch = git(repository, "diff", "--numstat", merge + parent, merge)
        assert all(line.split()[1] == "0" for line in patch.splitlines())


def test_reverted_and_imported_work_can_be_recognised(built):
    repository = built["oas-runtime"]
    body = git(repository, "log", "--grep=^This reverts", "--format=%B", "main")
    oid = body.split("This reverts commit ")[1].split(".")[0]
    assert "Give oas_fence_wait a deadline" in git(repository, "show", "-s", oid)
    assert git(repository, "log", "--format=%s", "main", "--", "third_party")
    ignored = git(repository, "show", "main:.git-blame-ignore-revs").splitlines()[-1]
    assert "licence" in git(repository, "show", "-s", ignored)
