"""The people of the sample community: one list that every other file refers to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

CONTENT = Path(__file__).resolve().parent / "content"


@dataclass(frozen=True)
class Organisation:
    """A fictional organisation; independent people have none."""

    slug: str
    name: str
    domain: str


@dataclass(frozen=True)
class Post:
    """Where somebody worked from a day until a day; no organisation: nowhere."""

    organisation: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Person:
    """Somebody in the sample: ``key`` is the short name that content files use."""

    key: str
    name: str
    email: str
    zone: str
    activity: int = 0
    aliases: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()
    account: bool = True

    @property
    def address(self) -> str:
        """Name and address, as git writes them."""
        return f"{self.name} <{self.email}>"

    @property
    def organisation(self) -> str:
        """The slug of the present organisation, empty for independents."""
        return self.posts[-1].organisation if self.posts else ""


def _read(name: str) -> Any:
    return yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


def _person(key: str, row: dict[str, Any]) -> Person:
    posts = tuple(
        Post(p.get("organisation", ""), p["since"], p.get("until"))
        for p in row.get("posts", [])
    )
    return Person(
        key,
        row["name"],
        row["email"],
        row.get("zone", "+0000"),
        row.get("activity", 0),
        tuple(row.get("aliases", ())),
        posts,
        row.get("account", True),
    )


_ALL = _read("people.yaml")
ORGANISATIONS = tuple(Organisation(**row) for row in _ALL["organisations"])
PEOPLE: Mapping[str, Person] = MappingProxyType(
    {key: _person(key, row) for key, row in _ALL["people"].items()}
)
BOT = _person("bot", _ALL["bot"])
MAINTAINERS: tuple[str, ...] = tuple(_ALL["maintainers"])
EDITORS: tuple[str, ...] = tuple(_ALL["editors"])


def mailmap() -> str:
    """Return the ``.mailmap`` that joins each person's addresses."""
    return "".join(
        f"{person.address} <{alias}>\n"
        for person in PEOPLE.values()
        for alias in person.aliases
    )
