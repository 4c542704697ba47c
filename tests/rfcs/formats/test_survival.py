"""What real corpora hold: survived, kept word for word, and never guessed at."""

import time
from datetime import date

import pytest

from rfcs import slugs, trees
from rfcs.formats.registry import Selection
from tests.rfcs.formats.reading import codes, read_files

FACTS = "# Lamps\n\n- Author: Ada\n- Status: {}\n- Created: {}\n\n## Why\n"
FRONT = (
    "---\neip: 20\ntitle: {}\nauthor: Ada\nstatus: Final\ncreated: {}\n---\n\nText.\n"
)


def read(text, path="proposals/0020-lamps.md"):
    return read_files({path: text})[1]


def found(files):
    documents = trees.documents(
        Selection.of("auto", ""), files, lambda path: files[path].encode()
    )
    return {each.path: each.parsed.metadata for each in documents}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Draft # FIXME: ask Bo", "Draft"),
        ("✅ Accepted", "✅ Accepted"),
        ("[Accepted](https://lamp.example/13)", "Accepted"),
        ("Accepted,\n  as of late", "Accepted, as of late"),
        ("We think that it is done", "We think that it is done"),
        ("Lit", "Lit"),
        ("Fi\u200bnal", "Final"),
    ],
)
def test_a_status_is_kept_as_it_reads(said, kept):
    assert read(FACTS.format(said, "2026-01-31")).metadata.status == kept


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026\u201101\u201131", date(2026, 1, 31)),
        ("2026\u201301\u201331", date(2026, 1, 31)),
        ("31-01-2026", date(2026, 1, 31)),
        ("01 Sep 2026.", date(2026, 9, 1)),
        ("2021-26-02", None),
        ("05/06/2026", None),
        ("2026-02-30", None),
        ("May 2026", None),
        ("soon", None),
    ],
)
def test_a_date_in_doubt_is_kept_raw_and_told(said, day):
    parsed = read(FACTS.format("Draft", said))
    assert parsed.metadata.created == day
    assert parsed.metadata.created_raw == said
    assert ("date-unreadable" in codes(parsed)) == (day is None)


def test_a_number_with_leading_noughts_is_no_octal():
    text = FRONT.format("Lamps", "2026-01-31").replace("eip: 20", "eip: 0161")
    assert read(text, "EIPS/eip-161.md").metadata.number == "161"


def test_numbers_that_disagree_are_told_and_the_header_counts():
    parsed = read(FRONT.format("Lamps", "2026-01-31"), "EIPS/eip-21.md")
    assert parsed.metadata.number == "20"
    assert "number-differs" in codes(parsed)


def test_hexadecimal_numbers_are_numbers_where_the_neighbours_have_them():
    names = [f"{n:02}" for n in range(1, 12)] + ["7D", "BE"]
    tree = found(
        {f"{name}.md": f"NIP-{name}\n======\n\nLamps\n-----\n" for name in names}
    )
    assert tree["7D.md"].number == "7D"
    assert tree["7D.md"].title == "Lamps"
    assert tree["09.md"].number == "9"
    assert found({"proposals/BE.md": "# Be\n"})["proposals/BE.md"].number == ""


def test_two_series_that_share_a_number_have_addresses_of_their_own():
    taken = set()
    addresses = []
    for path in ("sips/sip-7.md", "sccp/sccp-7.md", "srs/SR-0007-lamps.md"):
        addresses.append(slugs.choose("7", path, taken))
        taken.add(addresses[-1])
    assert addresses == ["7", "sccp-7", "sr-7"]


@pytest.mark.parametrize(
    "text",
    [
        "Moved to https://lamp.example/ipip-1/\n",
        "# Lamps\n\nThis document has moved [here](https://lamp.example).\n",
        "../lamps/0007.md\n",
    ],
)
def test_a_file_that_only_says_where_it_went_is_moved(text):
    parsed = read(text)
    assert parsed.metadata.status == "moved"
    assert codes(parsed)[0] == "moved-stub"


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_byte_order_marks_do_not_matter(ends):
    text = "\ufeff" + FRONT.format("Lamps", "2026-01-31").replace("\n", ends)
    metadata = read(text.encode(), "EIPS/eip-20.md").metadata
    assert (metadata.title, metadata.number) == ("Lamps", "20")


def test_nul_characters_and_other_bytes_are_told():
    text = FRONT.format("Lamps", "2026-01-31").encode()
    assert "nul-character" in codes(read(text + b"\0", "EIPS/eip-20.md"))
    assert "not-utf-8" in codes(read(text + b"\xff", "EIPS/eip-20.md"))


def test_odd_signs_in_a_file_s_name_cost_no_document():
    for name in ("0020-c#-lamps", "0020-lamps & oil", "0020-lämpchen", "0020 lamps?"):
        assert (
            read(FACTS.format("Draft", ""), f"proposals/{name}.md").metadata.number
            == "20"
        )


@pytest.mark.parametrize(
    "body",
    [
        "Words of a text. " * 25_000,
        f"![x](data:image/png;base64,{'QUJD' * 100_000})\n",
        "- Key: value\n" * 30_000,
        "| a | b |\n" * 40_000,
        "> " * 200_000,
        "a:" * 200_000,
        "`" * 400_000,
        "<table>" * 60_000,
        "[" * 400_000,
    ],
    ids=range(9),
)
def test_a_text_of_400_kilobytes_is_read_in_a_moment(body):
    started = time.process_time()
    read(FACTS.format("Draft", "2026-01-31") + body)
    read(body)
    assert time.process_time() - started < 2


def test_yaml_that_grows_without_end_is_a_problem_and_no_disaster():
    bomb = "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 12))
    text = f"---\ntitle: Lamps\nstatus: Final\nauthor: Ada\na0: &a0 x\n{bomb}---\n"
    parsed = read(text)
    assert parsed.metadata.title == "Lamps"
    assert "header-unreadable" in codes(parsed)
    deep = (
        "---\ntitle: Lamps\nstatus: Final\nauthor: Ada\nx: " + "[" * 5_000 + "\n---\n"
    )
    assert read(deep).metadata.title == "Lamps"
