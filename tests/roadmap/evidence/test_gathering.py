"""A milestone is done because git says so, checked at each sync."""

import pytest
from django.db import DatabaseError, transaction

from ledger.models import Pending
from mirror.models import Problem, Repository
from roadmap.evidence import gathering
from roadmap.evidence.models import Check, Evidence, Loss, TrailerCommit
from roadmap.models import Milestone


def standing(key):
    row = Milestone.objects.get(key=key)
    return row.proof, row.state


def codes():
    rows = Problem.objects.filter(source="evidence")
    return sorted(rows.values_list("code", flat=True))


def test_a_path_at_a_tag_makes_a_milestone_done(plan, code, sync):
    plan("npu", ["{path: 'drivers/**/npu.c', at: 'v1.*', repository: runtime}"])
    code.commit({"README": "hi"})
    sync()
    assert standing("npu") == ("open", "planned")
    oid = code.commit({"drivers/accel/npu.c": "int x;"})
    sync()
    assert standing("npu") == ("open", "planned")
    code.git("tag", "v1.0", oid)
    code.git("tag", "v0.9", oid)
    report = sync()
    assert (report.found, standing("npu")) == (1, ("fresh", "done"))
    evidence = Evidence.objects.get()
    assert (evidence.commit_oid, evidence.tag) == (oid, "v1.0")
    assert evidence.path == "drivers/accel/npu.c"
    assert evidence.committed_at is not None
    entry = Pending.objects.get(kind="evidence.found")
    assert entry.entry_id == evidence.entry_id
    assert oid.encode() in bytes(entry.data)
    assert sync().found == 0


def test_a_trailer_counts_once_a_release_holds_it(plan, code, sync):
    plan("sched", ["{commit: own, at: 'v*', repository: runtime}"])
    first = code.commit({"a": "1"}, "Begin")
    code.git("tag", "v1", first)
    done = code.commit({"a": "2"}, "Finish it\n\nMilestone: sched\n")
    sync()
    assert standing("sched") == ("open", "planned")
    last = code.commit({"a": "3"}, "Go on\n\nMilestone: schedule\n")
    me = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    code.git(*me, "tag", "-m", "Two", "v2", last)
    sync()
    assert standing("sched") == ("fresh", "done")
    evidence = Evidence.objects.get()
    assert (evidence.commit_oid, evidence.tag) == (done, "v2")
    assert TrailerCommit.objects.count() == 2


def test_a_tag_and_a_line_of_a_file(plan, code, sync):
    plan(
        "both",
        [
            "{tag: 'v1.3*', repository: runtime}",
            "{file: SUPPORT.md, line: '*NPU*supported*', at: head, "
            "repository: runtime}",
        ],
    )
    oid = code.commit({"SUPPORT.md": "| CPU | supported |\n"})
    code.git("tag", "v1.3.1", oid)
    sync()
    assert standing("both") == ("partly", "active")
    code.commit({"SUPPORT.md": "| CPU | supported |\n| NPU | supported |\n"})
    sync()
    assert standing("both") == ("fresh", "done")
    assert sorted(Evidence.objects.values_list("line", flat=True), key=str) == [2, None]


def test_other_milestones_done(plan, code, sync):
    plan("part", ["{tag: v1, repository: runtime}"])
    plan("whole", ["{milestones: [part]}"])
    plan("a", ["{milestones: [b]}"])
    plan("b", ["{milestones: [a]}"], status="done")
    oid = code.commit({"a": "1"})
    sync()
    assert standing("whole") == ("open", "planned")
    code.git("tag", "v1", oid)
    sync()
    assert standing("whole") == ("fresh", "done")
    assert standing("a") == ("open", "planned")
    assert standing("b") == ("open", "active")


def test_ticked_without_evidence_is_not_done_and_flagged(plan, code, sync):
    plan("npu", ["{path: npu.c, repository: runtime}"], status="done")
    code.commit({"a": "1"})
    sync()
    assert standing("npu") == ("open", "active")
    assert codes() == ["done-without-evidence"]


def test_a_tag_that_goes_or_moves_contradicts_the_evidence(plan, code, sync, client):
    plan("npu", ["{path: npu.c, at: v1, repository: runtime}"])
    oid = code.commit({"npu.c": "1"})
    code.git("tag", "v1", oid)
    sync()
    code.git("tag", "-d", "v1")
    report = sync()
    assert (report.lost, standing("npu")) == (1, ("contradicted", "planned"))
    assert Loss.objects.get().reason == "tag-gone"
    assert codes() == ["evidence-lost"]
    page = client.get("/roadmap/stack/milestones/npu/").content.decode()
    assert "Contradicted" in page
    assert "the tag was taken away" in page
    other = code.commit({"npu.c": None, "b": "2"})
    code.git("tag", "v1", other)
    sync()
    assert standing("npu") == ("contradicted", "planned")
    code.git("tag", "-f", "v1", oid)
    sync()
    assert standing("npu") == ("fresh", "done")
    assert Evidence.objects.count() == 2
    assert Pending.objects.filter(kind="evidence.lost").count() == 1


def test_a_moved_tag_that_still_shows_it_is_new_evidence(plan, code, sync):
    plan("npu", ["{path: npu.c, at: v1, repository: runtime}"])
    code.git("tag", "v1", code.commit({"npu.c": "1"}))
    sync()
    later = code.commit({"npu.c": "2"})
    code.git("tag", "-f", "v1", later)
    sync()
    assert standing("npu") == ("fresh", "done")
    assert Check.objects.get().evidence.commit_oid == later
    assert Loss.objects.get().reason == "tag-moved"


def test_a_rewritten_branch_takes_evidence_at_the_head_away(plan, code, sync):
    plan("npu", ["{path: npu.c, at: head, repository: runtime}"])
    first = code.commit({"a": "1"})
    code.commit({"npu.c": "1"})
    sync()
    assert standing("npu") == ("fresh", "done")
    code.commit({"b": "2"})
    sync()
    assert Evidence.objects.count() == 1  # the older commit still stands
    code.commit({"c": "3"}, parents=[first])
    sync()
    assert standing("npu") == ("contradicted", "planned")
    assert Loss.objects.get().reason == "history-rewritten"


def test_a_trailer_in_a_tag_that_was_taken_away_counts_no_more(plan, code, sync):
    plan("sched", ["{commit: own, repository: runtime}"])
    code.commit({"a": "1"})
    done = code.commit({"a": "2"}, "Finish\n\nMilestone: sched\n", branch="side")
    code.git("tag", "v1", done)
    sync()
    assert standing("sched") == ("fresh", "done")
    code.git("tag", "-d", "v1")
    sync()
    assert standing("sched") == ("contradicted", "planned")
    assert not TrailerCommit.objects.exists()


def test_a_repository_that_nobody_mirrors_is_said(plan, code, sync):
    plan("npu", ["{path: npu.c, repository: kernel}"])
    code.commit({"a": "1"})
    sync()
    assert codes() == ["unknown-repository"]
    assert Check.objects.get().trouble == "no-repository"


def test_evidence_grows_stale_while_its_mirror_cannot_be_fetched(plan, code, sync):
    plan("npu", ["{path: npu.c, repository: runtime}"])
    code.git("tag", "v1", code.commit({"npu.c": "1"}))
    sync()
    runtime = Repository.objects.get(name="runtime")
    Repository.objects.filter(pk=runtime.pk).update(fetched_at="2020-01-01T00:00:00Z")
    gathering.check(runtime.project)
    assert standing("npu") == ("stale", "done")
    sync()
    assert standing("npu") == ("fresh", "done")


def test_a_changed_rule_is_asked_anew(plan, code, sync):
    plan("npu", ["{path: npu.c, repository: runtime}"])
    code.git("tag", "v1", code.commit({"npu.c": "1", "gpu.c": "1"}))
    sync()
    plan("npu", ["{path: gpu.c, repository: runtime}"])
    sync()
    assert standing("npu") == ("fresh", "done")
    plan("npu", ["{path: tpu.c, repository: runtime}"])
    sync()
    assert standing("npu") == ("open", "planned")


def test_evidence_is_never_edited(plan, code, sync):
    plan("npu", ["{path: npu.c, repository: runtime}"])
    code.git("tag", "v1", code.commit({"npu.c": "1"}))
    sync()
    for model in (Evidence,):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(tag="v2")


def test_nothing_new_costs_few_queries_and_no_writes(
    plan, code, sync, project, count_queries
):
    for n in range(12):
        plan(f"m{n}", [f"{{path: f{n}.c, repository: runtime}}"])
    code.git("tag", "v1", code.commit({f"f{n}.c": "1" for n in range(12)}))
    assert sync().found == 12
    assert count_queries(lambda: gathering.check(project)) < 30
    entries = Pending.objects.count()
    gathering.check(project)
    assert Pending.objects.count() == entries
