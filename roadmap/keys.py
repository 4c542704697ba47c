"""Give each milestone its own key, whatever ids the files say. Plain Python.

A key is the id from the file. Where two files say the same id, one keeps it and the
other's key gets a mark after "~", which no id can hold. A milestone that has a key
keeps it for as long as its file says the same id, so addresses never move.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple


class Place(NamedTuple):
    """Where a milestone is written down, and the id that it says."""

    path: str
    id: str
    nth: int = 0


def places(found: Iterable[tuple[str, str]]) -> list[Place]:
    """Return a place for each (path, id), counting repeated ones."""
    seen: dict[tuple[str, str], int] = {}
    listed = []
    for path, id_ in found:
        nth = seen.get((path, id_), 0)
        seen[path, id_] = nth + 1
        listed.append(Place(path, id_, nth))
    return listed


def assign(
    wanted: Iterable[Place], known: Mapping[str, str], taken: Iterable[str]
) -> dict[Place, str]:
    """Return the key of each place.

    ``known`` maps the repository's present keys to their paths; ``taken`` are keys
    that other repositories of the project hold.
    """
    asked = sorted(wanted)
    used = set(taken)
    keys: dict[Place, str] = {}
    for place in asked:
        for key in (place.id, marked(place)):
            if known.get(key) == place.path and key not in used and place not in keys:
                keys[place] = key
                used.add(key)
    for place in asked:
        if place not in keys:
            key = place.id if place.id not in used else marked(place)
            keys[place] = key
            used.add(key)
    return keys


def marked(place: Place) -> str:
    """Return the key of a place whose id another milestone holds."""
    where = f"{place.path}\n{place.nth}" if place.nth else place.path
    return f"{place.id}~{sha256(where.encode()).hexdigest()[:8]}"
