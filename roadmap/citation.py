"""How an edition is cited: plain words, BibTeX, CSL. Plain Python."""

import json
import re
from collections.abc import Mapping
from typing import Any

Edition = Mapping[str, Any]
_BIBTEX = re.compile(r"([&%$#_{}])")
_KEY = re.compile(r"[^a-z0-9]+")


def address(edition: Edition, base: str) -> str:
    """Return the permanent address of the edition under ``base``."""
    slug = edition["project"]["slug"]
    return f"{base.rstrip('/')}/roadmap/{slug}/{edition['edition']}/"


def plain(edition: Edition, base: str) -> str:
    """Return the citation as a sentence."""
    project, day = edition["project"]["name"], _day(edition)
    return (
        f"{project}. {edition['title']}, edition {edition['edition']}. "
        f"{day or 'Not published yet'}. {address(edition, base)}"
    )


def bibtex_bytes(edition: Edition, base: str) -> bytes:
    """Return the citation for BibTeX."""
    day = _day(edition)
    members = {
        "title": f"{{{_tex(edition['title'])}}}",
        "author": f"{{{_tex(edition['project']['name'])}}}",
        "edition": _tex(edition["edition"]),
        "year": day[:4] or str(edition["year"]),
        "month": day[5:7],
        "url": address(edition, base),
        "note": f"Edition {_tex(edition['edition'])}",
    }
    rows = [f"  {name} = {{{value}}}" for name, value in members.items() if value]
    return (f"@misc{{{_key(edition)},\n" + ",\n".join(rows) + "\n}\n").encode()


def csl_bytes(edition: Edition, base: str) -> bytes:
    """Return the citation as CSL-JSON, which reference managers read."""
    day = _day(edition)
    entry: dict[str, Any] = {
        "id": _key(edition),
        "type": "report",
        "title": edition["title"],
        "author": [{"literal": edition["project"]["name"]}],
        "edition": edition["edition"],
        "URL": address(edition, base),
    }
    if day:
        entry["issued"] = {"date-parts": [[int(part) for part in day.split("-")]]}
    text = json.dumps([entry], ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _day(edition: Edition) -> str:
    return (edition["published_at"] or "")[:10]


def _key(edition: Edition) -> str:
    slug = _KEY.sub("-", edition["project"]["slug"].lower()).strip("-")
    return f"{slug}-roadmap-{edition['edition']}"


def _tex(text: str) -> str:
    flat = " ".join(text.replace("\\", "/").split())
    return _BIBTEX.sub(r"\\\1", flat)
