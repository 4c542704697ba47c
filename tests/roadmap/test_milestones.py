"""Milestones from real git, imported whole, again and again."""

import pytest

from mirror import repositories
from mirror.models import Problem
from rfcs.models import Rfc
from roadmap.milestones import import_milestones
from roadmap.models import Milestone, Track

TRACKS = """\
tracks:
  - {slug: kernel, title: Kernel accelerators, description: Drivers., order: 1}
  - {slug: edge, title: Edge tools, order: 2}
releases: {v2: 2026-05-01}
"""


def written(id_, **members):
    members = {"title": f"The {id_}", "track": "kernel", "target": "2026-Q3"} | members
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in members.items()]
    return "\n".join([f"id: {id_}", *lines, ""])


@pytest.fixture(autouse=True)
def mirrors(settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"


@pytest.fixture
def served(git_server):
    return git_server.create("roadmap.git")


@pytest.fixture
def repository(project, served):
    return repositories.add(served.url, project=project, holds=("roadmap",))


@pytest.fixture
def sync(repository):
    def sync():
        fetch = repositories.fetch(repository)
        assert not fetch.error_code, fetch.error
        return import_milestones(repository)

    return sync


def codes():
    return sorted(Problem.objects.values_list("code", flat=True))


def test_tracks_and_milestones_arrive_with_their_commit(served, sync, project):
    served.commit({"tracks.yaml": TRACKS})
    first = served.commit({"milestones/a.yaml": written("a", summary="Hi *there*.")})
    served.commit({"milestones/b.yaml": written("b", track="edge", target="v2")})
    report = sync()
    assert (report.milestones, report.created, report.problems) == (2, 2, [])
    a = Milestone.objects.get(key="a")
    assert (a.commit_oid, a.track.title) == (first, "Kernel accelerators")
    assert "<em>there</em>" in a.summary_html
    assert str(a.target_date) == "2026-09-30"
    b = Milestone.objects.get(key="b")
    assert (str(b.target_date), b.target_kind) == ("2026-05-01", "release")
    assert [t.slug for t in Track.objects.all()] == ["kernel", "edge"]


def test_the_same_head_again_changes_nothing(served, sync, count_queries):
    served.commit({"milestones/a.yaml": written("a")})
    sync()
    report = sync()
    assert report.unchanged
    assert Milestone.objects.count() == 1


def test_a_change_is_read_and_its_commit_noted(served, sync):
    served.commit(
        {"milestones/a.yaml": written("a"), "milestones/b.yaml": written("b")}
    )
    sync()
    untouched = Milestone.objects.get(key="b").commit_oid
    second = served.commit({"milestones/a.yaml": written("a", status="done")})
    report = sync()
    assert (report.created, report.updated) == (0, 1)
    a = Milestone.objects.get(key="a")
    assert (a.status, a.state, a.commit_oid) == ("done", "done", second)
    assert Milestone.objects.get(key="b").commit_oid == untouched


def test_a_milestone_that_disappears_is_kept_and_marked(served, sync):
    served.commit(
        {"milestones/a.yaml": written("a"), "milestones/b.yaml": written("b")}
    )
    sync()
    served.commit({"milestones/a.yaml": None})
    assert sync().gone == 1
    assert Milestone.objects.get(key="a").gone_at is not None
    served.commit({"milestones/a.yaml": written("a")})
    sync()
    assert Milestone.objects.get(key="a").gone_at is None


def test_a_moved_file_is_the_same_milestone(served, sync):
    served.commit({"milestones/a.yaml": written("a")})
    sync()
    before = Milestone.objects.get().pk
    served.move("milestones/a.yaml", "milestones/kernel/a.yaml")
    report = sync()
    assert (report.created, report.gone) == (0, 0)
    assert Milestone.objects.get().pk == before
    assert Milestone.objects.get().path == "milestones/kernel/a.yaml"


def test_two_files_with_one_id_are_two_milestones_and_a_problem(served, sync):
    served.commit(
        {"milestones/1.yaml": written("a"), "milestones/2.yaml": written("a")}
    )
    assert sync().milestones == 2
    assert codes() == ["duplicate-id"]
    kept = {m.path: m.key for m in Milestone.objects.all()}
    assert kept["milestones/1.yaml"] == "a"
    assert kept["milestones/2.yaml"].startswith("a~")


def test_what_is_wrong_is_told_and_nothing_is_lost(served, sync):
    served.commit(
        {
            "milestones/a.yaml": written("a", depends_on="[b, ghost]"),
            "milestones/b.yaml": written("b", depends_on="[a]", target="2026-02-30"),
            "milestones/c.yaml": written("c", status="nearly", confidence="cosmic"),
            "milestones/d.yaml": written("d", rfc="99", target="soon"),
            "milestones/e.yaml": "id: [e\n",
            "milestones/f.yaml": "a: &x 1\nb: *x\n",
            "milestones/g.yaml": b"id: g\ntitle: Caf\xe9\n",
        }
    )
    report = sync()
    assert report.milestones == 5
    assert codes() == [
        "dependency-cycle",
        "dependency-cycle",
        "no-such-date",
        "not-utf-8",
        "unknown-confidence",
        "unknown-dependency",
        "unknown-rfc",
        "unknown-status",
        "unknown-target",
        "unreadable",
        "unreadable",
    ]
    b = Milestone.objects.get(key="b")
    assert (b.target, b.target_date) == ("2026-02-30", None)
    assert Milestone.objects.get(key="c").status == "nearly"
    assert Milestone.objects.get(key="d").rfc_reference == "99"


def test_mended_problems_go(served, sync):
    served.commit({"milestones/a.yaml": "id: [a\n"})
    sync()
    assert codes() == ["unreadable"]
    served.commit({"milestones/a.yaml": written("a")})
    sync()
    assert codes() == []


@pytest.mark.parametrize("name", ["7", '"0007"', "RFC 7", "7-licences"])
def test_the_rfc_is_found_by_what_people_write(served, sync, rfc, name):
    served.commit({"milestones/a.yaml": written("a", rfc=name)})
    assert sync().problems == []
    assert Milestone.objects.get().rfc == rfc


def test_an_rfc_that_is_mirrored_later_is_linked_then(served, sync, request):
    served.commit({"milestones/a.yaml": written("a", rfc=7)})
    sync()
    assert codes() == ["unknown-rfc"]
    rfc = request.getfixturevalue("rfc")
    assert sync().unchanged
    assert Milestone.objects.get().rfc == rfc
    assert codes() == []


def test_a_repository_of_rfcs_gives_only_its_proposals(served, sync, repository):
    repository.holds_roadmap, repository.holds_rfcs = False, True
    repository.save()
    served.commit(
        {
            "roadmap/ci.yaml": "jobs: []",
            "keps/sig-a/1-b/kep.yaml": "title: B\nmilestone: {alpha: v1}\n",
        }
    )
    assert sync().milestones == 1
    assert codes() == []


def test_proposals_are_milestones_of_their_group(
    served, sync, project, repository, rfc
):
    folder = "keps/sig-node/4321-quiet-pods"
    Rfc.objects.filter(pk=rfc.pk).update(
        path=f"{folder}/README.md", repository=repository
    )
    served.commit(
        {
            f"{folder}/kep.yaml": "title: Quiet pods\nkep-number: 4321\n"
            "owning-sig: sig-node\nstatus: implementable\nstage: beta\n"
            "creation-date: 2023-14-05\n"
            'milestone: {alpha: "v1.30", beta: "v1.31"}\n',
            "keps/NNNN-kep-template/kep.yaml": "milestone: {alpha: v1}\n",
        }
    )
    assert sync().problems == []
    keys = list(Milestone.objects.order_by("key").values_list("key", flat=True))
    assert keys == ["kep-4321-alpha", "kep-4321-beta"]
    assert {m.rfc for m in Milestone.objects.all()} == {rfc}
    assert Track.objects.get().slug == "sig-node"


def test_paths_narrow_what_is_read(served, sync, repository):
    repository.paths = "milestones/2026/*.yaml"
    repository.save()
    served.commit(
        {
            "tracks.yaml": TRACKS,
            "milestones/2026/a.yaml": written("a"),
            "milestones/old/b.yaml": written("b"),
        }
    )
    assert sync().milestones == 1


def test_a_link_is_not_followed(served, sync):
    served.commit({"milestones/a.yaml": written("a")})
    blob = served.git("hash-object", "-w", "--stdin", stdin=b"/etc/passwd")
    tree = served.git("ls-tree", "main", "--", "milestones/").split()[2]
    entry = f"120000 blob {blob}\tb.yaml\n100644 blob {tree}\ta.yaml\n".encode()
    inner = served.git("mktree", stdin=entry)
    root = served.git("mktree", stdin=f"040000 tree {inner}\tmilestones\n".encode())
    environment = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    commit = served.git(*environment, "commit-tree", root, "-p", "main", "-m", "Link")
    served.git("update-ref", "refs/heads/main", commit)
    assert sync().milestones == 1


def test_a_rewritten_history_is_read_from_its_new_beginning(served, sync):
    served.commit({"milestones/a.yaml": written("a")})
    sync()
    fresh = served.commit(
        {"milestones/a.yaml": written("a", title="Again")}, parents=[]
    )
    sync()
    a = Milestone.objects.get(key="a")
    assert (a.title, a.commit_oid) == ("Again", fresh)


def test_a_repository_that_was_never_fetched_has_nothing_to_import(repository):
    assert import_milestones(repository).unchanged


def test_queries_grow_with_batches_not_with_milestones(
    served, sync, repository, count_queries
):
    served.commit({"milestones/a.yaml": written("a")})
    repositories.fetch(repository)
    few = count_queries(lambda: import_milestones(repository))
    served.commit({f"milestones/m{n}.yaml": written(f"m{n}") for n in range(80)})
    repositories.fetch(repository)
    assert count_queries(lambda: import_milestones(repository)) <= few + 2
