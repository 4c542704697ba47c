"""Untrusted YAML is read as words, bounded, and says where it is wrong."""

import pytest

from core.plainyaml import MAX_BYTES, Unreadable, clean, load


def test_scalars_stay_what_the_author_typed():
    document = load(b"a: 1.30\nb: 2026-02-30\nc: yes\nd: 0x10\ne: 'null'\nf:\ng: ~\n")
    assert document.value == {
        "a": "1.30",
        "b": "2026-02-30",
        "c": "yes",
        "d": "0x10",
        "e": "null",
        "f": None,
        "g": None,
    }


def test_each_member_knows_its_line():
    document = load(b"a: 1\nb:\n  - c: 2\n")
    assert document.line("a") == 1
    assert document.line("b[0].c") == 3


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (b"a: &x [1]\nb: *x\n", "Anchors and aliases", 1),
        (b"a: *nobody\n", "alias", 1),
        (b"a: [1\nb: 2\n", "This is not YAML", 2),
        (b"a: 1\n---\nb: 2\n", "more than one", 2),
        (b"? [a]\n: 1\n", "member name", 1),
        (b"[" * 25 + b"]" * 25, "nested deeper", 1),
    ],
)
def test_what_is_not_read_names_the_line(text, reason, line):
    with pytest.raises(Unreadable, match=reason) as refusal:
        load(text)
    assert refusal.value.line == line


def test_a_deep_bomb_is_refused_before_it_is_built():
    with pytest.raises(Unreadable):
        load(b"[" * 200_000)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(Unreadable, match="larger"):
        load(b"a" * (MAX_BYTES + 1))


def test_a_tag_builds_nothing():
    document = load(b"a: !!python/object/apply:os.system ['true']\n")
    assert document.value == {"a": ["true"]}


def test_bytes_that_are_no_text_are_marked_not_lost():
    document = load(b"a: caf\xe9\n")
    assert document.value == {"a": "caf\ufffd"}
    assert document.replaced_bytes


def test_escapes_that_no_database_keeps_are_replaced():
    assert load(b'a: "x\\0y"\n').value == {"a": "x\ufffdy"}
    assert clean("x\ud800y") == "x?y"


def test_a_member_written_twice_is_told():
    document = load(b"a: 1\na: 2\n")
    assert document.value == {"a": "2"}
    assert document.repeated == [("a", 2)]


def test_an_empty_file_holds_nothing():
    assert load(b"").value is None
    assert load(b"# only a remark\n").value is None
