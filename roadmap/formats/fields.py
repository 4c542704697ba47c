"""Read the members of a mapping, word for word, noting what is odd about them."""

import json
import re
from collections.abc import Collection
from typing import Any

from core.plainyaml import Document
from roadmap.formats.found import Ask, Issue

LEVELS = ("small", "medium", "large")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")


class Fields:
    """The members of one mapping of a document, and the issues met on the way."""

    def __init__(self, document: Document, members: dict[str, Any], at: str) -> None:
        self.document = document
        self.members = members
        self.at = at
        self.issues: list[Issue] = []

    def note(self, code: str, message: str, name: str = "") -> None:
        """Remember an issue with the member ``name``, on its line."""
        place = f"{self.at}.{name}" if self.at else name
        line = self.document.line(place) or self.document.line(self.at)
        self.issues.append(Issue(code, message, line))

    def text(self, name: str, limit: int) -> str:
        """Return a member as one text; lists are joined with commas."""
        value = self.members.get(name)
        if isinstance(value, list):
            value = ", ".join(words(value))
        elif isinstance(value, dict):
            self.note("wrong-type", f"“{name}” should be a text.", name)
            value = _dumped(value)
        found = (value or "").strip()
        if len(found) > limit:
            self.note("too-long", f"“{name}” is longer than {limit} characters.", name)
            found = found[: limit - 1] + "…"
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a member as texts; one text alone is a list of one."""
        value = self.members.get(name)
        if isinstance(value, dict):
            self.note("wrong-type", f"“{name}” should be a list.", name)
        return tuple(words(value if isinstance(value, list) else [value]))

    def links(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return a member as (title, address) pairs; only web addresses are links."""
        value = self.members.get(name)
        found = []
        for entry in value if isinstance(value, list) else [value]:
            if entry is None:
                continue
            title, address = _link(entry)
            if address and not address.startswith(("https://", "http://")):
                self.note("not-a-link", f"“{address}” is not a web address.", name)
                title, address = title or address, ""
            found.append((title or address, address))
        return tuple(found)

    def asks(self, name: str) -> tuple[Ask, ...]:
        """Return a member as what is asked of teams."""
        value = self.members.get(name)
        found = []
        for entry in value if isinstance(value, list) else [value]:
            if entry is None:
                continue
            said = entry if isinstance(entry, dict) else {"team": entry}
            team, level, what, champion = (
                "".join(words([said.get(part)]))[:500]
                for part in ("team", "level", "what", "champion")
            )
            if level and level not in LEVELS:
                listed = ", ".join(LEVELS)
                self.note("unknown-level", f"“{level}” is not one of: {listed}.", name)
            found.append(Ask(team, level, what, champion))
        return tuple(found)

    def others(self, known: Collection[str]) -> tuple[tuple[str, str], ...]:
        """Return the members that are not ``known``, as they were written."""
        return tuple(
            (name[:200], "; ".join(words(v if isinstance(v, list) else [v]))[:2000])
            for name, v in self.members.items()
            if name not in known
        )

    def choice(self, name: str, limit: int, known: Any, code: str) -> str:
        """Return a member verbatim, noting a word that is not one of ``known``."""
        word = self.text(name, limit)
        if word and word not in known:
            listed = ", ".join(known)
            self.note(code, f"{name} “{word}” is not one of: {listed}.", name)
        return word


def words(values: list[Any]) -> list[str]:
    """Return each value as text, leaving out the empty ones."""
    texts = (v if isinstance(v, str) else _dumped(v) for v in values if v is not None)
    return [text.strip() for text in texts if text.strip()]


def keyed(text: str) -> str:
    """Return ``text`` as a key that an address may hold."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")[:120]


def _link(entry: Any) -> tuple[str, str]:
    if isinstance(entry, dict):
        title, address = entry.get("title"), entry.get("url")
        return "".join(words([title])), "".join(words([address]))
    return "", "".join(words([entry]))


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
