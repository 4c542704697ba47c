"""Every problem that a reader can record has words of its own and a page."""

import html
import re
from pathlib import Path

import pytest

from rfcs import problem_codes

ROOM = Path(problem_codes.__file__).parent
RECORDED = re.compile(r"""(?:Issue|Found)\(\s*"([a-z0-9-]+)\"""")


def recorded():
    texts = (path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py"))
    return sorted({code for text in texts for code in RECORDED.findall(text)})


def test_the_codes_are_found():
    assert {"no-header", "moved-stub", "proposal-too-wide"} <= set(recorded())


@pytest.mark.django_db
@pytest.mark.parametrize("code", recorded())
def test_every_code_has_a_page_that_says_what_to_do(client, code):
    what = problem_codes.CODES[code]
    page = client.get(f"/problems/{code}/")
    assert page.status_code == 200
    for words in (what.title, what.meaning, what.mend):
        assert words
        assert html.escape(words)[:20] in page.text
