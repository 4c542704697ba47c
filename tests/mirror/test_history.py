"""History becomes rows and changes, whatever its shape."""

from datetime import UTC, datetime

import pytest

from mirror import history, repositories
from mirror.models import Commit, Problem
from tests.git_server import START


def sync(repository):
    assert repositories.fetch(repository).error_code == ""
    return history.read_new_commits(repository)


def replayed(repository, since="", files=None):
    """Apply the changes to ``files`` and return what they give."""
    files = dict(files or {})
    for commit in history.document_changes(
        repository, since=since, matches=lambda path: path.endswith(".md")
    ):
        for change in commit.changes:
            if change.status == "R":
                assert files.pop(change.old_path)
            assert (change.path in files) == (change.status in "MD")
            if change.status == "D":
                del files[change.path]
            else:
                assert files.get(change.path) != change.blob_oid
                files[change.path] = change.blob_oid
    return files


def at_head(repository):
    git = repositories.open_git(repository)
    return {
        entry.path: entry.oid
        for entry in git.walk_tree(repository.head_oid)
        if entry.is_file and entry.path.endswith(".md")
    }


def stream(repository, since=""):
    changes = history.document_changes(
        repository, since=since, matches=lambda path: path.endswith(".md")
    )
    return [
        (c.commit.subject, [(x.status, x.old_path, x.path) for x in c.changes])
        for c in changes
    ]


def test_a_commit_becomes_a_row_with_people_dates_and_trailers(repository, served):
    oid = served.commit(
        {"a.md": "1", "b.md": "2"},
        "Add two files\n\nWhy not.\n\n"
        "Reviewed-by: Rita Reader <rita@example.org>\r\n"
        "signed-off-by: Ann Author <ann@example.org>\n"
        "Fixes: 12\n",
        committer="Carl Committer <carl@example.org>",
    )
    assert sync(repository) == 1
    row = Commit.objects.get()
    assert (row.oid, row.parents, row.subject) == (oid, [], "Add two files")
    assert (row.author_name, row.author_email) == ("Ann Author", "ann@example.org")
    assert row.committer_email == "carl@example.org"
    assert row.authored_at == row.landed_at == datetime.fromtimestamp(START + 60, UTC)
    assert row.paths_changed == 2
    assert row.trailers == [
        {"token": "reviewed-by", "name": "Rita Reader", "email": "rita@example.org"},
        {"token": "signed-off-by", "name": "Ann Author", "email": "ann@example.org"},
    ]


def test_reading_again_adds_only_what_is_new(repository, served):
    served.commit({"a.md": "1"})
    assert sync(repository) == 1
    assert sync(repository) == 0
    served.commit({"a.md": "2"})
    served.commit({"a.md": "3"})
    assert sync(repository) == 2


def test_an_interrupted_reading_is_taken_up_again(repository, served):
    for number in range(3):
        served.commit({"a.md": str(number)})
    sync(repository)
    Commit.objects.order_by("-pk").first().delete()
    repository.history_oid = ""
    repository.save()
    assert history.read_new_commits(repository) == 1
    assert Commit.objects.count() == 3


def test_side_commits_land_when_they_are_merged(repository, served):
    base = served.commit({"a.md": "1"}, at=START)
    side = served.commit({"b.md": "1"}, "Side", at=START + 10, branch="side")
    side = served.commit(
        {"b.md": "2"}, "Side", at=START + 10, branch="side", parents=[base]
    )
    served.commit({"a.md": "2"}, at=START + 20)
    served.commit(
        {"b.md": "2"}, "Merge", at=START + 30, parents=[served._tip("main"), side]
    )
    sync(repository)
    landed = Commit.objects.get(oid=side).landed_at
    assert landed == datetime.fromtimestamp(START + 30, UTC)
    assert Commit.objects.get(subject="Merge").paths_changed == 0


def test_a_forged_date_moves_nobody_once_later_commits_disagree(repository, served):
    served.commit({"a.md": "1"}, at=START)
    forged = served.commit({"a.md": "2"}, at=START + 4_000_000)
    assert sync(repository) == 2
    assert Commit.objects.get(oid=forged).landed_at.timestamp() == START + 4_000_000
    served.commit({"a.md": "3"}, at=START + 20)
    served.commit({"a.md": "4"}, at=START + 30)
    assert sync(repository) == 2
    assert Commit.objects.get(oid=forged).landed_at.timestamp() == START


def test_commits_that_a_rewrite_dropped_stay_and_are_marked(repository, served):
    first = served.commit({"a.md": "1"})
    dropped = served.commit({"a.md": "2"})
    sync(repository)
    served.commit({"a.md": "3"}, parents=[first])
    assert sync(repository) == 1
    assert [c.oid for c in Commit.objects.exclude(lost_at=None)] == [dropped]
    assert Commit.objects.reachable().count() == 2
    served.git("update-ref", "refs/heads/main", dropped)
    assert sync(repository) == 0
    assert Commit.objects.get(oid=dropped).lost_at is None


@pytest.mark.parametrize(
    ("path", "excluded"),
    [("vendor/x.c", True), ("web/app.min.js", True), ("go.sum", True), ("x.c", False)],
)
def test_commits_of_copied_or_generated_files_alone_are_marked(
    repository, served, path, excluded
):
    served.commit({path: "1"})
    sync(repository)
    assert Commit.objects.get().empty_or_excluded is excluded


def test_a_commit_that_changes_nothing_is_marked(repository, served):
    served.commit({"a.md": "1"})
    served.commit({}, "Nothing")
    sync(repository)
    assert Commit.objects.get(subject="Nothing").empty_or_excluded


def test_impossible_dates_cost_a_problem_and_not_the_row(repository, served):
    tree = served.git("write-tree")
    raw = (
        f"tree {tree}\nauthor A <a@b> 99999999999999999999 +0000\n"
        "committer <> -1 +9999\nencoding no-such-charset\n\n"
    ).encode() + b"caf\xe9 \xff\n"
    oid = served.git(
        "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=raw
    )
    served.git("update-ref", "refs/heads/main", oid)
    served.commit({"a.md": "1"}, "Fine")
    assert sync(repository) == 2
    odd = Commit.objects.get(oid=oid)
    assert (odd.authored_at, odd.committed_at) == (None, None)
    assert odd.subject == "caf\xe9 \xff"
    codes = set(Problem.objects.values_list("code", flat=True))
    assert {"impossible-date", "fsck"} <= codes


def test_changes_follow_a_file_through_its_rename(repository, served):
    served.commit({"text/0000-x.md": "# X\n" * 30}, "Propose")
    served.move("text/0000-x.md", "text/0007-x.md", "Number")
    served.commit({"text/0007-x.md": "# X\n" * 31, "code.c": "x"}, "Edit")
    served.commit({"text/0007-x.md": None}, "Remove")
    sync(repository)
    assert stream(repository) == [
        ("Propose", [("A", "", "text/0000-x.md")]),
        ("Number", [("R", "text/0000-x.md", "text/0007-x.md")]),
        ("Edit", [("M", "", "text/0007-x.md")]),
        ("Remove", [("D", "", "text/0007-x.md")]),
    ]


def test_changes_after_a_commit_are_the_rest_of_all_changes(repository, served):
    served.commit({"a.md": "1"}, "One")
    served.commit({"a.md": "2"}, "Two")
    sync(repository)
    since = repository.head_oid
    before = at_head(repository)
    served.commit({"a.md": "3", "b.md": "1"}, "Three")
    sync(repository)
    assert [subject for subject, _ in stream(repository, since)] == ["Three"]
    assert replayed(repository, since, before) == at_head(repository)
    assert stream(repository, repository.head_oid) == []


def test_what_a_merge_itself_changes_is_the_change_of_the_merge(repository, served):
    base = served.commit({"a.md": "base\n", "b.md": "b\n"}, "Base")
    side = served.commit({"a.md": "side\n"}, "Side", branch="s", parents=[base])
    served.commit({"a.md": "main\n"}, "Main")
    served.commit({"a.md": "both\n"}, "Merge", parents=[served._tip("main"), side])
    sync(repository)
    assert [subject for subject, _ in stream(repository)] == [
        "Base",
        "Main",
        "Side",
        "Merge",
    ]
    assert replayed(repository) == at_head(repository)


def test_a_merge_that_throws_the_branch_away_ends_as_the_head(repository, served):
    base = served.commit({"a.md": "base\n"}, "Base")
    side = served.commit({"a.md": "side\n"}, "Side", branch="s", parents=[base])
    main = served.commit({"a.md": "main\n"}, "Main")
    served.commit({"a.md": "main\n"}, "Ours", parents=[main, side])
    sync(repository)
    assert replayed(repository) == at_head(repository)


def test_a_branch_older_than_a_rename_raises_no_ghost(repository, served):
    text = "line\n" * 40
    base = served.commit({"old.md": text}, "Base")
    side = served.commit(
        {"old.md": text + "more\n"}, "Side", branch="s", parents=[base]
    )
    served.move("old.md", "new.md", "Rename")
    served.commit(
        {"new.md": text + "more\n"}, "Merge", parents=[served._tip("main"), side]
    )
    sync(repository)
    paths = [x[2] for _, changes in stream(repository) for x in changes]
    assert paths == ["old.md", "new.md", "new.md"]
    assert replayed(repository) == at_head(repository)


def test_a_rewritten_branch_still_ends_as_its_head(repository, served):
    first = served.commit({"a.md": "1", "c.md": "1"})
    served.commit({"a.md": "2", "b.md": "1"})
    sync(repository)
    since, before = repository.head_oid, at_head(repository)
    served.commit({"d.md": "1"}, parents=[first])
    sync(repository)
    assert replayed(repository, since, before) == at_head(repository)


def test_links_and_submodules_are_no_documents(repository, served):
    served.commit({"a.md": "1"})
    blob = served.git("hash-object", "-w", "--stdin", stdin=b"/etc/passwd")
    tree = served.git("mktree", stdin=f"120000 blob {blob}\ta.md\n".encode())
    oid = served.git(
        "-c", "user.name=A", "-c", "user.email=a@b", "commit-tree", tree, "-m", "Link",
        "-p", "main",
    )  # fmt: skip
    served.git("update-ref", "refs/heads/main", oid)
    sync(repository)
    assert stream(repository)[-1] == ("Link", [("D", "", "a.md")])
