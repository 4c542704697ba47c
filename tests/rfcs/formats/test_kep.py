"""KEPs are read from kep.yaml and README.md, and from their older layouts."""

from datetime import date

import pytest

from tests.rfcs.formats.reading import body_of, codes, read_files

FOLDER = "keps/sig-lamp/0161-brighter-wicks"
YAML = """\
title: Brighter Wicks
kep-number: 0161
authors:
  - "@ada"
  - grace
  - "Ida <ida@lamp.example>"
owning-sig: sig-lamp
status: implementable
stage: beta
creation-date: 2020-02-9
last-updated: v1.20
see-also:
  - "/keps/sig-lamp/12-oil"
replaces: ["n/a"]
latest-milestone: "1.20"
milestone:
  alpha: "v1.19"
  beta: v1.20
"""
TEXT = "# KEP-161: Brighter Wicks\n\n## Summary\n\nWicks.\n"


def read(yaml=YAML, text=TEXT, folder=FOLDER):
    files = {f"{folder}/kep.yaml": yaml}
    if text is not None:
        files[f"{folder}/README.md"] = text
    return read_files(files)


def test_every_member_arrives_as_it_was_written():
    name, parsed = read()
    metadata = parsed.metadata
    assert name == "kep"
    assert metadata.number == "161"
    assert metadata.title == "Brighter Wicks"
    assert (metadata.status, metadata.stage) == ("implementable", "beta")
    assert [author.as_dict() for author in metadata.authors] == [
        {"name": "@ada", "handle": "ada"},
        {"name": "grace"},
        {"name": "Ida", "email": "ida@lamp.example"},
    ]
    assert metadata.created == date(2020, 2, 9)
    assert metadata.updated is None
    assert metadata.updated_raw == "v1.20"
    assert metadata.relations == {"see_also": ("/keps/sig-lamp/12-oil",)}
    assert metadata.fields["kep-number"] == "0161"
    assert metadata.fields["milestone"] == {"alpha": "v1.19", "beta": "v1.20"}
    assert codes(parsed) == ["date-unreadable"]


def test_the_readme_is_the_text_without_its_title():
    _, parsed = read()
    assert parsed.markup == "markdown"
    assert body_of(parsed) == "\n\n## Summary\n\nWicks.\n"


def test_a_kep_without_a_readme_shows_its_source():
    _, parsed = read(text=None)
    assert parsed.markup == "plain"
    assert "kep-number" in body_of(parsed)
    assert "text-missing" in codes(parsed)


@pytest.mark.parametrize(
    "yaml",
    [
        "title: [unclosed",
        "a: &x 1\nb: *x\n",
        "- a list",
        "[" * 3000,
        "title: x\n---\ntitle: y\n",
        "x: " + "y" * 20_000,
    ],
    ids=["broken", "aliases", "list", "nested", "two", "long"],
)
def test_yaml_that_cannot_be_read_leaves_the_path_as_title(yaml):
    _, parsed = read(yaml=yaml)
    assert parsed.metadata.title == f"{FOLDER}/kep.yaml"
    assert parsed.metadata.number == "161"
    assert codes(parsed)[-1] in {"header-unreadable", "header-too-long"}
    assert "Wicks." in body_of(parsed)


def test_a_broken_line_is_named():
    _, parsed = read(yaml="title: x\nstatus: [a\nowner: b\n")
    assert parsed.metadata.problems[-1].line in (2, 3)


def test_numbers_that_differ_are_told():
    _, parsed = read(yaml=YAML.replace("0161", "1884"))
    assert parsed.metadata.number == "1884"
    assert "number-differs" in codes(parsed)


def test_a_single_file_with_front_matter_is_an_old_kep():
    _, parsed = read_files({"keps/sig-lamp/0007-oil.md": f"---\n{YAML}---\n\n{TEXT}"})
    assert parsed.metadata.title == "Brighter Wicks"
    assert parsed.metadata.number == "161"
    assert "kep-number" not in body_of(parsed)


@pytest.mark.parametrize(
    "files",
    [
        {"keps/NNNN-kep-template/kep.yaml": YAML},
        {"keps/sig-lamp/0000-lamp-template/kep.yaml": YAML},
        {"keps/README.md": TEXT},
        {"keps/sig-lamp/README.md": TEXT},
        {"keps/sig-lamp/20190101-notes.md": TEXT},
        {"keps/YYYYMMDD-kep-template.md": f"---\n{YAML}---\n"},
        {"pkg/testdata/keps/sig-x/1-y/kep.yaml": YAML},
    ],
    ids=lambda files: next(iter(files)),
)
def test_templates_lists_and_notes_are_no_documents(files):
    assert read_files(files) is None
