"""Suggested edits applied, and patches that the real git takes."""

import subprocess
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from rfcs import patching
from rfcs.patching import Author, Message
from tests.git_server import ENVIRONMENT

TEXT = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def edit(key, old, new, *, source=TEXT):
    first = source.split("\n").index(old.split("\n")[0]) + 1
    return patching.with_context(key, source, first, old, new)


def applied(data, *edits):
    found = patching.apply(data, edits)
    assert not found.obstacles, found.obstacles
    return found.data


def obstacles(data, *edits):
    return [(o.key, o.kind, o.other) for o in patching.apply(data, edits).obstacles]


def git(directory, *arguments, data=b""):
    done = subprocess.run(
        [
            "git",
            "-C",
            directory,
            "-c",
            "user.name=M",
            "-c",
            "user.email=m@x",
            *arguments,
        ],
        input=data,
        capture_output=True,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def taken(tmp_path, path, old, new, *, author=None, subject="RFC 7: Apply"):
    """Let ``git am`` apply the patch; return the file and the commit's message."""
    git(tmp_path, "init", "-q")
    place = tmp_path / PurePosixPath(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(old)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    who = author or Author("Ada Night", "ada@lamp.example")
    message = Message(who, AT, subject, "From here.", [("Suggested-by", who)] * 2)
    mail = patching.mail(message, patching.diff(path, old, new))
    git(tmp_path, "am", "-q", data=mail)
    log = git(tmp_path, "log", "-1", "--format=%an|%ae|%aI|%s|%(trailers:only)")
    return place.read_bytes(), log.decode().strip()


def test_edits_are_applied_together_whatever_their_order():
    text = applied(TEXT.encode(), edit(1, "eight", "EIGHT"), edit(2, "two", "2\n2½"))
    assert text.decode() == TEXT.replace("eight", "EIGHT").replace("two", "2\n2½")


def test_an_edit_finds_its_lines_where_they_moved_to():
    moved = "zero\nzero\n" + TEXT
    assert applied(moved.encode(), edit(1, "four", "4")).count(b"4\n") == 1


def test_an_edit_of_a_line_that_stands_often_is_placed_by_its_neighbours():
    source = "a\n\nsame\nb\n\nsame\nc\n"
    second = patching.with_context(1, source, 6, "same", "other")
    assert applied(b"new\n" + source.encode(), second).endswith(b"\nother\nc\n")


def test_lines_that_changed_since_are_named():
    changed = TEXT.replace("four", "FOUR").encode()
    assert obstacles(changed, edit(1, "four", "4")) == [(1, "changed", None)]


def test_two_edits_of_the_same_lines_are_in_each_others_way():
    one, other = edit(1, "two\nthree", "2\n3"), edit(2, "three\nfour", "drei\nvier")
    assert obstacles(TEXT.encode(), one, other) == [(2, "overlap", 1)]


def test_one_edit_over_many_hides_none_of_them():
    wide = edit(1, "two\nthree\nfour\nfive", "all")
    found = obstacles(TEXT.encode(), wide, edit(2, "three", "3"), edit(3, "five", "5"))
    assert found == [(2, "overlap", 1), (3, "overlap", 1)]


def test_the_same_edit_suggested_twice_is_applied_once():
    text = applied(TEXT.encode(), edit(1, "two", "2"), edit(2, "two", "2"))
    assert text.decode() == TEXT.replace("two", "2")


def test_a_file_that_is_not_utf_8_is_left_alone():
    assert obstacles(b"caf\xe9\ntwo\n", edit(1, "two", "2")) == [(1, "not-utf-8", None)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEXT, TEXT.replace("four", "4")),
        (TEXT.rstrip("\n"), TEXT.rstrip("\n").replace("nine", "9")),
        (TEXT, TEXT.replace("two\n", "")),
        ("--- \n-- \n- \nFrom me\n", "--- \n-- \nx\nFrom me\n>From you\n"),
        ("\ufeffone\ntwo\n", "\ufeff1\ntwo\n"),
        ("固件\nжить\n", "固件可以\nжить\n"),
        ("x" * 3_000 + "\nb\n", "x" * 3_000 + "\nc\n"),
        ("a\x0cb\u2028c\nd\n", "a\x0cb\u2028c\ne\n"),
    ],
)
def test_git_takes_the_patch(tmp_path, old, new):
    data, _ = taken(tmp_path, "rfcs/0007.md", old.encode(), new.encode())
    assert data.decode() == new


def test_line_ends_of_another_system_are_kept(tmp_path):
    old = TEXT.replace("\n", "\r\n").encode()
    new = applied(old, edit(1, "two\nthree", "2\n3\n3½"))
    assert new.decode() == TEXT.replace("two\nthree", "2\n3\n3½").replace("\n", "\r\n")
    data, _ = taken(tmp_path, "dos.txt", old, new)
    assert data == new


@pytest.mark.parametrize(
    "path",
    [
        "rfcs/with space.md",
        "rfcs/固件.md",
        'rfcs/"quoted".md',
        "rfcs/back\\slash.md",
        "rfcs/tab\there.md",
        "rfcs/ė and space.md",
        "-dash.md",
    ],
)
def test_git_takes_the_patch_whatever_the_path(tmp_path, path):
    data, _ = taken(tmp_path, path, b"a\n", b"b\n")
    assert data == b"b\n"


@pytest.mark.parametrize(
    "name",
    [
        "Ada Night",
        "Þórdís Ægisdóttir",
        "李 明",
        'Eve "<e@x>" \n Mallory',
        "=?x?=",
        "Night, Ada (x)",
    ],
)
def test_author_date_and_trailer_are_what_they_should_be(tmp_path, name):
    who = Author(name, "who@lamp.example")
    _, log = taken(tmp_path, "a.md", b"a\n", b"b\n", author=who, subject="Réformer")
    shown, address, at, subject, trailers = log.split("|")
    assert (shown, address) == (who.safe_name, "who@lamp.example")
    assert datetime.fromisoformat(at) == AT
    assert subject == "Réformer"
    assert trailers == f"Suggested-by: {who}"
