"""Addresses are numbers where there are numbers, and never shared."""

import pytest

from rfcs import slugs


@pytest.mark.parametrize(
    ("number", "path", "taken", "slug"),
    [
        ("7", "rfcs/0007-lamps.md", set(), "7"),
        ("7", "rfcs/0007-lamps.md", {"7"}, "7-lamps"),
        ("7", "rfcs/0007-lamps.md", {"7", "7-lamps"}, "7-lamps-2"),
        ("0", "rfcs/0000-lamps.md", set(), "0000-lamps"),
        ("", "keps/sig-a/1-x/README.md", set(), "1-x"),
        ("", "keps/sig-a/1-x/kep.yaml", {"1-x"}, "1-x-2"),
        ("", "rfcs/12.md", set(), "n-12"),
        ("", "rfcs/—.md", set(), "document"),
        ("", "README.md", set(), "readme"),
    ],
)
def test_the_slug(number, path, taken, slug):
    assert slugs.choose(number, path, taken) == slug


def test_a_slug_is_never_longer_than_its_column():
    taken = set()
    for _ in range(12):
        slug = slugs.choose("123456789012345678", f"rfcs/{'x' * 400}.md", taken)
        assert len(slug) <= 120
        taken.add(slug)
    assert len(taken) == 12
