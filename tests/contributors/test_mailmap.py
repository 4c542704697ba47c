import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contributors import mailmap
from contributors.mailmap import Person


@pytest.mark.parametrize(
    ("line", "name", "email", "shown"),
    [
        ("Ada L <ada@x>", "ada", "ADA@x", Person("Ada L", "ADA@x")),
        ("<ada@x> <old@x>", "Ada", "old@x", Person("Ada", "ada@x")),
        ("Ada L <ada@x> <old@x>", "a", "Old@X", Person("Ada L", "ada@x")),
        ("Ada L <ada@x> A <old@x>", "a", "old@x", Person("Ada L", "ada@x")),
        ("Ada L <ada@x> A <old@x>", "bob", "old@x", Person("bob", "old@x")),
        ("# Ada L <ada@x>", "ada", "ada@x", Person("ada", "ada@x")),
        ("Ada L ada@x", "ada", "ada@x", Person("ada", "ada@x")),
    ],
)
def test_the_four_forms(line, name, email, shown):
    assert mailmap.parse(line).resolve(name, email) == shown


def test_an_address_with_one_meaning_joins_whatever_names_it_was_used_under():
    read = mailmap.parse("Ada <ada@x> A <old@x>\nAda <ada@x> AL <old@x>")
    assert read.joins([("A", "old@x"), ("al", "OLD@x")]) == {
        "old@x": Person("Ada", "ada@x")
    }


def test_an_address_that_several_people_share_joins_nobody():
    read = mailmap.parse("Ada <ada@x> ada <root@x>\nBob <bob@x> bob <root@x>")
    assert read.joins([("ada", "root@x"), ("bob", "root@x")]) == {}
    assert read.joins([("ada", "root@x"), ("carol", "root@x")]) == {}


NAMES = st.sampled_from(["Ada", "ada", "Bob", "bob b", "Cy"])
EMAILS = st.sampled_from(["a@x", "A@x", "b@x", "c@y", "root"])
LINES = st.one_of(
    st.builds("{} <{}>".format, NAMES, EMAILS),
    st.builds("<{}> <{}>".format, EMAILS, EMAILS),
    st.builds("{} <{}> <{}>".format, NAMES, EMAILS, EMAILS),
    st.builds("{} <{}> {} <{}>".format, NAMES, EMAILS, NAMES, EMAILS),
    st.sampled_from(["", "# note", "  # odd <a@x>", "no address", "Half <a@x"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_it_agrees_with_git(tmp_path_factory, lines):
    home = tmp_path_factory.mktemp("mailmap")
    subprocess.run(["git", "init", "-q", home], check=True)
    (home / ".mailmap").write_text("\n".join(lines) + "\n")
    people = [
        (name, email)
        for name in ("Ada", "ADA", "Bob B", "Cy", "Dee")
        for email in ("a@x", "B@X", "c@y", "root", "z@z")
    ]
    asked = [f"{name} <{email}>" for name, email in people]
    told = subprocess.run(
        ["git", "-C", home, "check-mailmap", *asked],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    read = mailmap.parse("\n".join(lines) + "\n")
    shown = [read.resolve(name, email) for name, email in people]
    assert [f"{p.name} <{p.email}>" for p in shown] == told
