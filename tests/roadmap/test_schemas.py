"""What docs/ promises to programs is what is read and what is published."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from roadmap import editions
from roadmap.formats import althing

DOCS = Path(__file__).resolve().parents[2] / "docs"


def schema(name):
    found = json.loads((DOCS / name).read_text())
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def examples():
    page = (DOCS / "milestones.md").read_text()
    return re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)


def test_the_documented_milestone_is_read_without_a_remark():
    example = examples()[0]
    schema("milestone.schema.json").validate(yaml.safe_load(example))
    found = althing.read("milestones/x.yaml", example.encode())
    assert found.issues == ()
    assert found.milestones[0].key == "gpu-scheduler"


def test_the_documented_tracks_are_read_without_a_remark():
    found = althing.read("tracks.yaml", examples()[1].encode())
    assert found.issues == ()
    assert found.releases == {"1.2": "2026-06-30"}


def test_the_schema_knows_exactly_the_members_and_words_that_are_read():
    milestone = schema("milestone.schema.json").schema["$defs"]["milestone"]
    members = milestone["properties"]
    assert set(members) == althing.MEMBERS
    assert set(members["status"]["enum"]) == set(althing.STATES)
    assert tuple(members["confidence"]["enum"]) == althing.CONFIDENCES


@pytest.mark.parametrize(
    "wrong", [{"id": "a b", "title": "A"}, {"title": "A"}, {"id": "a", "title": ""}]
)
def test_the_schema_refuses_what_would_be_a_problem(wrong):
    assert not schema("milestone.schema.json").is_valid(wrong)


def test_a_published_edition_is_valid(draft, maintainer):
    edition = editions.publish(draft, by=maintainer)
    document = json.loads(bytes(edition.json_bytes))
    schema("roadmap.schema.json").validate(document)
    assert document["schema"] == "althing.roadmap/2"
