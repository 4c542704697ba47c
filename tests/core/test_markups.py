"""MediaWiki, AsciiDoc and XML become the same safe HTML as Markdown does."""

import json
import re
import time

import pytest

from core import markup
from tests.core.oracle import faults
from tests.core.test_markup import CORPORA, HOSTILE_MARKDOWN

WIKI = """\
== Lamps & ''oil'' ==

Words '''bold''', ''light'', <code>a < b</code>, [[bip-1.mediawiki|BIP 1]] and
[https://lamp.example/ a link]<ref name="n">See ''there''.</ref>. <luke@dashjr.example>

* one
** two
# three
; term
: text

{| class="wikitable"
|+ Names
! A !! B
|-
| colspan=2 | x || y
|}

<source lang="python">
if a < b: pass
</source>

[[#My_Part|there]] <ref name="n"/>

==My Part==
 literal ''x''
----
[[File:img/plan.png|thumb|the plan]] __TOC__ https://lamp.example/x.

<references/>
"""
ADOC = """\
:name: Ada
== Lamps & _oil_

Words *bold*, _light_, `a < b`, {name}, https://lamp.example/[a link]
and <<_my_part,there>>.footnote:[See _there_.] x^2^ +
next

* one
** two
+
----
code
----
. three

term:: text

NOTE: Mind the *wick*.

.A table
[cols="1,2",options="header"]
|===
|A |B
|x |y
|===

[source,python]
----
if a < b: pass
----

[quote,Ada]
____
Let there be.
____

My Part
-------

image::https://lamp.example/plan.png[the plan]

include::/etc/passwd[]
////
not said
////
"""
XEP = """\
<?xml version='1.0'?>
<!DOCTYPE xep SYSTEM 'xep.dtd' [<!ENTITY % ents SYSTEM "xep.ent"> %ents;]>
<xep><header><title>Lamps</title>&LEGALNOTICE;<abstract>Of lamps.</abstract>
<status>Draft</status>&ada;</header>
<section1 topic='Lamps &amp; oil' anchor='oil'>
<p>Words <strong>bold</strong>, <em>light</em>, <tt>a &lt; b</tt>, see &xep0030;<note>a
note</note> and <link url='https://lamp.example/'>a link</link>.</p>
<ul><li>one<ol><li>two</li></ol></li></ul>
<example caption='A lamp'><![CDATA[<lamp on='1'/>]]></example>
<table caption='x'><tr><th>A</th></tr><tr><td>x</td></tr></table>
<section2 topic='Inner'><p><link url='#oil'>there</link></p></section2>
</section1></xep>
"""
RFC = """\
<rfc><front><title>Lamps</title><author fullname="Ada"/><abstract><t>Of lamps.</t>
</abstract></front><middle><section title="Oil" anchor="oil"><t>See <xref
target="OIL"/> and <eref target="https://lamp.example/">a link</eref>.<list
style="numbers"><t>one</t></list></t><artwork>a -&gt; b</artwork><texttable>
<ttcol>A</ttcol><ttcol>B</ttcol><c>x</c><c>y</c></texttable></section>
<section><name>Wicks</name><t>Words</t></section></middle>
<back><references><reference anchor="OIL"><front><title>On oil</title></front>
<seriesInfo name="RFC" value="12"/></reference></references></back></rfc>
"""


def shown(source, kind):
    return " ".join(markup.render(source, kind).html.split())


def test_mediawiki_is_shown_as_it_means():
    html = shown(WIKI, "mediawiki")
    assert '<h2 id="user-content-lamps--oil">Lamps &amp; <em>oil</em></h2>' in html
    assert (
        "<strong>bold</strong>, <em>light</em>, <code>a &lt; b</code>, <a href" in html
    )
    assert 'href="file/?at=bip-1.mediawiki"' in html
    assert '<a href="https://lamp.example/"' in html
    assert "&lt;luke@dashjr.example&gt;" in html
    assert "<ul><li>one<ul><li>two</li></ul></li></ul>" in html
    assert "<ol><li>three</li></ol>" in html
    assert "<dl><dt>term</dt><dd>text</dd></dl>" in html
    assert "<caption>Names</caption>" in html
    assert '<td colspan="2">x</td><td>y</td>' in html
    assert '<span class="k">if</span>' in html
    assert 'href="#user-content-my-part"' in html
    assert html.count('href="#user-content-note-1"') == 2
    assert "See <em>there</em>." in html
    assert 'alt="the plan"' in html
    assert '<pre tabindex="0" class="literal">literal <em>x</em></pre>' in html
    assert '<a href="https://lamp.example/x"' in html
    assert "TOC" not in html


def test_asciidoc_is_shown_as_it_means():
    html = shown(ADOC, "asciidoc")
    assert ">Lamps &amp; <em>oil</em></h2>" in html
    assert "<strong>bold</strong>, <em>light</em>, <code>a &lt; b</code>, Ada," in html
    assert '<a href="https://lamp.example/"' in html
    assert 'href="#user-content-_my_part"' in html
    assert 'id="user-content-_my_part">My Part</h2>' in html
    assert "x<sup>2</sup><br> next" in html
    assert re.search(r"<ul><li>one<ul><li>two<pre.*?code.*?</li></ul></li></ul>", html)
    assert "<ol><li>three</li></ol>" in html
    assert "<dl><dt>term</dt><dd>text</dd></dl>" in html
    assert '<aside class="admonition note">' in html
    assert '<p class="rubric">A table</p>' in html
    assert "<tr><th>A</th><th>B</th></tr><tr><td>x</td><td>y</td></tr>" in html
    assert '<span class="k">if</span>' in html
    assert re.search(r"<blockquote><p>Let there be.</p>.*Ada</p></blockquote>", html)
    assert ">the plan</a>" in html
    assert "include::/etc/passwd[]" in html
    assert "See <em>there</em>." in html
    assert "root:" not in html
    assert "not said" not in html


def test_a_xep_is_shown_as_it_means():
    rendered = markup.render(XEP, "xml")
    html = " ".join(rendered.html.split())
    assert [line["text"] for line in rendered.outline] == [
        *("Abstract", "Lamps & oil", "Inner")
    ]
    assert "<strong>bold</strong>, <em>light</em>, <code>a &lt; b</code>" in html
    assert "see XEP-0030 (a note) and <a href=" in html
    assert "<ul><li>one<ol><li>two</li></ol></li></ul>" in html
    assert '<p class="rubric">A lamp</p>' in html
    assert "&lt;lamp on='1'/&gt;" in html
    assert "<th>A</th>" in html
    assert 'href="#user-content-oil"' in html
    for word in ("LEGALNOTICE", "ada", "Draft"):
        assert word not in html


def test_xml2rfc_of_both_versions_is_shown_as_it_means():
    rendered = markup.render(RFC, "xml")
    html = " ".join(rendered.html.split())
    assert [line["text"] for line in rendered.outline] == [
        *("Abstract", "Oil", "Wicks", "References")
    ]
    assert '<a href="#user-content-OIL" rel="nofollow ugc noopener">[OIL]</a>' in html
    assert "<ol><li>one</li></ol>" in html
    assert "<td>x</td><td>y</td>" in html
    assert "[OIL] On oil, RFC 12" in html


def test_figures_and_tables_of_xml_have_captions_and_no_sections():
    words = (
        "<rfc><middle><section><name>Oil</name><figure><name>The lamp</name><artwork>o"
        "</artwork></figure><table><name>Oils</name><tbody><tr><td>x</td></tr></tbody>"
        "</table></section><section title='Wicks'><figure title='Old'><artwork>w"
        "</artwork></figure><texttable title='Sizes'><ttcol>A</ttcol><c>1</c>"
        "</texttable></section></middle></rfc>"
    )
    rendered = markup.render(words, "xml")
    assert [line["text"] for line in rendered.outline] == ["Oil", "Wicks"]
    for caption in ("Oils", "Sizes"):
        assert f"<caption>{caption}</caption>" in rendered.html
    for caption in ("The lamp", "Old"):
        assert f">{caption}</p>" in rendered.html


def test_an_empty_corner_of_a_table_is_no_heading():
    rendered = markup.render("| | A |\n|---|---|\n| x | y |\n", "markdown")
    assert rendered.html.count("<th") == 2  # the row's frame and one heading
    assert "<td></td>" in rendered.html


def test_an_entity_that_is_defined_nowhere_is_shown_as_written_and_said_so():
    words = "<rfc><middle><section title='A'><t>a&oil;b</t></section><section title='B'"
    rendered = markup.render(f"{words}><t>two</t></section></middle></rfc>", "xml")
    assert "a&amp;oil;b" in rendered.html
    assert "two" in rendered.html
    assert rendered.notice.endswith("&oil;")
    defined = f"<!DOCTYPE rfc SYSTEM 'x.dtd'>{words}/></middle></rfc>"
    assert markup.render(defined, "xml").notice == ""


def test_what_is_no_xml_is_shown_as_far_as_it_goes_and_said_so():
    rendered = markup.render("<xep><section1 topic='A'><p>One.</p><p>Two", "xml")
    assert [block["text"] for block in rendered.blocks][:2] == ["A", "One."]
    assert "not XML from line 1" in rendered.notice


def test_no_entity_is_expanded_and_no_file_is_read():
    many = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<!DOCTYPE x [<!ENTITY e0 'boom'>{many}]><xep><p>&e11;</p></xep>"
    assert "boom" not in markup.render(bomb, "xml").html
    file = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><xep><p>&f;</p></xep>"
    assert "root:" not in markup.render(file, "xml").html


SAME = {
    "markdown": "# Oil\n\nFirst words.\n\nLast words.\n",
    "mediawiki": "== Oil ==\n\nFirst words.\n\nLast words.\n",
    "asciidoc": "== Oil\n\nFirst words.\n\nLast words.\n",
    "xml": (
        "<xep><section1 topic='Oil'><p>First words.</p><p>Last words.</p></section1>"
        "</xep>"
    ),
}


@pytest.mark.parametrize("kind", SAME)
def test_blocks_have_the_same_anchors_in_every_markup(kind):
    assert (
        markup.render(SAME[kind], kind).blocks
        == markup.render(SAME["markdown"], "markdown").blocks
    )


HOSTILE = [
    *HOSTILE_MARKDOWN,
    "[javascript:alert(1) x] [[javascript:alert(1)|x]]",
    '[https://a.example/" onclick=alert(1) x]',
    "{| onclick=alert(1)\n| style=position:fixed onclick=alert(1) | x\n|}",
    "<pre onclick=alert(1)></pre ><script>alert(1)</script>",
    "<ref><script>alert(1)</script></ref><ref name='\"><script>'/>",
    "\x020\x03 \x02\x02 <code>\x021\x03</code>",
    'link:javascript:alert(1)[x] https://a.example/"onclick=alert(1)[x]',
    "+++<script>alert(1)</script>+++ pass:[<img src=x onerror=alert(1)>]",
    "++++\n<script>alert(1)</script>\n++++\n",
    '<<x" onclick=alert(1),y>> [["><script>alert(1)</script>]]',
    ":x: <script>alert(1)</script>\n\n{x} image:javascript:alert(1)[x]",
    "<xep><p onclick='alert(1)'><link url='javascript:alert(1)'>x</link></p></xep>",
    "<xep><html:script xmlns:html='http://www.w3.org/1999/xhtml'>1</html:script></xep>",
    "<xep><img src='x' alt='&lt;img src=x onerror=alert(1)&gt;'/></xep>",
    "<xep><section1 topic='&lt;script&gt;1&lt;/script&gt;' anchor='\"x'/></xep>",
]


@pytest.mark.parametrize("kind", ["mediawiki", "asciidoc", "xml"])
def test_hostile_texts_are_only_shown(kind):
    pairs = [(source, kind) for source in HOSTILE]
    found = zip(HOSTILE, markup.render_many(pairs), strict=True)
    assert {source: bad for source, done in found if (bad := faults(done.html))} == {}


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.stem)
def test_nothing_of_the_known_corpora_executes(path):
    payloads = [item["payload"] for item in json.loads(path.read_text())]
    pairs = [(p, kind) for p in payloads for kind in ("mediawiki", "asciidoc")]
    found = zip(pairs, markup.render_many(pairs), strict=True)
    assert {pair: bad for pair, done in found if (bad := faults(done.html))} == {}


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("mediawiki", "<pre>" * 30_000),
        ("mediawiki", "'''a" * 20_000),
        ("mediawiki", "[[" * 40_000),
        ("mediawiki", "{|\n|" * 10_000),
        ("mediawiki", "*" * 50_000),
        ("mediawiki", "<ref><ref>x</ref></ref>" * 4_000),
        ("asciidoc", "`a *b _c #d ^e ~f +g " * 5_000),
        ("asciidoc", "<<a,[[b link:c[ footnote:[d " * 3_000),
        ("asciidoc", "====\n" * 5_000 + "a"),
        ("asciidoc", "\n".join("=" * n for n in range(4, 80))),
        ("asciidoc", "* a\n+\n" * 8_000),
        ("asciidoc", "|===\n" + "|a" * 40_000),
        ("asciidoc", ":a: {a}{a}{a}{a}\n" * 10 + "{a}" * 10_000),
        ("xml", "<xep>" + "<p>" * 500),
        ("xml", "<xep>" + "<section1 topic='a'>" * 50),
        ("xml", "<rfc><texttable>" + "<c>a</c>" * 10_000),
    ],
    ids=range(16),
)
def test_pathological_texts_end_soon(kind, source):
    started = time.process_time()
    assert faults(markup.render(source, kind).html) == []
    assert time.process_time() - started < 5
