"""Which files of a tree are documents: judged with the names that lie beside them."""

import pytest

from rfcs import trees
from rfcs.formats.registry import Selection

TEXT = "# Lamps\n\n## Why\n\nIt is dark.\n"
HEADED = "---\nauthors: Ada <ada@lamp.example>\nstate: publish\n---\n\n# RFD 7 Lamps\n"


def found(*paths, text=TEXT, **more):
    """The paths that are documents, of a tree that holds these texts."""
    files = dict.fromkeys(paths, text) | more
    read = trees.documents(
        Selection.of("auto", ""), files, lambda path: files[path].encode()
    )
    return {each.path: each.parsed.metadata for each in read}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("accepted/2020/lamps.md", "accepted"),
        ("accepted/2021/wicks/wicks.md", "accepted"),
        ("accepted/2021/oil/README.md", "accepted"),
        ("specs/house/juno/lamps.rst", None),
        ("specs/Lamp-4.0/wicks.rst", None),
        ("specs/house/backlog/lamps.rst", "backlog"),
    ],
)
def test_proposals_parted_by_year_topic_and_release_are_found(path, status):
    tree = found(path, "README.md", "meta/template.md", "docs/how-to.md")
    assert list(tree) == [path]
    assert tree[path].status == status
    assert tree[path].number == ""  # a year is none


def test_the_folder_says_the_status_where_the_header_is_silent():
    text = "- Start Date: 2017-11-04\n- RFC PR: none\n\n# Lamps\n"
    tree = found("implemented/0007-lamps.md", text=text)
    assert tree["implemented/0007-lamps.md"].status == "implemented"


@pytest.mark.parametrize("suffix", ["md", "adoc"])
def test_a_folder_that_is_only_a_number_is_a_proposal_with_its_readme(suffix):
    text = HEADED if suffix == "md" else ":authors: Ada\n:state: published\n\n= Lamps\n"
    path = f"rfd/0007/README.{suffix}"
    tree = found(path, text=text, **{"rfd/0007/mapping.md": TEXT, "README.md": TEXT})
    assert [(p, m.number) for p, m in tree.items()] == [(path, "7")]


def test_a_proposals_folder_is_shown_by_the_file_called_like_it():
    tree = found(
        "tales/sip-007/sip-007-lamps.md", "tales/sip-007/summary.md", "README.md"
    )
    assert list(tree) == []  # nothing shows that these are proposals
    header = "SIP Number: 007\n\nTitle: Lamps\n\nStatus: Draft\n\nText.\n"
    tree = found(
        "sips/sip-007/sip-007-lamps.md", "sips/sip-007/summary.md", text=header
    )
    assert list(tree) == ["sips/sip-007/sip-007-lamps.md"]


def test_copies_of_proposals_inside_anothers_folder_are_attachments():
    header = "---\nCIP: 88\nTitle: Lamps\nStatus: Proposed\n---\n"
    tree = found("CIP-0088/README.md", "CIP-0088/CIPs/0025/README.md", text=header)
    assert list(tree) == ["CIP-0088/README.md"]


@pytest.mark.parametrize(
    "path",
    [
        "specs/2023.1-template.rst",
        "proposals/sip-x.md",
        "DIPs/accepted-proposals.md",
        "proposals/stage-3--rfc-template.md",
        "peps/pep-0000.rst",
        "peps/docs/build.rst",
        "keps/sig-lamp/notes.md",
        "proposals/README.zh.md",
        "proposals/i18n/de/0001-lampen.md",
        "proposals/images/0001-notes.txt",
        "proposals/CONTRIBUTING.md",
    ],
)
def test_templates_guides_and_translations_are_no_documents(path):
    assert found(path) == {}


def test_a_word_that_ends_in_a_digit_is_no_number():
    tree = found(*(f"specs/{name}.rst" for name in ("python3", "oauth2-mtls", "k2k-x")))
    assert [metadata.number for metadata in tree.values()] == ["", "", ""]
    assert found("APE12.rst", "APE13.rst", "APE14.rst")["APE12.rst"].number == "12"


def test_a_numbered_file_among_others_needs_little_of_a_header():
    likely = "# Notes\n\n- **Type**: Design notes\n- **Author**: Ada\n"
    names = [f"notes/000{n}-lamps.md" for n in (1, 2, 3)]
    assert list(found(*names, text=likely)) == names
    assert found("notes/lamps.md", *names[:1], text=likely) == {}


def test_what_is_numbered_nought_is_a_document_unless_it_is_a_pattern():
    header = "---\ndcp: 0\ntitle: {}\nstatus: {}\nauthor: Ada\n---\n"
    text = header.format("The process", "Active")
    assert list(found("dcp-0000/dcp-0000.md", text=text)) == ["dcp-0000/dcp-0000.md"]
    for title, status in (
        ("Template of lamps", "Active"),
        ("Index of lamps", "Active"),
        ("A short title of the proposal", "Active"),
        ("Lamps", "Draft | Accepted | Final"),
    ):
        assert found("dcp-0000.md", text=header.format(title, status)) == {}


def test_years_and_days_before_the_words_are_no_numbers():
    names = [
        f"designs/{year}-lamps-{n}/README.md"
        for n, year in enumerate((2019, 2019, 2020))
    ]
    assert [m.number for m in found(*names).values()] == ["", "", ""]
    assert (
        found("docs/adr/2019-06-14-lamps.md")["docs/adr/2019-06-14-lamps.md"].number
        == ""
    )
    rust = [f"text/{n}-lamps.md" for n in (1999, 2000, 2001, 2545)]
    assert [m.number for m in found(*rust).values()] == ["1999", "2000", "2001", "2545"]


def test_two_series_in_one_folder_keep_their_letters():
    tree = found(*(f"proposals/{name}-lamps.md" for name in ("A1", "L1", "G2")))
    assert [(m.series, m.number) for m in tree.values()] == [
        *(("A", "1"), ("G", "2"), ("L", "1"))
    ]


def test_files_of_one_series_are_proposals_in_a_folder_of_any_name():
    names = [f"lamps/CFP-{n}-oil.md" for n in (7, 81, 900)]
    assert list(found(*names, "lamps/notes.md")) == sorted(names)
    assert found(*names[:2]) == {}


@pytest.mark.parametrize("folder", ["jep", "ITE"])
def test_numbered_folders_below_the_name_of_the_series_are_proposals(folder):
    table = "= X\n\n|===\n| JEP\n| 7\n\n| Title\n| Lamps\n\n| Status\n| Draft\n|===\n"
    tree = found(f"{folder}/7/README.adoc", f"{folder}/7/more.adoc", text=table)
    assert [(p, m.title) for p, m in tree.items()] == [
        (f"{folder}/7/README.adoc", "Lamps")
    ]


def test_a_resource_in_a_text_is_no_header():
    text = "# Pods\n\n```yaml\napiVersion: v1\nkind: Pod\nname: x\nstatus: y\n```\n"
    assert found("guide/pod.md", text=text) == {}


def test_a_file_numbered_nought_without_words_is_a_proposal():
    assert list(found("accepted/PSR-0.md")) == ["accepted/PSR-0.md"]


def test_what_lies_in_a_folder_by_the_number_of_a_file_beside_it_is_attached():
    header = "---\ncip: 20\ntitle: Lamps\nstatus: Final\n---\n"
    tree = found("CIPs/cip-0020.md", "CIPs/CIP-0020/oil.md", text=header)
    assert list(tree) == ["CIPs/cip-0020.md"]
    tree = found("rfc-7-lamps.md", "rfc-8-oil.md", "rfc-9-x.md", "rfc-7/wicks.md")
    assert "rfc-7/wicks.md" not in tree


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("spec-0000/index.md", "---\nnumber: 0\ntitle: Lamps\nstatus: x\n---\n"),
        ("aips/aip-000-lamp-proposals.md", "---\naip: 0\ntitle: L\nstatus: x\n---\n"),
        ("rfcs/0013-block-template/0013-block-template.md", HEADED),
        ("_specs/ecip-7.md", "---\necip: 7\ntitle: Lamps\nstatus: Draft\n---\n"),
        ("reps/2024-10-18-lamps/2024-10-18-lamps.md", TEXT),
    ],
)
def test_what_looks_like_a_template_or_a_note_is_a_proposal(path, text):
    assert list(found(path, text=text)) == [path]


def test_a_folder_of_one_series_holds_no_proposals_without_a_number():
    names = [f"neps/nep-{n:04}-lamps.md" for n in range(1, 9)]
    more = ["neps/roadmap.md", "neps/archives/old/001-oil.md"]
    assert list(found(*names, *more)) == names


def test_dated_files_with_authors_are_proposals_beside_others_like_them():
    text = "# Lamps\n\n- Authors: Ada\n- Updated: 2024-05-28\n"
    names = [f"{day}-R-lamps.md" for day in (20230327, 20240618, 20240917)]
    tree = found(*names, text=text)
    assert list(tree) == names
    assert {m.number for m in tree.values()} == {""}
    assert found(*names) == {}  # notes of meetings are called so too
    assert found("reps/2022-03-09-wick-oil.md")["reps/2022-03-09-wick-oil.md"].title


def test_files_called_after_one_beside_them_are_its_attachments():
    names = ("attr.md", "attr.d.ts.md", "css.changes.md", "v1.2-plan.md")
    tree = found(*(f"accepted/{name}" for name in names))
    assert list(tree) == ["accepted/attr.md", "accepted/v1.2-plan.md"]


def test_a_numbered_pattern_and_words_for_machines_are_no_proposals():
    pattern = "# RFC-NNNN Title\n\n**Status:** provisional\n\n**Author:** Ada\n"
    tree = found(
        *("rfcs/0001-lamps/README.md", "decision-records/001-oil.md"),
        **{"rfcs/RFC-0000/README.md": pattern, "CLAUDE.md": HEADED},
    )
    assert list(tree) == ["decision-records/001-oil.md", "rfcs/0001-lamps/README.md"]
