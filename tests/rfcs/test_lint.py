"""The linter says before a commit what an import would say after it."""

import json

import pytest
from django.core.management import CommandError, call_command

from core.errors import InvalidInput
from rfcs import lint

GOOD = "---\nnumber: 7\ntitle: Lamps\nstatus: draft\nauthors: [Ada]\n---\n\nLight.\n"


def write(root, **files):
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def found(root):
    return [(each.path, each.code) for each in lint.examine(root).findings]


def test_a_clean_directory_has_no_problems(tmp_path):
    root = tmp_path
    write(root / "rfcs", **{"0007-lamps.md": GOOD})
    write(root, **{"README.md": "# Read me"})
    assert lint.examine(root) == lint.Report(1, ())


def test_problems_are_found_with_their_place(tmp_path):
    bad = GOOD.replace("draft", "glowing").replace(
        "title", "created: 01/02/2021\ntitle"
    )
    files = {"0007-lamps.md": bad, "0008-oil.md": GOOD, "0009-x.md": "# Wax\n"}
    write(tmp_path / "rfcs", **files)
    (tmp_path / "rfcs" / "0010-link.md").symlink_to("0007-lamps.md")
    assert found(tmp_path) == [
        ("rfcs/0007-lamps.md", "date-unreadable"),
        ("rfcs/0007-lamps.md", "unknown-status"),
        ("rfcs/0008-oil.md", "number-clash"),
        ("rfcs/0008-oil.md", "number-differs"),
        ("rfcs/0009-x.md", "field-missing"),
        ("rfcs/0009-x.md", "no-header"),
    ]


def test_the_command_fails_with_one_for_problems_and_two_for_misuse(tmp_path, capsys):
    write(tmp_path / "rfcs", **{"0009-x.md": "# Wax\n"})
    with pytest.raises(CommandError, match="1 problem to mend") as caught:
        call_command("lint", str(tmp_path))
    assert caught.value.returncode == 1
    assert "rfcs/0009-x.md:1: warning: " in capsys.readouterr().out
    with pytest.raises(CommandError) as caught:
        call_command("lint", str(tmp_path / "nowhere"))
    assert caught.value.returncode == 2
    with pytest.raises(InvalidInput):
        lint.examine(tmp_path / "nowhere")


def test_sarif_names_rule_level_and_place(tmp_path, capsys):
    write(tmp_path / "rfcs", **{"0009-a#b c.md": "# Wax\n"})
    with pytest.raises(CommandError):
        call_command("lint", str(tmp_path), "--format", "sarif")
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "rfcs/0009-a%23b%20c.md"
        assert place["region"]["startLine"] >= 1


def test_a_row_is_found_in_its_table_and_by_its_word(tmp_path):
    rows = "".join(
        f"| [Lamp {n}](https://git.example/lamps/{n}) | {status} |\n"
        for n, status in enumerate(("Stage 2.7", "Stage 3", "Glowing"))
    )
    table = f"# Active proposals\n\n| Proposal | Stage |\n|---|---|\n{rows}"
    write(tmp_path, **{"README.md": table})
    assert found(tmp_path) == [("README.md", "unknown-status")]


def test_the_parts_of_one_number_do_not_clash(tmp_path):
    text = "```\nCAP: 0046-0{n}\nTitle: {n}\nStatus: Draft\nAuthor: Ada\n```\n"
    parts = {f"cap-0046-0{n}.md": text.replace("{n}", str(n)) for n in (1, 2)}
    write(tmp_path / "core", **parts)
    assert "number-clash" not in dict(map(reversed, found(tmp_path)))
