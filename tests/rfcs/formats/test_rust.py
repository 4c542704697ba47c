"""Rust RFCs are read from the list of facts before their first section."""

from dataclasses import replace
from datetime import date

import pytest

from rfcs.formats import rust
from rfcs.formats.source import SourceFile
from tests.rfcs.formats.reading import codes, read_files

RFC = """\
- Feature Name: `lamp_oil`
- Start Date: 2019-04-02
- RFC PR: [rust-lang/rfcs#2711](https://github.com/rust-lang/rfcs/pull/2711)
- Rust Issue: [rust-lang/rust#60000](https://github.com/rust-lang/rust/issues/60000)

## Summary

Oil.
"""


def title_of(text, path="text/2711-oil-for-lamps.md"):
    return read_files({path: text})[1].metadata.title


def test_every_fact_arrives_and_nothing_is_invented():
    name, parsed = read_files({"text/2711-oil-for-lamps.md": RFC})
    metadata = parsed.metadata
    assert name == "rust"
    assert metadata.number == "2711"
    assert metadata.title == "lamp_oil"
    assert metadata.status is None
    assert metadata.authors == ()
    assert metadata.created == date(2019, 4, 2)
    assert metadata.discussion == ("https://github.com/rust-lang/rfcs/pull/2711",)
    assert metadata.relations == {
        "tracking": ("https://github.com/rust-lang/rust/issues/60000",)
    }
    assert metadata.fields["Feature Name"] == "`lamp_oil`"
    assert codes(parsed) == []


def test_the_title_is_the_first_heading_of_its_own():
    assert title_of(f"# Oil for `lamps`\n\n{RFC}") == "Oil for lamps"
    assert title_of(f"---\ntitle: Said in front\n---\n\n{RFC}") == "Said in front"


def test_a_section_is_no_title():
    assert title_of(RFC.replace("## Summary", "# Summary")) == "lamp_oil"
    assert title_of(f"# Summary\n\n{RFC}") == "lamp_oil"


@pytest.mark.parametrize(
    "words", ["N/A", "n/a (stable)", "none?", "(not applicable)", "(fill me in with x)"]
)
def test_a_feature_without_a_name_leaves_the_file_s_words(words):
    assert title_of(RFC.replace("`lamp_oil`", words)) == "Oil for lamps"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("(`bindeps`)", "bindeps"),
        ("slice\\_copy\\_from", "slice_copy_from"),
        ("`async_closure`[^1][^2]", "async_closure"),
        ("Assert Macro (`assert_ne`)", "Assert Macro (assert_ne)"),
    ],
)
def test_the_marks_around_a_feature_s_name_are_left_out(words, title):
    assert title_of(RFC.replace("`lamp_oil`", words)) == title


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("23-07-2014", date(2014, 7, 23)),
        ("(2016-06-17)", date(2016, 6, 17)),
        ("2020/05/18 ", date(2020, 5, 18)),
        ("2023-10-3", date(2023, 10, 3)),
        ("05-07-2014", None),
        ("2014-19-19", None),
    ],
)
def test_dates_are_read_where_they_leave_no_doubt(words, day):
    _, parsed = read_files({"text/0001-x.md": RFC.replace("2019-04-02", words)})
    assert parsed.metadata.created == day
    assert codes(parsed) == ([] if day else ["date-unreadable"])
    assert parsed.metadata.created_raw == words.strip()


def test_a_numbered_text_without_facts_is_kept_with_its_problem():
    _, parsed = read_files({"text/2071-moved.md": "Moved to [there](x.md).\n"})
    assert parsed.metadata.number == "2071"
    assert parsed.metadata.title == "Moved"
    assert codes(parsed) == ["moved-stub"]


def test_in_a_folder_that_other_styles_use_the_facts_decide():
    assert read_files({"rfcs/0001-x.md": RFC})[0] == "rust"
    assert read_files({"rfcs/0001-x.md": "Words.\n"})[0] == "bare"


@pytest.mark.parametrize("path", ["0000-template.md", "README.md", "text/notes.md"])
def test_templates_and_notes_are_no_documents(path):
    found = read_files({path: RFC})
    assert found is None


LONG = "\n\nWhy, in many lines." * 80
UNNAMED = RFC.replace("- Feature Name: `lamp_oil`\n", "")


@pytest.mark.parametrize(
    "text",
    [
        RFC,
        RFC + LONG,
        f"# Oil\n\n{RFC}{LONG}",
        "\n" * 70 + RFC + LONG,
        "\ufeff" + RFC + LONG,
        (RFC + LONG).replace("\n", "\r\n"),
        f"{UNNAMED.replace('##', '#')}{LONG}",
        f"{UNNAMED}{LONG}\n\n# The title at last\n",
        f"---\ntitle: In front\n---\n{'- x' * 9}\n{RFC}{LONG}",
        f"---\nmuch: {'x' * 9}\n" + "# y\n" * 90 + f"---\n{RFC}",
        f"No facts{LONG}",
        "",
    ],
)
def test_the_lead_says_what_the_whole_file_says(text):
    path, data = "text/2711-oil-for-lamps.md", text.encode()
    whole, lead = (
        rust.parse({"text": SourceFile(path, part)}) for part in (data, rust.lead(data))
    )
    assert (whole is None) == (lead is None)
    if whole and lead:
        said, told = (replace(each.metadata, problems=()) for each in (whole, lead))
        assert said == told
