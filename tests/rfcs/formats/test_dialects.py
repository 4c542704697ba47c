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
