"""Documents and comments become HTML that does nothing but show words."""

import json
import time

import pytest

from core import markup
from core.markup import children
from tests.core.oracle import faults
from tests.vectors import SHARED_VECTORS

CORPORA = sorted((SHARED_VECTORS / "hostile").glob("*.json"))

HOSTILE_MARKDOWN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVa\tScript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='//evil.example/'>x</a>",
    '<form action="https://evil.example"><input name=password></form>',
    "<style>body{display:none}</style>",
    '<base href="https://evil.example/">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<p style="position:fixed" onclick=alert(1) class="button">x</p>',
    "<svg><script>alert(1)</script></svg><math><mi xlink:href='javascript:1'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<p id="b-000000000000">mine</p><h2 id="main">x</h2>',
    "![x](javascript:alert(1))",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]
HOSTILE_RST = [
    "`x <javascript:alert(1)>`_",
    ".. raw:: html\n\n   <script>alert(1)</script>",
    ".. include:: /etc/passwd",
    ".. csv-table:: t\n   :file: /etc/passwd",
    ".. image:: x.png\n   :target: javascript:alert(1)",
    ".. image:: /etc/hostname.svg\n   :loading: embed",
    ".. role:: raw-html(raw)\n   :format: html\n\n:raw-html:`<script>1</script>`",
    ".. meta::\n   :http-equiv=refresh: 0;url=https://evil.example",
    ".. figure:: javascript:alert(1)\n\n   words",
    ".. literalinclude:: /etc/passwd",
    "click_\n\n.. _click: vbscript:msgbox(1)",
    ".. class:: button\n\n<script>alert(1)</script>",
]


@pytest.mark.parametrize("source", HOSTILE_MARKDOWN)
def test_hostile_markdown_is_only_shown(source):
    assert faults(markup.render(source, "markdown").html) == []
    assert faults(markup.render_comment(source)) == []


@pytest.mark.parametrize("source", HOSTILE_RST)
def test_hostile_restructuredtext_is_only_shown(source):
    rendered = markup.render(source, "rst")
    assert faults(rendered.html) == []
    assert "root:" not in rendered.html


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.stem)
def test_nothing_of_the_known_corpora_executes(path):
    payloads = [item["payload"] for item in json.loads(path.read_text())]
    bad = {}
    for kind in ("markdown", "rst"):
        pairs = ((payload, kind) for payload in payloads)
        for payload, done in zip(payloads, markup.render_many(pairs), strict=True):
            if found := faults(done.html):
                bad[payload] = found
    for payload in payloads:
        if found := faults(markup.render_comment(payload), comment=True):
            bad[payload] = found
    assert bad == {}


def test_every_block_has_an_id_that_survives_an_edit_above():
    before = markup.render("# One\n\nFirst words.\n\nLast words.\n", "markdown")
    after = markup.render("# One\n\nOther.\n\nNew.\n\nLast words.\n", "markdown")
    assert before.blocks[-1] == after.blocks[-1]
    assert f'id="{before.blocks[-1]["id"]}"' in after.html
    assert before.blocks[1]["id"] not in after.html


def test_equal_blocks_are_counted():
    blocks = markup.render("Same.\n\nSame.\n\nSame.\n", "markdown").blocks
    assert [block["id"][14:] for block in blocks] == ["", "-2", "-3"]


def test_headings_stand_under_the_page_and_skip_no_level():
    rendered = markup.render("# Top\n\n### Deep\n\n## Middle\n\n# Next\n", "markdown")
    assert [(line["level"], line["text"]) for line in rendered.outline] == [
        (2, "Top"),
        (3, "Deep"),
        (3, "Middle"),
        (2, "Next"),
    ]
    assert '<h2 id="user-content-top">Top</h2>' in rendered.html


def test_links_into_the_text_still_lead_there():
    rendered = markup.render("# My Part\n\n[there](#my-part)\n", "markdown")
    assert 'href="#user-content-my-part"' in rendered.html
    assert rendered.outline[0]["id"] == "user-content-my-part"


def test_links_out_are_marked_and_images_become_links():
    rendered = markup.render("![a plan](https://example.org/a.png)", "markdown")
    assert (
        '<a href="https://example.org/a.png" rel="nofollow ugc noopener">a plan</a>'
        in rendered.html
    )


def test_front_matter_tables_tasks_and_footnotes():
    source = (
        "---\ntitle: hidden\n---\n\nText[^1].\n\n- [x] done\n- [ ] open\n\n"
        "| a | b |\n|---|--:|\n| 1 | 2 |\n\n[^1]: A note.\n"
    )
    html = markup.render(source, "markdown").html
    assert "hidden" not in html
    assert "☑ done" in html
    assert "☐ open" in html
    assert '<td class="align-right">2</td>' in html
    assert "A note." in html
    assert faults(html) == []


def test_code_is_coloured_by_classes():
    for source, kind in [
        ("```python\ndef f(): pass\n```\n", "markdown"),
        (".. code-block:: python\n\n   def f(): pass\n", "rst"),
    ]:
        html = markup.render(source, kind).html
        assert '<span class="k">def</span>' in html
        assert "style=" not in html


def test_roles_and_directives_of_proposals_are_understood():
    source = (
        "See :pep:`8`, :rfc:`2119`, :func:`~os.path.join` and :ref:`words <there>`.\n\n"
        ".. canonical-doc:: :ref:`spec`\n\n   Inside.\n\n"
        ".. unheard-of:: argument\n   :option: 1\n\n   Content.\n\n"
        ".. _there:\n\nA section\n=========\n\nText.\n"
    )
    rendered = markup.render(source, "rst")
    assert rendered.notice == ""
    assert 'href="https://peps.python.org/pep-0008/"' in rendered.html
    assert 'href="https://www.rfc-editor.org/rfc/rfc2119"' in rendered.html
    assert "<code>join</code>" in rendered.html
    assert "Content." in rendered.html
    assert 'href="#user-content-' in rendered.html


def test_what_cannot_be_read_is_told_in_the_notice_not_in_the_text():
    rendered = markup.render("A missing_ target.\n\nMore.\n", "rst")
    assert "Line 1" in rendered.notice
    assert "missing" in rendered.notice
    assert "system" not in rendered.html.lower()
    assert "More." in rendered.html


def test_a_text_that_takes_too_long_is_shown_as_source(monkeypatch):
    monkeypatch.setattr(children, "WALL_SECONDS", 2)
    started = time.monotonic()
    rendered = markup.render(("*a " * 100 + "\n") * 300, "rst")
    assert time.monotonic() - started < 10
    assert "too long" in rendered.notice
    assert '<pre class="plain">*a *a' in rendered.html
    assert markup.render("*fine*", "rst").html.count("<em>fine</em>") == 1


def test_deep_nesting_is_shown_as_source():
    rendered = markup.render("\n".join(" " * n + f"* {n}" for n in range(400)), "rst")
    assert faults(rendered.html) == []
    assert rendered.notice


@pytest.mark.parametrize(
    "source",
    [
        "*a **a " * 10_000,
        "[a" * 30_000,
        "> " * 20_000 + "a",
        "![" * 20_000,
        "`" * 30_000 + "a",
        "<" * 30_000,
        "* " * 5_000 + "a",
        "[^1]: " * 5_000,
        "| a " * 4_000 + "\n" + "|---" * 4_000 + "\n" + "| b " * 4_000,
    ],
    ids=range(9),
)
def test_pathological_markdown_ends_soon(source):
    started = time.process_time()
    assert faults(markup.render(source, "markdown").html) == []
    assert faults(markup.render_comment(source)) == []
    assert time.process_time() - started < 5


def test_a_text_of_more_than_two_megabytes_is_cut_and_said_so():
    rendered = markup.render("words " * 400_000, "markdown")
    assert "too large" in rendered.notice
    assert len(rendered.html) < 2_300_000


def test_plain_text_is_escaped_by_paragraph():
    rendered = markup.render("One <b>.\n\nTwo.\n", "plain")
    assert [block["text"] for block in rendered.blocks] == ["One <b>.", "Two."]
    assert "One &lt;b&gt;." in rendered.html


def test_comments_have_no_html_of_their_own_and_no_headings():
    html = markup.render_comment("# Loud\n\n<b>raw</b> **bold** https://example.org")
    assert "<p><strong>Loud</strong></p>" in html
    assert "&lt;b&gt;raw" in html
    assert 'rel="nofollow ugc noopener"' in html
    assert "id=" not in html


def test_signs_that_cannot_be_seen_are_shown_by_their_number_and_warned_of():
    rendered = markup.render("Access \u202elevel\u202c and a\u200bgap.\n", "markdown")
    assert '<span class="hidden-sign">U+202E</span>level' in rendered.html
    assert "\u202e" not in rendered.html
    assert "It holds 3 characters that are invisible" in rendered.notice
    assert markup.render("क्\u200dष 👩\u200d💻", "markdown").notice == ""


def test_a_joiner_within_a_latin_word_is_shown_and_one_that_a_script_needs_is_not():
    assert ">U+200D</span>min" in markup.render_comment("ad\u200dmin")
    assert "U+200C" not in markup.render_comment("क्\u200cष")


def test_comments_show_and_warn_of_signs_that_cannot_be_seen():
    html = markup.render_comment(
        "Say \u202eyes\u202c to [it](https://a.example/\u200b)"
    )
    assert html.startswith('<p class="warned">It holds 2 characters')
    assert 'hidden-sign">U+202E</span>yes' in html
    assert not {"\u202e", "\u202c", "\u200b"} & set(html)
    assert "warned" not in markup.render_comment("Say yes")


def test_blocks_that_are_headings_say_their_level():
    blocks = markup.render("# Top\n\nWords.\n\n## Under\n", "markdown").blocks
    assert [block.get("level", 0) for block in blocks] == [2, 0, 3]
