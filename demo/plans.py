"""The roadmap repository, from ``content/milestones.yaml``."""

from collections.abc import Iterator
from typing import Any

import yaml

from demo.changes import Change, moment, take_change
from demo.people import CONTENT, mailmap

_MEMBERS = (
    "id",
    "title",
    "track",
    "owner",
    "champion",
    "target",
    "confidence",
    "status",
    "summary",
    "criteria",
    "depends-on",
    "needs",
    "rfc",
    "links",
    "evidence",
)
_README = """\
# Roadmap of Open Accelerator Stack

One file for each milestone, in `milestones/`; the tracks are in `tracks.yaml`. A
milestone names who owns it, who champions it, when it is due and how one will know that
it is done. A change of plan is a commit that says why.
"""


class _Dumper(yaml.SafeDumper):
    """Writes long texts as blocks, so that a diff of them can be read."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def changes() -> Iterator[Change]:
    """Yield every change of the repository, in no particular order."""
    content = yaml.safe_load((CONTENT / "milestones.yaml").read_text(encoding="utf-8"))
    tracks = {name: content[name] for name in ("tracks", "releases")}
    yield Change(
        at=moment("2025-11-24T10:00:00"),
        by="helena",
        subject="tracks: Begin the roadmap with five tracks",
        files={
            ".mailmap": mailmap(),
            "README.md": _README,
            "tracks.yaml": _yaml(tracks),
        },
    )
    yield Change(
        at=moment("2026-03-02T09:30:00"),
        by="gunnar",
        subject="hardware: Say what runs where, and let the runtime prove it",
        files={"matrices/hardware.yaml": _text_of("matrix.yaml")},
    )
    yield Change(
        at=moment("2026-04-14T09:00:00"),
        by="marcus",
        subject="programmes: Say what is designated and what is audited",
        files={
            "designations/ai-ready.yaml": _text_of("designation.yaml"),
            "audits/2026.yaml": _text_of("audits.yaml"),
        },
    )
    for members in content["milestones"]:
        yield from _milestone(members)


def _text_of(name: str) -> str:
    return (CONTENT / name).read_text(encoding="utf-8")


def _milestone(members: dict[str, Any]) -> Iterator[Change]:
    history: list[dict[str, Any]] = members.pop("history")
    path = f"milestones/{members['track']}/{members['id']}.yaml"
    for index, row in enumerate(history):
        files: dict[str, str | None] = {}
        change = take_change(row, files, subject=_subject(members, row, index == 0))
        members |= row
        ordered = {name: members[name] for name in _MEMBERS if members.get(name)}
        files[path] = _yaml(ordered)
        yield change


def _subject(members: dict[str, Any], row: dict[str, Any], is_new: bool) -> str:
    if is_new:
        return f"{members['id']}: Add the milestone for {row['target']}"
    if "target" in row:
        return f"{members['id']}: Move to {row['target']}"
    return f"{members['id']}: Mark as {row['status']}"


def _yaml(value: Any) -> str:
    return yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=88
    )
