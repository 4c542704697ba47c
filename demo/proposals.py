"""The repository of proposals, from the woven texts in ``content/oas-rfcs``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from demo import weave
from demo.changes import Change, moment, take_change
from demo.people import CONTENT, PEOPLE, mailmap

_RELATIONS = ("requires", "replaces", "superseded-by", "discussion")


def changes() -> Iterator[Change]:
    """Yield every change of the repository, in no particular order."""
    yield Change(
        at=moment("2024-05-02T09:40:00"),
        by="ines",
        subject="mailmap: Join the addresses that people have used",
        files={".mailmap": mailmap()},
    )
    for path in sorted((CONTENT / "oas-rfcs").iterdir()):
        yield from _document(path)


def _document(file: Path) -> Iterator[Change]:
    head, body = weave.split(file.read_text(encoding="utf-8"))
    history: list[dict[str, Any]] = head.pop("history")
    head["created"] = moment(history[0]["at"]).date()
    path = ""
    for index, row in enumerate(history, start=1):
        files: dict[str, str | None] = {}
        change = take_change(row, files)
        head |= row
        if path and path != head["path"]:
            files[path] = None
        path = head["path"]
        text = weave.revision(body, index)
        if "number" in head:
            text = _front_matter({**head, "updated": change.at.date()}) + text
        files[path] = text
        yield change


def _front_matter(head: dict[str, Any]) -> str:
    members: dict[str, Any] = {
        "number": head["number"],
        "title": head["title"],
        "status": head["status"],
        "authors": [PEOPLE[key].address for key in head["authors"]],
        "created": head["created"],
        "updated": head["updated"],
    }
    members |= {name: head[name] for name in _RELATIONS if name in head}
    text = yaml.safe_dump(members, allow_unicode=True, sort_keys=False, width=88)
    return f"---\n{text}---\n\n"
