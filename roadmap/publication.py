"""The bytes of a published edition. Plain Python: the same facts, the same bytes.

``document`` orders the facts; ``json_bytes`` and ``markdown_bytes`` write them. Both
are hashed into the ledger, so a change of either is a new ``SCHEMA``.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.canonical import canonical_bytes
from roadmap import annexes
from roadmap.annexes import escaped

SCHEMA = "althing.roadmap/2"
FIRST_SCHEMA = "althing.roadmap/1"
ANNEX = ("process", "carry_over", "amendment", "not_accepted", "deferred", "calendar")
STATE_WORDS = {
    "planned": "Planned",
    "active": "Under way",
    "done": "Done",
    "deferred": "Deferred",
    "dropped": "Dropped",
    "unknown": "State unknown",
}


def document(
    front: Mapping[str, Any],
    tracks: Iterable[Mapping[str, Any]],
    items: Iterable[Mapping[str, Any]],
    annex: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the edition as one JSON value; all text in Unicode normal form C.

    Without ``annex`` it is one of the first schema, as older editions are.
    """
    listed = [dict(item) for item in items]
    used = {item["track"] for item in listed}
    more = {name: annex[name] for name in ANNEX} if annex is not None else {}
    return {
        "schema": FIRST_SCHEMA if annex is None else SCHEMA,
        **normalised(more),
        **normalised(dict(front)),
        "tracks": [normalised(dict(t)) for t in tracks if t["slug"] in used],
        "items": [normalised(item) for item in listed],
    }


def json_bytes(edition: Mapping[str, Any]) -> bytes:
    """Return the canonical JSON of the edition, as it is hashed."""
    return canonical_bytes(edition)


def markdown_bytes(edition: Mapping[str, Any]) -> bytes:
    """Return the edition as a Markdown document for people."""
    lines = [
        f"# {escaped(edition['title'])}",
        "",
        f"Edition {edition['edition']} of {escaped(edition['project']['name'])}, "
        f"published {edition['published_at'] or 'not yet'}.",
    ]
    if edition["introduction"]:
        lines += ["", edition["introduction"].strip()]
    for track, items in by_track(edition):
        lines += ["", f"## {escaped(track['title'])}"]
        if track["description"]:
            lines += ["", escaped(track["description"].strip())]
        for item in items:
            lines += ["", *_item_lines(item)]
    if edition["schema"] != FIRST_SCHEMA:
        lines += annexes.lines(edition)
    return ("\n".join(lines) + "\n").encode()


def by_track(
    edition: Mapping[str, Any],
) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return the items under their tracks, in the order of the edition."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in edition["items"]:
        groups.setdefault(item["track"], []).append(item)
    ordered = [(track, groups.pop(track["slug"])) for track in edition["tracks"]]
    rest = [item for items in groups.values() for item in items]
    if rest:
        other = {"slug": "", "title": "Without a track", "description": ""}
        ordered.append((other, rest))
    return ordered


def normalised(value: Any) -> Any:
    """Return ``value`` with every text in Unicode normal form C."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {name: normalised(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [normalised(member) for member in value]
    return value


def _item_lines(item: Mapping[str, Any]) -> list[str]:
    lines = [f"### {escaped(item['title'])}", ""]
    if item["summary"]:
        lines += [escaped(item["summary"]), ""]
    lines += [f"- {name}: {value}" for name, value in _facts(item) if value]
    if item["note"]:
        lines += ["", f"> {escaped(item['note'])}"]
    return lines


def _facts(item: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    rfc, decision, source = item["rfc"], item["decision"], item["source"]
    return (
        ("Id", f"`{item['id']}`"),
        ("State", STATE_WORDS.get(item["state"], escaped(item["state"]))),
        ("Status in the source", escaped(item["status"])),
        ("Target", escaped(item["target"])),
        ("Confidence", escaped(item["confidence"])),
        ("Owner", escaped(item["owner"])),
        ("Champion", escaped(item["champion"])),
        ("Done when", escaped("; ".join(item["criteria"]))),
        ("Depends on", escaped(", ".join(item["depends_on"]))),
        ("Needs", escaped("; ".join(item["needs"]))),
        ("RFC", escaped(f"{rfc['number']} {rfc['title']}") if rfc else ""),
        ("Decision", f"{decision['number']} ({decision['entry']})" if decision else ""),
        ("Source", _source(source)),
        ("Trail", " → ".join(_step(step) for step in item["trail"])),
    )


def _source(source: Mapping[str, Any]) -> str:
    commit = source["commit"][:12]
    return f"{escaped(source['repository'])}, {escaped(source['path'])} at `{commit}`"


def _step(step: Mapping[str, Any]) -> str:
    index = step["index"]
    return f"{step['kind']}{'' if index is None else f' (entry {index})'}"
