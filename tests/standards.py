"""What the standards ask of a file, as a list of what is wrong with it."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"  # RFC 3339
)
_LINE = re.compile(
    r"[A-Z0-9-]+(;[A-Z0-9-]+=(\"[^\"\x00-\x1f]*\"|[^\";:,\x00-\x1f]*))*:"
)
_ESCAPED = re.compile(r"\\[\\;,nN]")
_TEXTS = ("SUMMARY", "DESCRIPTION", "CATEGORIES", "UID", "X-WR-CALNAME")


def atom_faults(data):
    """RFC 4287, sections 4.1.1 and 4.1.2, and the uniqueness of ids (4.2.6)."""
    feed = ElementTree.fromstring(data)
    entries = feed.findall(f"{ATOM}entry")
    faults = [] if feed.tag == f"{ATOM}feed" else ["the root is no feed"]
    for place, element in [("feed", feed), *(("entry", entry) for entry in entries)]:
        for name in ("id", "title", "updated"):
            found = element.findall(f"{ATOM}{name}")
            if len(found) != 1:
                faults.append(f"{place}: {len(found)} of {name}")
            elif name == "id" and not urlsplit(found[0].text or "").scheme:
                faults.append(f"{place}: the id {found[0].text!r} is no IRI")
            elif name == "updated" and not _MOMENT.fullmatch(found[0].text or ""):
                faults.append(f"{place}: {found[0].text!r} is no moment")
        faults += [f"{place}: {fault}" for fault in _link_faults(element)]
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        faults.append("feed: no link to itself")
    if feed.find(f"{ATOM}author") is None:
        faults += ["no author"] * any(e.find(f"{ATOM}author") is None for e in entries)
        faults += ["no author"] * (not entries)
    for author in feed.iter(f"{ATOM}author"):
        if not (author.findtext(f"{ATOM}name") or "").strip():
            faults.append("an author without a name")
    ids = [element.findtext(f"{ATOM}id") for element in (feed, *entries)]
    if len(set(ids)) < len(ids):
        faults.append("an id stands twice")
    return faults


def _link_faults(element):
    links = element.findall(f"{ATOM}link")
    alternate = [n for n in links if n.get("rel", "alternate") == "alternate"]
    if not alternate and element.find(f"{ATOM}content") is None:
        yield "neither alternate nor content"
    kinds = [(link.get("type"), link.get("hreflang")) for link in alternate]
    if len(set(kinds)) < len(kinds):
        yield "two alternates of one type and language"
    for link in links:
        if not urlsplit(link.get("href", "")).scheme:
            yield f"the address {link.get('href')!r} is not whole"


def calendar_faults(data):
    """RFC 5545, sections 3.1 (lines), 3.3.11 (escapes), 3.6 and 3.6.1 (events)."""
    text = data.decode()
    faults = [] if text.endswith("\r\n") else ["the last line has no end"]
    raw = text.removesuffix("\r\n").split("\r\n")
    faults += [f"a bare line end in {row!r}" for row in raw if re.search("[\r\n]", row)]
    faults += [f"longer than 75: {row}" for row in raw if len(row.encode()) > 75]
    lines = text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]
    faults += [f"no content line: {line!r}" for line in lines if not _LINE.match(line)]
    for line in lines:
        name, _, value = line.partition(":")
        if name.split(";")[0] in _TEXTS and set(_ESCAPED.sub("", value)) & set("\\;,"):
            faults.append(f"a wrong escape: {line!r}")
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line):
            faults.append(f"a control character: {line!r}")
    events = text.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]
    faults += [] if events else ["a calendar without a component"]
    for name in ("PRODID", "VERSION"):
        faults += [] if f"\r\n{name}:" in text else [f"no {name}"]
    for event in events:
        names = [re.split("[;:]", line)[0] for line in event.split("\r\n")]
        for name in ("UID", "DTSTAMP", "DTSTART"):
            if names.count(name) != 1:
                faults.append(f"{names.count(name)} of {name}")
        if not re.search(r"^DTSTAMP:\d{8}T\d{6}Z\r$", event, re.MULTILINE):
            faults.append("DTSTAMP is not in UTC")
    ids = re.findall(r"^UID:(.*)\r$", text.replace("\r\n ", ""), re.MULTILINE)
    return faults + ["a UID stands twice"] * (len(set(ids)) < len(ids))
