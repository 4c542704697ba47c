"""Formulas from TeX to MathML, which browsers set without scripts or fonts of ours.

The converter is docutils' own; what comes of it is written anew from an allowlist of
elements and attributes. What it cannot read stays as it was written.
"""

import html
import re
from xml.etree import ElementTree

from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml

MAX_TEX = 4_000
MAX_TEX_IN_ALL = 200_000
MAX_MARKUP = 60_000
WIDE = 60
FORMULA = re.compile(r'<(span|pre)(?: tabindex="0")? class="math">([^<]*)</\1>')
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
ELEMENTS = {
    *("math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom"),
    *("mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup"),
    *("mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
ATTRIBUTES = {
    *("accent", "accentunder", "depth", "display", "displaystyle", "fence", "form"),
    *("height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize"),
    *("minsize", "movablelimits", "notation", "rspace", "scriptlevel", "separator"),
    *("stretchy", "symmetric", "voffset", "width"),
}
CLASSES = {"ams-align", "ams-cases", "cases", "mathscr", "smallmatrix"}
PLAIN_VALUE = re.compile(r"[\w .%+-]{1,40}")
SYNONYMS = {
    **dict.fromkeys((r"\textbf", r"\textit", r"\textsf", r"\texttt"), r"\text"),
    **{r"\dots": r"\ldots", "\u2026": r"\ldots ", "\u2019": "'", "\u2212": "-"},
    **{"≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "∈": r"\in ", "∅": r"\emptyset "},
    **{"→": r"\to ", "∞": r"\infty ", "∑": r"\sum ", "·": r"\cdot "},
    **{"\u00d7": r"\times "},
}
SYNONYM = re.compile(
    "|".join(
        re.escape(word) + ("(?![A-Za-z])" if word[0] == "\\" else "")
        for word in SYNONYMS
    )
)
# Forges take a backslash off first: what is meant as \{ is written as \\{ there.
DOUBLED = re.compile(r"\\\\([{}&_%#])")
EQUATION = re.compile(r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}")
FENCES = (("$$", "$$"), ("$`", "`$"), ("$", "$"))


class Formulas:
    """The formulas of one document, as many as its budget allows."""

    def __init__(self) -> None:
        self._left = MAX_TEX_IN_ALL

    def put_into(self, safe: str) -> str:
        """Return safe HTML with every formula set that can be read."""
        if 'class="math">' not in safe:
            return safe
        return FORMULA.sub(self._set, safe)

    def _set(self, found: re.Match[str]) -> str:
        source = html.unescape(found[2]).strip()
        tex, display = _bare(source)
        display = display or found[1] == "pre"
        self._left -= len(tex)
        if not tex or len(tex) > MAX_TEX or self._left < 0:
            return found[0]
        markup = mathml(tex, display=display)
        if not markup:
            return found[0]
        if found[1] == "pre" and len(tex) > WIDE:
            return f'<div class="wide" tabindex="0">{markup}</div>'
        return markup


def _bare(source: str) -> tuple[str, bool]:
    """Return the TeX without the signs around it, and whether they set it apart."""
    for opening, closing in FENCES:
        inside = source[len(opening) : -len(closing)]
        if source.startswith(opening) and source.endswith(closing) and inside:
            return inside.strip(), opening == "$$"
    return source, False


def mathml(tex: str, *, display: bool = False) -> str:
    """Return the formula as MathML, or ``""`` where it cannot be read."""
    tex = SYNONYM.sub(lambda found: SYNONYMS[found[0]], EQUATION.sub("", tex))
    tex = tex if display else DOUBLED.sub(r"\\\1", tex)
    try:
        root = ElementTree.fromstring(tex2mathml(tex, as_block=display))  # noqa: S314
    except (MathError, ElementTree.ParseError, RecursionError):
        return ""
    except (AttributeError, IndexError, TypeError, ValueError):
        return ""  # how the converter fails on some broken formulas
    root.attrib["alttext"] = tex
    try:
        written = _written(root)
    except (KeyError, RecursionError):
        return ""
    return written if len(written) <= MAX_MARKUP else ""


def _written(node: ElementTree.Element) -> str:
    """Write an element and all within it; ``KeyError`` for what has no place here."""
    name = node.tag.removeprefix(NAMESPACE)
    if name not in ELEMENTS:
        raise KeyError(name)
    inner = html.escape((node.text or "").strip("\n"), quote=False)
    inner = inner.strip() if len(node) else inner
    inner += "".join(map(_written, node))
    return f"<{name}{''.join(_attributes(node))}>{inner}</{name}>"


def _attributes(node: ElementTree.Element) -> list[str]:
    kept = {
        name: value
        for name, value in node.attrib.items()
        if (name in ATTRIBUTES and PLAIN_VALUE.fullmatch(value))
        or (name == "class" and value in CLASSES)
        or name == "alttext"
    }
    return [f' {name}="{html.escape(value)}"' for name, value in kept.items()]
