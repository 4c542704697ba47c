"""Rust's RFCs: Markdown that begins with a list of facts. Plain Python.

The number is the file's, there is no status and no author: what lies in ``text/``
was accepted. The title is the first heading if it is one of the document's own,
else the feature's name, else the words of the file's name.
"""

import re
from posixpath import basename, dirname

from rfcs.formats import front, words
from rfcs.formats.fences import inside
from rfcs.formats.source import (
    TEXT,
    Files,
    Format,
    Parsed,
    Place,
    SourceFile,
    date_issues,
    humanise,
    stem,
)
from rfcs.metadata import Issue, Metadata, canonical_number, read_date

NAME = re.compile(r"(\d{1,6})-(.+)\.md")
FOLDERS = {"text", "active", "complete", "accepted", "rejected", "rfcs"}
SHARED_FOLDERS = {"rfcs"}  # other styles use them too: here only the facts tell
FACT = re.compile(
    r"\s{0,3}[-*+]\s+\**(?P<key>[A-Za-z][\w .'/#()-]{0,40}?)\s*#?\s*\**:\**\s*"
    r"(?P<value>.*)"
)
BARE = re.compile(r"(?P<key>[A-Z][A-Za-z ]{2,20}):[ \t]+(?P<value>\S.*)")
KNOWN = re.compile(
    r"(?:e?rfc pr|feature name|start date|author|(?:rust|tracking|cargo) issue)s?",
    re.IGNORECASE,
)
HINT = re.compile(r"rfc pr|feature name|(?:rust|cargo) issue", re.IGNORECASE)
OWN = re.compile(r"e?rfc prs?|feature name|(?:rust|cargo) issues?", re.IGNORECASE)
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
URL = re.compile(r"https?://[^\s()<>\[\]]+")
SECTIONS = re.compile(
    r"summary|motivation|abstract|introduction|drawbacks|alternatives|tl;dr|"
    r"table of contents|detailed design|unresolved questions|rfc|"
    r"(?:guide|reference)-level explanation",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"\W*(?:n/?a|none|not applicable|fill me in|direct to|stable,|tbd|todo:)(?:\W.*)?",
    re.IGNORECASE,
)
FOOTNOTE = re.compile(r"\[\^[^\]]*\]")
MARKS = re.compile(r"[`\\]|~~")
HEADER_LINES = 60


def place(path: str, anywhere: bool) -> Place | None:
    """Take numbered Markdown files of the folders that Rust has used."""
    found = NAME.fullmatch(basename(path))
    if not found or (not int(found[1]) and "template" in found[2].lower()):
        return None
    if not anywhere and dirname(path) not in FOLDERS:
        return None
    return Place(path, TEXT)


def parse(files: Files) -> Parsed | None:
    """Read the list of facts; front matter that says more is another format's."""
    source = files.get(TEXT)
    if source is None:
        return None
    header, text = front.split(source.text)
    members = front.read(header, source) if header is not None else {}
    if isinstance(members, Issue) or members.keys() - {"title", "layout"}:
        return None
    facts, heading = _facts(text.lstrip("\n"))
    if _is_below(facts, heading):
        heading = _sole_heading(text)
    if not facts and basename(dirname(source.path)) in SHARED_FOLDERS:
        return None
    metadata = _metadata(source, facts, front.word(members, "title") or heading)
    return Parsed(metadata, "markdown", source)


def lead(data: bytes) -> bytes:
    """Return the lines that may hold facts, unless the title may stand below them."""
    if data.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
        return data
    blank, end = len(data) - len(data.lstrip(b"\xef\xbb\xbf\r\n")), 0
    for _ in range(blank + HEADER_LINES):
        end = data.find(b"\n", end) + 1
        if not end:
            return data
    facts, heading = _facts(SourceFile("", data[:end]).text.lstrip("\n"))
    return data if _is_below(facts, heading) else data[:end]


def _is_below(facts: dict[str, str], heading: str) -> bool:
    """Whether the title may be a heading below the facts."""
    named = any(key.lower() == "feature name" for key in facts)
    return bool(facts) and not heading and not named


def _facts(text: str) -> tuple[dict[str, str], str]:
    """Return the facts before the first section, and a heading before the facts."""
    facts: dict[str, str] = {}
    heading, last = "", ""
    for line in text.split("\n", HEADER_LINES)[:HEADER_LINES]:
        if found := HEADING.match(line):
            if heading or facts or SECTIONS.fullmatch(found[2]):
                break
            heading = found[2]
        elif line.startswith(("```", "~~~")):
            break
        elif found := FACT.fullmatch(line) or _bare_fact(line):
            last = found["key"].strip()
            facts.setdefault(last, found["value"].strip())
        elif last and line[:1] in (" ", "\t") and line.strip():
            facts[last] = f"{facts[last]} {line.strip()}".strip()
    if not any(KNOWN.fullmatch(key) for key in facts):
        return {}, heading
    return facts, heading


def _sole_heading(text: str) -> str:
    """Return the heading below the facts if it stands above all others."""
    lines = text.split("\n")
    marks = zip(lines, inside(lines), strict=True)
    found = (HEADING.match(line) for line, is_code in marks if not is_code)
    headings = filter(None, found)
    first = next(headings, None)
    if first is None or len(first[1]) > 1 or SECTIONS.fullmatch(first[2]):
        return ""
    return "" if any(len(other[1]) == 1 for other in headings) else first[2]


def _bare_fact(line: str) -> re.Match[str] | None:
    """Return a fact of this process that lacks its list's sign."""
    found = BARE.fullmatch(line)
    return found if found and KNOWN.fullmatch(found["key"]) else None


def _metadata(source: SourceFile, facts: dict[str, str], heading: str) -> Metadata:
    found = NAME.fullmatch(basename(source.path))
    lower = {key.lower(): value for key, value in facts.items()}
    started = lower.get("start date", "")
    problems = [*source.issues(), *date_issues("Start Date", started, source.path)]
    if not facts:
        message = "The file does not begin with a list of facts."
        problems.append(Issue("no-header", message, 1, source.path))
    links = _links(lower, "rfc pr", "erfc pr", "rfc prs", "pre-rfc")
    tracking = _links(
        lower, "rust issue", "rust issues", "tracking issue", "tracking issues"
    )
    authors = lower.get("author") or lower.get("authors") or ""
    return Metadata(
        title=_title(heading, lower.get("feature name", ""), found, source.path),
        number=canonical_number(found[1]) if found else "",
        authors=front.read_authors(authors.split(",")),
        created=read_date(started),
        created_raw=started,
        relations={"tracking": tracking} if tracking else {},
        discussion=links,
        fields=facts,
        problems=tuple(problems),
    )


def _links(facts: dict[str, str], *names: str) -> tuple[str, ...]:
    found = [url for name in names for url in URL.findall(facts.get(name, ""))]
    return tuple(dict.fromkeys(found))


def _title(heading: str, feature: str, found: re.Match[str] | None, path: str) -> str:
    if heading:
        return MARKS.sub("", heading)
    name = MARKS.sub("", FOOTNOTE.sub("", feature)).strip()
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    if name.endswith(")") and "(" not in name:
        name = name[:-1].strip()
    if name and not NO_NAME.fullmatch(name):
        return name
    return humanise(found[2] if found else stem(path))


def claims(files: Files) -> bool:
    """Whether the text begins with facts that only this process asks for."""
    source = files.get(TEXT)
    if source is None or not HINT.search(source.text, 0, 6_000):
        return False
    facts = _facts(source.text.lstrip("\n"))[0]
    if any(words.role(key) in ("status", "stage") for key in facts):
        return False  # Rust's are without
    return any(OWN.fullmatch(key) for key in facts)


FORMAT = Format("rust", "rust", place, parse, front.body, claims, lead)
