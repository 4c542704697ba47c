"""The format of a file is found by where it stands."""

import pytest

from roadmap.formats.registry import format_of


@pytest.mark.parametrize(
    ("path", "wanted", "name"),
    [
        ("keps/sig-a/1-b/kep.yaml", "auto", "kep"),
        ("milestones/a.yaml", "auto", "althing"),
        ("milestones/a.yaml", "kep", None),
        ("keps/sig-a/1-b/kep.yaml", "rust", "kep"),
        ("README.md", "auto", None),
        ("src/2026/async.md", "auto", "goals"),
        ("src/2025h1/README.md", "auto", None),
        ("docs/ROADMAP.md", "auto", "tasks"),
        ("roadmap/matrices/hardware.yaml", "auto", None),
    ],
)
def test_format_of(path, wanted, name):
    found = format_of(path, wanted)
    assert (found.name if found else None) == name
