"""Read a header's value as a person does: without its markup. Plain Python."""

import html
import re
from typing import Any

LONGEST = 20_000
SPECIAL = re.compile(r"[<\[`*_\\&~#':]")
COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>@]{0,300})?/?>")
MARKDOWN_LINK = re.compile(
    r"!?\[([^\[\]]{0,300})\](?:\([^()\s]{0,500}[^()]{0,200}\)|\[[^\[\]]{0,200}\])"
)
REST_LINK = re.compile(r"`([^`<>]{1,300}?)\s*<[^`<>]{1,500}>`__?")
REST_ROLE = re.compile(r":[A-Za-z:-]{1,30}:`([^`]{1,300})`")
ASCIIDOC_LINK = re.compile(
    r"(?:link:)?(?:https?://|mailto:)[^\s\[\]]{1,500}\[([^\[\]]{1,300})\]"
)
WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,300}\|)?([^\[\]|]{1,300})\]\]")
WIKI_URL = re.compile(r"\[https?://[^\s\[\]]{1,500}\s+([^\[\]]{1,300})\]")
EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|~~|''')(?=\S)(.{1,2000}?)(?<=\S)\1")
LIGHT = re.compile(r"(?<![\w*])(\*|_)(?=[^\s*_])([^*_\n]{1,500}?)(?<=\S)\1(?![\w*])")
CODE = re.compile(r"(`{1,2})([^`]{1,500})\1")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|])")
REMARK = re.compile(r"\s+#\s*(?:FIXME|TODO|XXX|fixme|todo)\b.*")
URL = re.compile(r"https?://[^\s<>()\[\]`\"',|]+(?:\([^\s()]*\))?[^\s<>()\[\]`\"',|]*")
ANGLED_DATE = re.compile(r"<\s*(\d[\d/.-]{5,9})\s*>")
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
NOTHING = re.compile(
    r"(?:n/?a|none|nil|null|tbd|tba|todo|fixme|-+|\u2013|\u2014|~|\?+|\\+|unknown|unassigned"
    r"|not applicable|to be assigned|to be determined|pending"
    r"|\(?(?:fill (?:me|this) in|leave (?:this )?(?:empty|blank)|to be filled)\b.*"
    r"|\[?\s*(?:fixme|todo|tbd)\b.*"
    r"|<[^<>@]*>|\(?y{4}-m{2}-d{2}\)?.*|\.\.\.|…)[.]?",
    re.IGNORECASE,
)


def text(value: Any) -> str:
    """Return one line of visible text, ``""`` for nothing or "n/a"."""
    found = " ".join(lines(value).split())
    if dated := ANGLED_DATE.fullmatch(found):
        return dated[1]
    return "" if NOTHING.fullmatch(found) else found


def lines(value: Any) -> str:
    """Return the visible text of a value, its line breaks kept."""
    if isinstance(value, list):
        return "\n".join(lines(item) for item in value)
    if isinstance(value, dict):
        named = value.get("name") or value.get("title") or value.get("label")
        return lines(named) if named else ""
    if not isinstance(value, str):
        return ""
    return plain(value)


def plain(raw: str) -> str:
    """Return what a text shows without links, emphasis, tags and comments."""
    raw = raw[:LONGEST]
    if raw.isascii() and not SPECIAL.search(raw):
        return raw.strip()
    raw = UNSEEN.sub("", raw)
    raw = COMMENT.sub("", raw)
    raw = "\n".join(REMARK.sub("", line) for line in raw.split("\n"))
    raw = BREAK.sub("\n", raw)
    for pattern in (
        REST_LINK,
        REST_ROLE,
        MARKDOWN_LINK,
        WIKI_LINK,
        WIKI_URL,
        ASCIIDOC_LINK,
    ):
        if "[" in raw or "`" in raw:
            raw = pattern.sub(r"\1", raw)
    raw = TAG.sub(lambda tag: tag[0] if _is_code(raw, tag) else "", raw)
    raw = EMPHASIS.sub(r"\2", raw)
    raw = LIGHT.sub(r"\2", CODE.sub(r"\2", raw))
    return html.unescape(ESCAPE.sub(r"\1", raw)).replace("\xa0", " ").strip()


def _is_code(raw: str, tag: re.Match[str]) -> bool:
    """Whether a tag is said in code: "the `<include>` element"."""
    return raw[: tag.start()][-1:] == "`" and raw[tag.end() :][:1] == "`"


def links(value: Any) -> tuple[str, ...]:
    """Return every web address that a value holds, each once."""
    found: list[str] = []
    if isinstance(value, str):
        found = [url.rstrip(".,;:") for url in URL.findall(value[:LONGEST])]
    elif isinstance(value, list):
        found = [url for item in value for url in links(item)]
    elif isinstance(value, dict):
        found = [url for item in value.values() for url in links(item)]
    return tuple(dict.fromkeys(found))
