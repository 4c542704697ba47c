"""Our own milestone and track files."""

from roadmap.formats import althing

WHOLE = b"""\
id: gpu-scheduler
title: Fair scheduling of accelerators
track: kernel
owner: Ines Duarte
champion: Tomas Berg
target: 2026-Q3
confidence: committed
status: in-progress
summary: Jobs share a card without starving one another.
criteria:
  - The scheduler is the default
  - A week of soak testing passes
depends-on: [driver-licence]
needs: Two reviewers who know DMA
rfc: "12"
links:
  - https://example.org/board
  - {title: Design notes, url: https://example.org/notes}
"""


def codes(found):
    return [issue.code for issue in found.issues]


def test_a_whole_file_is_read_word_for_word():
    found = althing.read("milestones/gpu.yaml", WHOLE)
    (milestone,) = found.milestones
    assert found.issues == ()
    assert milestone.key == "gpu-scheduler"
    assert milestone.track == "kernel"
    assert milestone.target == "2026-Q3"
    assert (milestone.status, milestone.state) == ("in-progress", "active")
    assert milestone.criteria[1] == "A week of soak testing passes"
    assert milestone.dependencies == ("driver-licence",)
    assert milestone.needs == ("Two reviewers who know DMA",)
    assert milestone.rfc == "12"
    assert milestone.links == (
        ("https://example.org/board", "https://example.org/board"),
        ("Design notes", "https://example.org/notes"),
    )


def test_one_file_may_hold_many():
    data = b"milestones:\n  - {id: a, title: A}\n  - {id: b, title: B}\n  - 3\n"
    found = althing.read("roadmap/all.yaml", data)
    assert [m.key for m in found.milestones] == ["a", "b"]
    assert codes(found) == ["not-a-milestone"]


def test_unknown_words_are_kept_and_told_with_their_line():
    data = b"id: a\ntitle: A\nstatus: nearly\nconfidence: cosmic\ncolour: red\n"
    found = althing.read("milestones/a.yaml", data)
    (milestone,) = found.milestones
    assert (milestone.status, milestone.state) == ("nearly", "unknown")
    assert milestone.confidence == "cosmic"
    told = {issue.code: issue.line for issue in found.issues}
    assert told == {"unknown-member": 5, "unknown-status": 3, "unknown-confidence": 4}


def test_a_milestone_without_id_or_title_is_not_lost():
    found = althing.read("milestones/edge tools.yaml", b"track: edge\n")
    (milestone,) = found.milestones
    assert milestone.key == milestone.title == "edge-tools"
    assert codes(found) == ["missing-id", "missing-title"]


def test_an_id_that_no_address_holds_is_mended_and_told():
    found = althing.read("milestones/a.yaml", b"id: ../a b/c\ntitle: A\n")
    assert found.milestones[0].key == "a-b-c"
    assert codes(found) == ["bad-id"]


def test_a_script_is_no_link():
    data = b"id: a\ntitle: A\nlinks: ['javascript:alert(1)']\n"
    found = althing.read("milestones/a.yaml", data)
    assert found.milestones[0].links == (("javascript:alert(1)", ""),)
    assert codes(found) == ["not-a-link"]


def test_values_of_the_wrong_shape_are_kept_as_text():
    data = b"id: a\ntitle: {en: A}\nowner: [x, y]\ncriteria: {one: two}\n"
    found = althing.read("milestones/a.yaml", data)
    assert found.milestones[0].title == '{"en": "A"}'
    assert found.milestones[0].owner == "x, y"
    assert codes(found) == ["wrong-type", "wrong-type"]


def test_broken_yaml_is_one_problem():
    found = althing.read("milestones/a.yaml", b"id: [a\n")
    assert found.milestones == ()
    assert codes(found) == ["unreadable"]


def test_tracks_come_in_their_order_with_the_days_of_releases():
    data = (
        b"tracks:\n"
        b"  - {slug: edge, title: Edge tools, order: 2}\n"
        b"  - {slug: kernel, title: Kernel, description: Drivers., order: 1}\n"
        b"releases:\n  v1: 2026-04-30\n  v2: 2026-02-30\n"
    )
    found = althing.read("tracks.yaml", data)
    assert [(t.slug, t.position) for t in found.tracks] == [("edge", 2), ("kernel", 1)]
    assert found.releases == {"v1": "2026-04-30"}
    assert codes(found) == ["no-such-date"]


def test_only_files_in_their_place_are_claimed():
    claimed = [
        "milestones/a.yaml",
        "tracks.yaml",
        "roadmap/2026/b.yml",
        "milestones.yaml",
    ]
    ignored = ["README.md", ".github/milestones/x.yaml", "keps/x/kep.yaml", "ci/a.yaml"]
    assert [path for path in claimed + ignored if althing.claims(path)] == claimed
