"""A row of an index table is a proposal, where the table has the marks of an index."""

import pytest

from rfcs import lifecycle, trees
from rfcs.formats.registry import Selection

INDEX = """# Proposals

## Stage 3

| Proposal | Author | Champion |
| --- | --- | --- |
| [Lamp oil][oil] | Ada Night | Bo Day<br />Cy Dusk |
| [`Wick.trim()`](https://git.example/bo/wick-trim/) | | Bo Day |

### Stage 2.7

| Proposal | Author | Notes |
|---|---|---|
| [Glass \\| globes][globes] | Cy Dusk | <sub>[May][may]</sub> |

[oil]: https://git.example/lamps/proposal-lamp-oil
[globes]: https://git.example/lamps/proposal-globes
[may]: https://git.example/notes/may.md
"""


def read(**files):
    files = {f"{name.replace('__', '/')}.md": text for name, text in files.items()}
    found = trees.documents(
        Selection.of("auto", ""), files, lambda path: files[path].encode()
    )
    return {each.path: each for each in found}


def test_each_row_is_a_document_with_what_its_table_states():
    found = read(README=INDEX)
    keys = ["lamp-oil", "wick-trim", "globes"]
    assert list(found) == [f"README.md#{key}" for key in keys]
    oil = found["README.md#lamp-oil"]
    assert oil.format.name == "rows"
    stated = oil.parsed.metadata
    assert (stated.title, stated.status, stated.number) == ("Lamp oil", "Stage 3", "")
    assert [author.name for author in stated.authors] == ["Ada Night"]
    assert stated.discussion == ("https://git.example/lamps/proposal-lamp-oil",)
    assert (stated.created, stated.updated, stated.problems) == (None, None, ())
    assert oil.process == "tc39"


def test_champions_stand_for_authors_where_none_are_stated():
    stated = read(README=INDEX)["README.md#wick-trim"].parsed.metadata
    assert (stated.title, stated.authors[0].name) == ("Wick.trim()", "Bo Day")


def test_the_phases_of_webassembly_are_a_process_of_their_own():
    text = INDEX.replace("## Stage 3", "## Phase 3 - Implementation (CG)")
    oil = read(README=text)["README.md#lamp-oil"]
    state = lifecycle.derive(oil.process, oil.parsed.word)
    assert (oil.process, state.phase) == ("wasm", "available")


def test_a_title_may_hold_a_bar_and_another_column_links():
    stated = read(README=INDEX)["README.md#globes"].parsed.metadata
    assert (stated.title, stated.status) == ("Glass | globes", "Stage 2.7")


def test_a_column_for_number_status_and_day_comes_before_the_heading():
    rows = "".join(
        f"| [T{n}](https://git.example/o/t{n}) | {n} | Withdrawn | {day} | 1 May |\n"
        for n, day in ((7, "2025-01-02"), (8, "spring 2025"), (9, ""))
    )
    head = "| Title | Number | Status | Created | Date |\n|-|-|-|-|-|\n"
    text = f"# Inactive proposals\n\n{head.replace('-', '---')}{rows}"
    found = [each.parsed.metadata for each in read(proposals=text).values()]
    assert [each.number for each in found] == ["7", "8", "9"]
    assert {each.status for each in found} == {"Withdrawn"}
    assert str(found[0].created) == "2025-01-02"
    assert [each.created for each in found[1:]] == [None, None]
    assert [issue.code for issue in found[1].problems] == ["date-unreadable"]


def test_the_width_of_columns_and_the_order_of_rows_change_no_text():
    lines = INDEX.split("\n")
    lines[6], lines[7] = lines[7], lines[6].replace(" | ", "    |  ")
    before, after = read(README=INDEX), read(README="\n".join(lines))
    assert {p: d.parsed.shown.data for p, d in before.items()} == {
        p: d.parsed.shown.data for p, d in after.items()
    }


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("| Proposal |", "| Person |"), "a table of people"),
        (("## Stage 3", "## Comparison"), "no step of a lifecycle"),
        (("Author", "Speed"), "nothing that a proposal states"),
        (("https://git.example/", "text/"), "files of the repository"),
        (("/proposal-lamp-oil", "/blob/main/lamp-oil.md"), "files elsewhere"),
        (("## Stage 3", "```\n## Stage 3"), "an example in a fence"),
    ],
)
def test_other_tables_are_no_proposals(change, why):
    text = INDEX.replace("### Stage 2.7", "### Other").replace("Champion", "Speed")
    assert read(README=text.replace(*change)) == {}, why


def test_an_index_of_documents_adds_none():
    documents = {
        f"rfcs__{n:04}-lamp": f"---\ntitle: Lamp\nstatus: draft\nnumber: {n}\n---\nx\n"
        for n in range(1, 5)
    }
    found = read(README=INDEX, **documents)
    assert len(found) == 4
    assert not any("#" in path for path in found)


def test_a_chosen_format_reads_the_files_that_are_named():
    files = {"lists/wishes.md": INDEX, "README.md": INDEX, "rfcs/0001-lamp.md": "# L\n"}
    found = trees.documents(
        Selection.of("rows", "lists/*.md"), files, lambda path: files[path].encode()
    )
    assert {each.path.split("#")[0] for each in found} == {"lists/wishes.md"}


def test_a_file_whose_name_looks_like_a_rows_path_is_not_read():
    files = {"README.md": INDEX, "README.md#lamp-oil": "| Proposal |\n|---|\n| x |\n"}
    found = trees.documents(
        Selection.of("auto", ""), files, lambda path: files[path].encode()
    )
    titles = [each.parsed.metadata.title for each in found]
    assert titles == ["Lamp oil", "Wick.trim()", "Glass | globes"]


def test_rows_that_link_to_one_repository_are_known_by_their_titles():
    text = INDEX.replace("proposal-globes", "proposal-lamp-oil")
    lines = text.split("\n")
    lines[6], lines[7] = lines[7], lines[6]
    for order in (text, "\n".join(lines)):
        found = {p: d.parsed.metadata.title for p, d in read(README=order).items()}
        assert found == {
            "README.md#lamp-oil": "Lamp oil",
            "README.md#glass-globes": "Glass | globes",
            "README.md#wick-trim": "Wick.trim()",
        }
