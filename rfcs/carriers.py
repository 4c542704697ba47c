"""Who carries an RFC into the world, told to this room by the rooms above it."""

from collections.abc import Callable, Container
from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Carrier:
    """Something that delivers what the document proposes."""

    title: str
    href: str
    state: str
    due: str = ""


@dataclass(frozen=True)
class Source:
    """A table with a column ``rfc_id``, and how its rows of one RFC are told."""

    table: type[Model]
    read: Callable[[int], list[Carrier]]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a room say what carries an RFC; a later registration replaces it."""
    _sources[name] = source


def tables() -> dict[str, type[Model]]:
    """Return the tables of all sources by the names that they registered under."""
    return {name: source.table for name, source in _sources.items()}


def of(rfc: int, present: Container[str]) -> list[Carrier]:
    """Return what carries the RFC of this key in the sources that have any of it."""
    told = [source.read(rfc) for name, source in _sources.items() if name in present]
    return [carrier for carriers in told for carrier in carriers]
