"""The bytes of an edition: canonical, repeatable, readable."""

import json

from core.markup import render
from roadmap import publication
from tests.roadmap.documents import edition, line


def test_the_same_facts_give_the_same_bytes_in_any_order_of_members():
    one = edition(line())
    other = dict(reversed(list(one.items())))
    assert publication.json_bytes(one) == publication.json_bytes(other)


def test_golden_markdown():
    text = publication.markdown_bytes(edition(line(note="Ask *early*."))).decode()
    assert text == (
        "# Open Stack roadmap\n\n"
        "Edition 2026.0 of Open Stack, published 2026-01-15T12:00:00Z.\n\n"
        "What we will do.\n\n"
        "## Kernel\n\n"
        "### The driver\n\n"
        "Runs without the old shim.\n\n"
        "- Id: `driver`\n"
        "- State: Under way\n"
        "- Status in the source: in-progress\n"
        "- Target: 2026-Q3\n"
        "- Confidence: planned\n"
        "- Owner: Ines\n"
        "- Done when: It boots\n"
        "- Source: roadmap, milestones/driver.yaml at `cccccccccccc`\n\n"
        "> Ask \\*early\\*.\n"
    )


def test_markup_in_a_title_is_shown_not_obeyed():
    title = "<b>1.</b> [x](javascript:y) `z` # *w*"
    text = publication.markdown_bytes(edition(line(title=title))).decode()
    html = render(text, "markdown").html
    assert "javascript:" in html
    assert "<b>" not in html
    assert 'href="javascript' not in html


def test_text_is_published_in_normal_form_c():
    decomposed = "Cafe\u0301"
    document = publication.document(
        {"title": decomposed}, [], [line(title=decomposed, track="")]
    )
    assert document["items"][0]["title"] == "Caf\u00e9"
    assert json.loads(publication.json_bytes(document))["title"] == "Caf\u00e9"


def test_only_tracks_that_have_lines_are_published():
    tracks = [{"slug": "kernel", "title": "Kernel"}, {"slug": "edge", "title": "Edge"}]
    document = publication.document({}, tracks, [line()])
    assert [t["slug"] for t in document["tracks"]] == ["kernel"]


def test_lines_without_a_track_come_last_under_their_own_heading():
    groups = publication.by_track(edition(line("a", track=""), line("b")))
    assert [(t["title"], len(i)) for t, i in groups] == [
        ("Kernel", 1),
        ("Without a track", 1),
    ]
