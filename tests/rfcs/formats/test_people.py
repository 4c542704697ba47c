"""Who wrote a document, in the ways in which real headers say it."""

import pytest

from rfcs.formats import people
from rfcs.metadata import Author

ADA = Author("Ada", "ada@lamp.example")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Ada <ada@lamp.example>", [ADA]),
        ("Ada <ada at lamp.example>", [ADA]),
        ("Ada (ada@lamp.example)", [ADA]),
        ("Ada [ada](mailto:ada@lamp.example)", [Author("ada", "ada@lamp.example")]),
        ("Ada ([ada@l.e](mailto:ada@lamp.example))", [ADA]),
        (
            "Ada (@ada) <ada@lamp.example>",
            [Author("Ada", "ada@lamp.example", "ada")],
        ),
        ("Ada <https://github.com/ada>", [Author("Ada", handle="ada")]),
        ("Ada <https://lamp.example/ada>", [Author("Ada")]),
        ("Ada <ada-lamp>", [Author("Ada", handle="ada-lamp")]),
        ("Ada ([@ada](https://github.com/ada))", [Author("Ada", handle="ada")]),
        ("@ada @bo", [Author("@ada", handle="ada"), Author("@bo", handle="bo")]),
        ("_@ada_", [Author("@ada", handle="ada")]),
        ("(alphabetically) Ada (@ada)", [Author("Ada", handle="ada")]),
        ("Ada <ada@lamp.example>, et al.", [ADA]),
        ("Ada, and others", [Author("Ada")]),
        ("[ FIXME: Insert Author List ]", []),
        ("*", []),
        ("Ada ada@lamp.example", [ADA]),
        ("Ada \\<ada@lamp.example\\>", [ADA]),
        ("Ada &lt;ada@lamp.example&gt;", [ADA]),
        ("Ada <[@ada](https://github.com/ada)>", [Author("Ada", handle="ada")]),
        ("Ada (https://github.com/ada)", [Author("Ada", handle="ada")]),
        ("link:https://github.com/ada[Ada]", [Author("Ada", handle="ada")]),
        ("TBD", []),
        (
            "[Ada](https://github.com/ada) [Bo](https://github.com/bo)",
            [Author("Ada", handle="ada"), Author("Bo", handle="bo")],
        ),
        (
            "[@ada](https://github.com/ada) [@bo](https://github.com/bo)",
            [Author("@ada", handle="ada"), Author("@bo", handle="bo")],
        ),
        ("Ada [(@ada)](https://github.com/ada)", [Author("Ada", handle="ada")]),
        (
            "[Ada](https://github.com/ada), Lamp Institute",
            [Author("Ada", handle="ada")],
        ),
        (
            "Ada ([@ada](https://l.example)), scalable oil\nBo ([@bo](x)), Lamps",
            [Author("Ada", handle="ada"), Author("Bo", handle="bo")],
        ),
    ],
)
def test_people_are_read_as_they_are_written(said, meant):
    assert list(people.read(said)) == meant
