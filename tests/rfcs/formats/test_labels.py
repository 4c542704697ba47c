"""What a document is called and numbered, where its header and its name differ."""

import pytest

from rfcs import trees
from rfcs.formats.registry import Selection
from tests.rfcs.formats.reading import codes, read_files

PART = """\
# MIP7c2-SP10: Longer wicks

## Preamble

```
{label}
Author(s): Ada (@ada)
Status: Accepted
Date Proposed: 2023-04-26
```
"""


def one(text, path="proposals/0020-lamps.md"):
    """What is read of one text."""
    return read_files({path: text})[1].metadata


def found(files):
    """The documents of a tree, by path."""
    read = trees.documents(
        Selection.of("auto", ""), files, lambda path: files[path].encode()
    )
    return {each.path: each.parsed for each in read}


@pytest.mark.parametrize(
    "label", ["MIP7c2-SP#: 10", "MIP7c2-SP#:10", "MIP7c2-SP#: # 10", "MIP7c2-SP: 10"]
)
def test_the_parts_of_a_proposal_have_numbers_of_their_own(label):
    whole = "# MIP7: Wicks\n\n```\nMIP#: 7\nTitle: Wicks\nStatus: Accepted\n```\n"
    part = "MIP7/MIP7c2-Parts/MIP7c2-SP10.md"
    tree = found({"MIP7/MIP7.md": whole, part: PART.format(label=label)})
    read = [(p.metadata.number, p.metadata.title) for p in tree.values()]
    assert read == [("7", "Wicks"), ("10", "Longer wicks")]
    assert tree[part].metadata.series == "MIP7C2-SP"
    assert "number-differs" not in codes(tree[part])


def test_a_pattern_for_the_parts_of_a_proposal_is_no_document():
    whole = "# MIP7: Wicks\n\n```\nMIP#: 7\nTitle: Wicks\nStatus: Accepted\n```\n"
    parts = {"MIP7/MIP7c2-List.md": PART.format(label="MIP7c2-SP#:")}
    assert list(found({"MIP7/mip7.md": whole, **parts})) == ["MIP7/mip7.md"]


@pytest.mark.parametrize(
    ("value", "number"),
    [("180 (https://lamp.example/180) (the request)", "180"), ("none yet 3x", "")],
)
def test_a_remark_behind_the_number_leaves_it_a_number(value, number):
    text = f"# Lamps\n\n| Status | Accepted |\n|--|--|\n| RFC # | {value} |\n"
    assert one(text, "proposals/lamps.md").number == number


def test_a_title_that_is_only_the_documents_number_is_none():
    text = "---\ntitle: ZEP0007\nstatus: Draft\n---\n\n# ZEP 7 \u2014 Lamps\n"
    assert one(text, "draft/ZEP0007.md").title == "Lamps"


@pytest.mark.parametrize(
    ("key", "title"), [("feature", "Wick filters"), ("title", "wick_filter")]
)
def test_a_features_name_in_code_gives_way_to_the_heading(key, title):
    text = f"---\n{key}: wick_filter\nauthors: Ada\nstatus: x\n---\n\n# Wick filters\n"
    assert one(text).title == title


def test_the_title_stands_below_a_status_of_its_own():
    text = "# Status\n\n> [!NOTE]\n> Merged.\n\n# RFC: Lamps\n\n## Why\n"
    read = one(text, "rfcs/Lamps.md")
    assert (read.title, read.status) == ("RFC: Lamps", "Merged.")


def test_a_heading_that_begins_with_the_kind_states_no_status():
    assert one("RFC: Lamps and oil\n---\n\nText.\n", "rfcs/Lamps.md").status is None


def test_the_heading_above_a_block_is_its_title():
    text = "# Lamps\n\nAuthor: Ada\nStatus: Proposed\n\n## Overview\n"
    assert one(text, "proposals/lamps.md").title == "Lamps"


def test_facts_below_the_front_matter_of_a_site_are_read():
    text = "---\nlayout: x\ntitle: Lamps\n---\n\n- Owner: Ada\n- Date: 2022\n\n# Why\n"
    assert one(text, "text/0000-lamps.md").created_raw == "2022"
    text = "---\nlayout: x\ntitle: Z\n---\n\n# Z\n\nAuthor: Ada\n\nStatus: Kept\n"
    assert one(text, "draft/lamps.md").status == "Kept"


def test_a_page_that_lists_those_below_it_is_no_document():
    page = "---\ntitle: Accepted\nstatus: x\nauthors: Ada\nhas_children: true\n---\n"
    assert found({"accepted/accepted_lamps.md": page}) == {}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("<10/11/2023>", "10/11/2023"),
        ("<mm/dd/yyyy>", ""),
        ("2018-08-22\\", "2018-08-22"),
        ("true", ""),
    ],
)
def test_a_day_is_read_without_what_stands_around_it(said, read):
    text = f"AIP: 20\nStatus: Draft\nCreated: {said}\n\nText.\n"
    assert one(text).created_raw == read


def test_a_badge_states_no_status():
    text = "# Lamps\n\n## Status\n\n![GitHub issue state](https://l.example/a.svg)\n"
    assert one(text).status is None


def test_lines_that_are_not_quite_yaml_keep_their_optional_fields_apart():
    text = (
        "---\naip: 20\nauthor: Ada, @bo: x\nStatus: Draft\nend (*optional): <a>\n---\n"
    )
    assert one(text).status == "Draft"


def test_rusts_facts_with_a_status_are_anothers():
    text = "# Lamps\n\n- Start Date: 2024-01-11\n- RFC PR: #8\n- Status: **Done**\n"
    assert one(text, "text/0008-lamps.md").status == "Done"
    text = "- Start Date: 2024-01-11\n- RFC PR: #8\n\n# Lamps\n\n## Summary\n"
    assert one(text, "text/0008-lmp.md").title == "Lamps"


def test_code_whose_fence_is_indented_ends_where_it_ends():
    text = "# Lamps\n\n  ```sh\n  # oil\n  ```\n\n```\nx\n ```\n\n## Status\n\nDraft\n"
    assert one(text).status == "Draft"


def test_a_series_that_others_use_too_is_told_by_its_words():
    text = "EIP: 20\nTitle: Lamps\nStatus: {}\n\nText.\n"
    process = {
        word: read_files({"eip-0020.md": text.format(word)})[1].process
        for word in ("Stagnant", "Implemented", "Imlpemented")
    }
    assert list(process.values()) == ["eip", "common", "eip"]


@pytest.mark.parametrize(
    "table",
    [
        '{| class="wikitable"\n! LIP\n| 20\n|-\n! Title || Lamps\n|-\n! Status\n'
        '| style="color:red" | [[x|Draft]]\n|-\n! Author\n| Ada\n|}',
        "{|\n! LIP !! Title !! Status !! Author\n|-\n| 20 || Lamps || Draft || Ada\n|}",
    ],
)
def test_a_table_of_mediawiki_is_a_header(table):
    found = read_files({"lip-0020.mediawiki": f"== Intro ==\n{table}\n\nText.\n"})
    read = found[1].metadata
    assert (found[0], read.number, read.title) == ("wiki-table", "20", "Lamps")
    assert (read.status, read.authors[0].name) == ("Draft", "Ada")


def test_a_feature_told_of_late_is_a_part_and_no_title():
    text = "# FS-20 - Lamps\n\n- [x] Approved\n\n# Summary\n\n## Feature: Wicks\n"
    assert one(text, "RFCs/FS-0020-lamps.md").title == "Lamps"


def test_tags_said_in_code_stay_in_a_title():
    assert one("# The `<oil>` tag<br>\n\nText.\n").title == "The <oil> tag"


def test_one_fact_below_the_front_matter_of_a_site_is_read():
    text = '---\ntitle: "GEP-20: Lamps"\n---\n\n* Status: Standard\n\n## Overview\n'
    assert one(text, "geps/gep-20/index.md").status == "Standard"
