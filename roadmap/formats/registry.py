"""Find the format of a file. A new format is one file here and one line below."""

from roadmap.formats import althing, goals, kep, tasks
from roadmap.formats.found import Format

FORMATS: dict[str, Format] = {
    f.name: f for f in (kep.FORMAT, goals.FORMAT, tasks.FORMAT, althing.FORMAT)
}


def format_of(path: str, wanted: str = "auto") -> Format | None:
    """Return the format that claims ``path``.

    ``wanted`` narrows the choice to one format by its name; a name that is no
    roadmap format (a repository may hold RFCs of another kind) narrows nothing.
    """
    chosen = FORMATS.get(wanted)
    for candidate in (chosen,) if chosen else FORMATS.values():
        if candidate.claims(path):
            return candidate
    return None
