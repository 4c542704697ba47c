"""The worked examples of ``docs/counting.md`` come out as the page says."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from governance import tally

PAGE = Path(__file__).parents[3] / "docs" / "counting.md"
SECTION = re.compile(r"^## (\w+)$.*?^```json\n(.*?)^```$.*?^    (.+?)$", re.M | re.S)
EXAMPLES = SECTION.findall(PAGE.read_text(encoding="utf-8"))


def test_every_method_has_its_example():
    assert [name for name, _, _ in EXAMPLES] == list(tally.METHODS)


@pytest.mark.parametrize(("name", "document", "line"), EXAMPLES)
def test_an_example_is_counted_as_the_page_says(name, document, line, tmp_path):
    file, out = tmp_path / "votes.json", io.StringIO()
    file.write_text(document, encoding="utf-8")
    call_command("count_votes", str(file), stdout=out)
    assert out.getvalue().splitlines()[0] == line
    assert line.startswith(f"{name}: ")
