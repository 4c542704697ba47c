"""Judge HTML by its parse alone: which elements, attributes and addresses it has."""

import re
from html.parser import HTMLParser

ELEMENTS = {
    *("a", "abbr", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption"),
    *("cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div"),
    *("dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6"),
    *("hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt"),
    *("ruby", "s", "samp", "small", "span", "strong", "sub", "summary", "sup"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var"),
    "wbr",
}
ATTRIBUTES = {
    *("id", "href", "title", "rel", "class", "dir", "open", "value", "start"),
    *("reversed", "colspan", "rowspan", "scope", "tabindex"),
}
OF_IMAGES = {"src", "alt", "width", "height", "loading", "decoding"}
OF_FORMULAS = {
    *("accent", "accentunder", "alttext", "columnalign", "depth", "display"),
    *("displaystyle", "fence", "form", "height", "largeop", "linethickness"),
    *("lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation"),
    *("rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset"),
    *("width", "class"),
}
FORMULAS = {
    *("math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded"),
    *("mphantom", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup"),
    *("msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
BESIDE = re.compile(r"file/\?at=[\w%.~/-]+(#user-content-[\w%.~-]*)?", re.ASCII)
SCHEMES = ("https://", "http://", "mailto:", "#user-content-")


class _Judge(HTMLParser):
    def __init__(self, *, comment):
        super().__init__(convert_charrefs=True)
        self.comment = comment
        self.faults = []

    def handle_starttag(self, tag, attrs):
        known = ATTRIBUTES
        if tag == "img" and not self.comment:
            known = OF_IMAGES
        elif tag in FORMULAS and not self.comment:
            known = OF_FORMULAS
        elif tag not in ELEMENTS:
            self.faults.append(f"element {tag}")
        for name, value in attrs:
            if name not in known:
                self.faults.append(f"attribute {tag}.{name}={value}")
            self._judge_address(name, value or "")
            if name == "id" and not (value or "").startswith(("b-", "user-content-")):
                self.faults.append(f"id {value!r}")

    def _judge_address(self, name, value):
        if name not in ("href", "src"):
            return
        if not self.comment and BESIDE.fullmatch(value):
            return
        if name == "src" or not value.lower().startswith(SCHEMES):
            self.faults.append(f"address {value!r}")

    def handle_comment(self, data):
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl):
        self.faults.append(f"declaration {decl!r}")

    def handle_pi(self, data):
        self.faults.append(f"instruction {data!r}")


def faults(html, *, comment=False):
    """What of ``html`` should not be there; an empty list when nothing."""
    judge = _Judge(comment=comment)
    judge.feed(html)
    judge.close()
    return judge.faults
