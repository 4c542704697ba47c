"""How an edition is cited."""

import json

from roadmap import citation
from tests.roadmap.documents import edition, line

BASE = "https://althing.example/"


def test_a_sentence_names_edition_day_and_address():
    assert citation.plain(edition(line()), BASE) == (
        "Open Stack. Open Stack roadmap, edition 2026.0. 2026-01-15. "
        "https://althing.example/roadmap/stack/2026.0/"
    )


def test_bibtex_escapes_what_tex_would_obey():
    text = citation.bibtex_bytes(edition(line(), title="50 % {of} a_b"), BASE).decode()
    assert text.startswith("@misc{stack-roadmap-2026.0,\n")
    assert r"title = {{50 \% \{of\} a\_b}}" in text
    assert "url = {https://althing.example/roadmap/stack/2026.0/}" in text


def test_csl_is_what_reference_managers_read():
    (entry,) = json.loads(citation.csl_bytes(edition(line()), BASE))
    assert entry["issued"] == {"date-parts": [[2026, 1, 15]]}
    assert entry["author"] == [{"literal": "Open Stack"}]
    draft = edition(line(), published_at=None)
    assert "issued" not in json.loads(citation.csl_bytes(draft, BASE))[0]
