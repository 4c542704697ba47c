"""Judge HTML by its parse alone: which elements, attributes and addresses it has."""

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
SCHEMES = ("https://", "http://", "mailto:", "#user-content-")


class _Judge(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults = []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.faults.append(f"element {tag}")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.faults.append(f"attribute {tag}.{name}={value}")
            if name == "href" and not (value or "").lower().startswith(SCHEMES):
                self.faults.append(f"address {value!r}")
            if name == "id" and not (value or "").startswith(("b-", "user-content-")):
                self.faults.append(f"id {value!r}")

    def handle_comment(self, data):
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl):
        self.faults.append(f"declaration {decl!r}")

    def handle_pi(self, data):
        self.faults.append(f"instruction {data!r}")


def faults(html):
    """What of ``html`` should not be there; an empty list when nothing."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    return judge.faults
