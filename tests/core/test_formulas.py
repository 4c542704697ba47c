"""Formulas become MathML where they can be read, and stay as written where not."""

import pytest

from core import markup
from core.markup.formulas import mathml
from tests.core.oracle import faults


def html(source, kind="markdown"):
    return markup.render(source, kind).html


@pytest.mark.parametrize(
    "source",
    [
        "so $x^2$ is",
        "($x$)",
        "$x$",
        "$\\{x\\}$ and $`a|b`$",
        "$$\n\\frac{a}{b}\n$$",
        "a $$x$$ b",
        "```math\n\\sum_i x_i\n```",
        "| a |\n|---|\n| $x_1$ |",
    ],
)
def test_formulas_in_markdown_are_set(source):
    rendered = html(source)
    assert "<math" in rendered
    assert faults(rendered) == []


@pytest.mark.parametrize(
    "source",
    [
        "it costs $5 and $6",
        "US$ and A$ and CA$",
        "$HOME/bin:$PATH",
        "between $ x $",
        "`$x$`",
        "\\$x\\$",
        "$5-$6",
        "a$b$c",
        "```\n$x$\n```",
        "    $x$",
        "$unclosed",
        "$$",
        "$ $",
    ],
)
def test_prices_and_variables_are_none(source):
    rendered = html(source)
    assert "<math" not in rendered
    assert "$" in rendered


def test_formulas_in_restructuredtext_are_set():
    rendered = html(":math:`a_i`\n\n.. math::\n\n   e^{i\\pi} + 1 = 0\n", "rst")
    assert rendered.count("<math") == 2
    assert '<math display="block"' in rendered


def test_a_formula_keeps_its_source_for_those_who_search_and_quote():
    (block,) = markup.render("So $x^2$ is.", "markdown").blocks
    assert block["text"] == "So $x^2$ is."


@pytest.mark.parametrize(
    "tex",
    [
        "\\unknown{x}",
        "{" * 2_000,
        "\\frac{" * 500,
        "x^" * 1_000,
        "\\left(" * 500,
        "\\begin{matrix}" * 200,
        "_",
        "\\href{javascript:alert(1)}{x}",
        "\\style{x}",
        "\\sqrt" * 400,
    ],
)
def test_what_cannot_be_read_stays_as_it_was_written(tex):
    assert mathml(tex) == ""
    rendered = html(f"a\n\n$$\n{tex}\n$$\n")
    assert '<pre tabindex="0" class="math">' in rendered
    assert faults(rendered) == []


def test_words_within_formulas_are_escaped():
    rendered = html("$\\text{<script>alert(1)</script>\"'&}$")
    assert "<script" not in rendered
    assert "&lt;script&gt;" in rendered
    assert faults(rendered) == []


def test_an_author_cannot_bring_mathml():
    payload = "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>"
    assert "<math" not in html(payload)
    assert faults(html(payload)) == []


def test_a_text_of_nothing_but_formulas_is_bounded():
    rendered = markup.render("$x_1 + y^2$ " * 40_000, "markdown")
    assert "<math" in rendered.html
    assert '<span class="math">$x_1' in rendered.html
    assert not rendered.notice
