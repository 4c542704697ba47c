"""Every dialect of headers is recognised by how it looks, each document by itself."""

from datetime import date

import pytest

from tests.rfcs.formats.reading import codes, read_files

FRONT = """\
---
eip: 20
title: Lamps
author: Ada <ada@lamp.example>, Bo (@bo)
status: Final
created: 2015-11-19
---

## Summary
"""
TOML = """\
+++
title = "Lamps"
status = "Final"
authors = ["Ada <ada@lamp.example>", "Bo (@bo)"]
created = 2015-11-19
+++

Text.
"""
BULLETS = """\
# Lamps

* Proposal: [SE-0020](0020-lamps.md)
* Authors: Ada <ada@lamp.example>, [Bo](https://github.com/bo)
* Status: **Final**
* Created: 2015-11-19

## Introduction
"""
BOLD = """\
# RFC 20: Lamps

- **Author(s)**: Ada <ada@lamp.example>, Bo (@bo)
- **Status**: Final
- **Date**: 2015-11-19

## Summary
"""
MAIL = """\
BIP: 20
Title: Lamps
Author: Ada <ada@lamp.example>
        Bo (@bo)
Status: Final
Created: 2015-11-19

Text.
"""
HEAD = MAIL.split("\n\n")[0]
INDENTED = "".join(f"  {line}\n" for line in HEAD.splitlines())
PRE = f"<pre>\n{INDENTED}</pre>\n\n==What is it?==\n\nText.\n"
FENCE = f"```\n{HEAD}\n```\n\n## Abstract\n"
LITERAL = f"::\n\n{INDENTED}\nTerms\n=====\n"
TABLE = """\
# Lamps

| Field | Value |
|---|---|
| **Author** | Ada <ada@lamp.example>, Bo (@bo) |
| Status | Final |
| Created | 2015-11-19 |

## Summary
"""
ACROSS = """\
# Lamps

| Authors | Status | Created |
|---|:---:|---|
| Ada <ada@lamp.example>, Bo (@bo) | Final | 2015-11-19 |

## Why
"""
HTML = """\
# CEP 20 - Lamps

<table>
<tr><td> Title </td><td> Lamps </td>
<tr><td> Status </td><td> Final </td></tr>
<tr><td>Author(s)</td><td>Ada &lt;ada@lamp.example&gt;, Bo (@bo)</td></tr>
<tr><td>Created</td><td>Nov 19, 2015</td></tr></table>

## Why
"""
LOOSE = """\
# Lamps

Author: Ada <ada@lamp.example>, Bo (@bo)
**Status:** Final
Date: 2015-11-19

## Summary

Words.
"""
HEADINGS = """\
# 20. Lamps

Date: 2015-11-19

## Status

Final

## Authors

- Ada <ada@lamp.example>
- Bo (@bo)

## Context

Dark.
"""
FIELDS = """\
=====
Lamps
=====

:Author: Ada <ada@lamp.example>, Bo (@bo)
:Status: Final
:Created: 2015-11-19

Why
===
"""
DIRECTIVES = """\
Lamps
=====

.. author:: Ada <ada@lamp.example>, Bo (@bo)
.. status:: Final
.. date:: 2015-11-19
.. contents::

Why.
"""
ASCIIDOC = """\
= Lamps
Ada <ada@lamp.example>; Bo (@bo)
:status: Final
:date: 2015-11-19

== Why
"""
ASCIIDOC_TABLE = """\
= Lamps

[cols="1,2"]
|===
|Authors |Ada <ada@lamp.example>, Bo (@bo)
|Status |Final
|Created |2015-11-19
|===

== Why
"""


@pytest.mark.parametrize(
    ("name", "path", "text"),
    [
        ("front", "EIPS/eip-20.md", FRONT),
        ("front", "rfcs/0020-lamps.md", TOML),
        ("bullets", "proposals/0020-lamps.md", BULLETS),
        ("bullets", "docs/rfcs/0020-lamps.md", BOLD),
        ("block", "bip-0020.txt", MAIL),
        ("block", "bip-0020.mediawiki", PRE),
        ("block", "zips/zip-0020.md", FENCE),
        ("block", "zips/zip-0020.rst", LITERAL),
        ("table", "rfcs/0020-lamps.md", TABLE),
        ("table", "rfcs/0020-lamps.md", ACROSS),
        ("html-table", "cep-0020.md", HTML),
        ("loose", "design/20-lamps.md", LOOSE),
        ("loose", "docs/adr/0020-lamps.md", HEADINGS),
        ("rest", "final/0020-lamps.rst", FIELDS),
        ("rest", "proposals/0020-lamps.rst", DIRECTIVES),
        ("asciidoc", "rfcs/0020-lamps.adoc", ASCIIDOC),
        ("asciidoc", "rfcs/0020-lamps.adoc", ASCIIDOC_TABLE),
    ],
)
def test_each_dialect_says_the_same(name, path, text):
    found, parsed = read_files({path: text})
    metadata = parsed.metadata
    assert found == name
    assert (metadata.number, metadata.title) == ("20", "Lamps")
    assert [author.name for author in metadata.authors] == ["Ada", "Bo"]
    assert metadata.authors[0].email == "ada@lamp.example"
    assert metadata.authors[1].handle == "bo"
    assert metadata.created == date(2015, 11, 19)
    assert metadata.status == "Final"
    assert codes(parsed) == []


def read_one(text, path="proposals/0020-lamps.md"):
    return read_files({path: text})[1].metadata


def test_names_below_their_field_are_its_value():
    text = (
        "# Preamble\n\nSIP Number: 020\n\nTitle: Lamps\n\nAuthor(s):\n\n"
        "* Ada <ada@lamp.example>\n* Bo (@bo)\n\nStatus: Ratified\n\n# Abstract\n"
    )
    metadata = read_one(text)
    assert [author.name for author in metadata.authors] == ["Ada", "Bo"]
    assert (metadata.title, metadata.status) == ("Lamps", "Ratified")


def test_authors_in_a_loose_line_below_the_front_matter_count():
    front = "---\nlayout: sip\nnumber: 20\ntitle: Lamps\nstatus: shipped\n---\n"
    text = f"{front}\n**By: Ada and Bo**\n"
    assert [author.name for author in read_one(text).authors] == ["Ada", "Bo"]
    late = text.replace("**By", "## Why\n\nOwner: Someone else\n\n**By")
    assert read_one(late).authors == ()


def test_members_under_meta_are_the_headers_own():
    text = "---\nstage: accepted\nmeta:\n  authors: Ada, Bo\n---\n\n# Lamps\n"
    assert [author.name for author in read_one(text).authors] == ["Ada", "Bo"]


def test_a_section_about_another_status_is_not_the_documents():
    front = "---\ntitle: Lamps\nauthor: Ada\ndate: 2026-01-31\n---\n"
    text = front + "\n## Status\n\nThe number of the answer, such as 301.\n"
    assert read_one(text).status is None
    text = front + "\n## Status\n\nAccepted, with thanks.\n"
    assert read_one(text).status == "Accepted, with thanks."
    deep = "# Lamps\n\n## Answer\n\n#### Status\n\n200\n"
    assert read_one(deep).status is None
    assert read_one("# Lamps\n\n> `state`: if partial\n\nText.\n").status is None


def test_a_status_that_is_said_to_be_unknown_is_kept():
    text = "# Lamps\n\n* **Author**: Ada\n* **Status**: Unknown\n"
    assert read_one(text).status == "Unknown"
    assert read_one(text.replace("Unknown", "n/a")).status is None


def test_facts_go_on_in_the_next_line_and_may_lack_a_sign_or_a_blank():
    lazy = "# Lamps\n- Authors: Ada\n- Status: Old\n[7](x) came\n- Date: 2015-11-19\n"
    assert read_one(lazy).created == date(2015, 11, 19)
    rust = "Start Date: 2018-10-19\n- RFC PR: https://lamp.example/1\n\n# Summary\n"
    assert read_one(rust, "text/0065-lamps.md").created == date(2018, 10, 19)
    tight = (
        "```\ntip: 20\ntitle: Lamps\nauthor:ada_b@lamp.example\nstatus: Final\n```\n"
    )
    assert read_one(tight).authors[0].email == "ada_b@lamp.example"


def test_link_targets_and_warnings_above_a_loose_header_do_not_hide_it():
    text = "".join(f".. _a{n}: https://lamp.example\n" for n in range(8))
    text += "\nLamps\n=====\n\nauthors: Ada\n\nstatus: Accepted\n"
    assert read_one(text, "proposals/0020-lamps.rst").status == "Accepted"
    text = "> [!NOTE]\n> We\n> moved\n> to\n> it.\n\n# Lamps\n\n----\n**Author**: Ada\n"
    assert read_one(text).authors[0].name == "Ada"


def test_an_item_of_a_mediawiki_list_is_no_title():
    text = "== Motivation ==\nRacks are hot.\n# first\n# second\n"
    assert read_one(text, "rfcs/0001-hot-racks.mediawiki").title == "Hot racks"
