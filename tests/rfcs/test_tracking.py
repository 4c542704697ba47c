"""Documents are followed from file to file."""

from dataclasses import dataclass
from datetime import UTC, datetime

from rfcs.formats.registry import Selection
from rfcs.tracking import File, Moment, Tracker

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEP = "keps/sig-a/1-x"


@dataclass
class Change:
    status: str
    path: str
    blob_oid: str = ""
    old_path: str = ""


def tracker(**files):
    return Tracker(Selection.of("auto", "").place, files.get("files", {}))


def moment(name):
    return Moment(name, NOON, NOON, "Ann", "ann@example.org", "Change")


def apply(follower, *commits):
    for number, changes in enumerate(commits, start=1):
        follower.apply(moment(f"c{number}"), changes)
    return follower


def alive(follower):
    return {track.key: track for track in follower.tracks() if track.is_alive}


def oids(track):
    return [step.moment.commit_oid for step in track.steps]


def test_each_commit_that_changes_a_file_is_a_step():
    follower = apply(
        tracker(),
        [Change("A", "text/0001-a.md", "1")],
        [Change("A", "text/0002-b.md", "2")],
        [Change("M", "text/0001-a.md", "3")],
    )
    assert oids(alive(follower)["text/0001-a.md"]) == ["c1", "c3"]


def test_documents_that_trade_places_keep_their_own_history():
    a, b = "text/0001-a.md", "text/0002-b.md"
    follower = apply(
        tracker(),
        [Change("A", a, "1"), Change("A", b, "2")],
        [Change("R", b, "1", a), Change("R", a, "2", b)],
        [Change("M", a, "3")],
    )
    tracks = alive(follower)
    assert [dict(step.files)["text"].blob_oid for step in tracks[a].steps] == [
        "2",
        "2",
        "3",
    ]
    assert tracks[b].files["text"] == File(b, "1")


def test_a_folder_that_moves_file_by_file_stays_one_document():
    new = "keps/sig-b/1-x"
    follower = apply(
        tracker(),
        [Change("A", f"{KEP}/kep.yaml", "y"), Change("A", f"{KEP}/README.md", "t")],
        [
            Change("R", f"{new}/kep.yaml", "y", f"{KEP}/kep.yaml"),
            Change("R", f"{new}/README.md", "t", f"{KEP}/README.md"),
        ],
    )
    assert list(alive(follower)) == [new]
    assert oids(alive(follower)[new]) == ["c1", "c2"]


def test_a_text_that_moves_to_where_its_header_was_begun_brings_its_history():
    old = "keps/sig-a/0001-x.md"
    follower = apply(
        tracker(),
        [Change("A", old, "t")],
        [Change("A", f"{KEP}/kep.yaml", "y")],
        [Change("R", f"{KEP}/README.md", "t", old)],
    )
    track = alive(follower)[KEP]
    assert oids(track) == ["c1", "c3"]
    assert set(track.files) == {"header", "text"}


def test_a_document_known_before_is_not_taken_over():
    old = "keps/sig-a/0001-x.md"
    follower = tracker(files={f"{KEP}/kep.yaml": "y", old: "t"})
    apply(follower, [Change("R", f"{KEP}/README.md", "t", old)])
    assert alive(follower)[KEP].origin == KEP
    ended = next(t for t in follower.tracks() if t.origin == old)
    assert ended.ended == moment("c1")


def test_a_file_that_is_removed_and_returns_goes_on():
    path = "text/0001-a.md"
    follower = apply(
        tracker(),
        [Change("A", path, "1")],
        [Change("D", path)],
        [Change("A", path, "2")],
    )
    track = alive(follower)[path]
    assert oids(track) == ["c1", "c3"]
    assert track.ended is None


def test_a_move_to_where_no_documents_are_ends_it():
    follower = apply(
        tracker(),
        [Change("A", "text/0001-a.md", "1")],
        [Change("R", "attic/notes.png", "1", "text/0001-a.md")],
    )
    assert alive(follower) == {}
    assert follower.tracks()[0].ended == moment("c2")


def test_nothing_new_is_no_step():
    path = "text/0001-a.md"
    follower = apply(tracker(files={path: "1"}), [Change("M", "text/0002-b.md", "2")])
    assert alive(follower)[path].steps == []
