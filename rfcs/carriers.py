"""Who carries an RFC into the world, told to this room by the rooms above it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Carrier:
    """Something that delivers what the document proposes."""

    title: str
    href: str
    state: str
    due: str = ""


Source = Callable[[int], list[Carrier]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a room say what carries an RFC; a later registration replaces it."""
    _sources[name] = source


def of(rfc: int) -> list[Carrier]:
    """Return everything that carries the RFC of this key."""
    return [carrier for source in _sources.values() for carrier in source(rfc)]
