"""An edition as CSV, iCalendar and Atom. Plain Python: same edition, same bytes."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from roadmap import citation, pdf, publication
from roadmap.comparison import shown

Edition = Mapping[str, Any]
_COLUMNS = (
    "id",
    "title",
    "track",
    "owner",
    "champion",
    "target",
    "due",
    "confidence",
    "status",
    "state",
    "criteria",
    "depends_on",
    "needs",
    "note",
    "carried",
)
_ATOM = "http://www.w3.org/2005/Atom"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(edition: Edition, base: str) -> bytes:
    """Return one row a line (RFC 4180), safe to open in a spreadsheet.

    A cell that a spreadsheet would run as a formula is led by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    more = ("rfc", "decision", "decision_entry", "repository", "path", "commit")
    writer.writerow([*_COLUMNS, *more])
    for item in edition["items"]:
        decision, rfc, source = item["decision"], item["rfc"], item["source"]
        cells = [shown(item[name]) for name in _COLUMNS]
        cells += [rfc["number"] or rfc["slug"] if rfc else ""]
        cells += [str(decision["number"]), decision["entry"]] if decision else ["", ""]
        cells += [source["repository"], source["path"], source["commit"]]
        writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue().encode()


def calendar_bytes(edition: Edition, base: str) -> bytes:
    """Return the days by which lines are due, as all-day events (RFC 5545)."""
    stamp = _compact(edition["published_at"] or "1970-01-01T00:00:00Z")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Althing//Roadmap 1//EN",
        f"X-WR-CALNAME:{_ics(edition['title'])}",
    ]
    for item in edition["items"]:
        if item["due"]:
            lines += _event(edition, item, base, stamp)
    for number, day in enumerate(edition.get("calendar", ())):
        lines += _occasion(edition, day, number, stamp)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def atom_bytes(edition: Edition, base: str) -> bytes:
    """Return the lines as a feed (RFC 4287), newest source first."""
    ElementTree.register_namespace("", _ATOM)
    address = citation.address(edition, base)
    published = edition["published_at"] or "1970-01-01T00:00:00Z"
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _put(feed, "id", address)
    _put(feed, "title", edition["title"])
    _put(feed, "updated", published)
    _put(_put(feed, "author"), "name", edition["project"]["name"])
    _put(feed, "link", rel="alternate", href=address)
    _put(feed, "link", rel="self", href=f"{address}roadmap.atom")
    for item in edition["items"]:
        entry = _put(feed, "entry")
        link = f"{address}#{quote(item['id'])}"
        _put(entry, "id", link)
        _put(entry, "title", item["title"])
        _put(entry, "updated", published)
        _put(entry, "link", rel="alternate", href=link)
        told = " · ".join(
            filter(None, (item["target"], item["state"], item["summary"]))
        )
        _put(entry, "summary", _legal(told))
    data: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


Writer = Callable[[Edition, str], bytes]
WRITERS: dict[str, tuple[str, Writer]] = {
    "json": ("application/json", lambda e, base: publication.json_bytes(e)),
    "md": ("text/markdown", lambda e, base: publication.markdown_bytes(e)),
    "csv": ("text/csv", csv_bytes),
    "ics": ("text/calendar", calendar_bytes),
    "atom": ("application/atom+xml", atom_bytes),
    "pdf": ("application/pdf", pdf.pdf_bytes),
    "bib": ("application/x-bibtex", citation.bibtex_bytes),
    "csl.json": ("application/vnd.citationstyles.csl+json", citation.csl_bytes),
}
FIRST = ("json", "md", "csv", "ics", "atom")
"""The files of editions of the first schema."""
NAMES = {
    "json": "JSON",
    "md": "Markdown",
    "csv": "Table (CSV)",
    "ics": "Calendar",
    "atom": "Feed (Atom)",
    "pdf": "PDF",
    "bib": "BibTeX",
    "csl.json": "CSL-JSON",
}


def named(digests: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return kind, name and published digest of each file, as a page lists them."""
    return [(kind, NAMES[kind], digests.get(kind, "")) for kind in WRITERS]


def _event(
    edition: Edition, item: Mapping[str, Any], base: str, stamp: str
) -> list[str]:
    due = date.fromisoformat(item["due"])
    project = edition["project"]["slug"]
    address = f"{citation.address(edition, base)}#{quote(item['id'])}"
    told = "; ".join(filter(None, (item["track"], item["target"], item["confidence"])))
    return [
        "BEGIN:VEVENT",
        f"UID:{_ics(item['id'])}.{project}.{edition['edition']}@althing",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_ics(item['title'])}",
        f"DESCRIPTION:{_ics(told)}",
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _occasion(
    edition: Edition, day: Mapping[str, Any], number: int, stamp: str
) -> list[str]:
    on = date.fromisoformat(day["day"])
    project = edition["project"]["slug"]
    return [
        "BEGIN:VEVENT",
        f"UID:day-{number}.{project}.{edition['edition']}@althing",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_ics(day['title'])}",
        f"CATEGORIES:{_ics(day['kind'].upper())}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _compact(moment: str) -> str:
    return moment.replace("-", "").replace(":", "")


def _ics(text: str) -> str:
    """Return text as an iCalendar value: RFC 5545 section 3.3.11."""
    plain = "".join(c if c >= " " or c == "\n" else " " for c in text)
    for char in ("\\", ";", ","):
        plain = plain.replace(char, f"\\{char}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a content line folded to 75 octets, never inside a character."""
    return "\r\n ".join(_chunks(line)) + "\r\n"


def _chunks(line: str) -> Iterator[str]:
    chunk, room = "", 75
    for char in line:
        size = len(char.encode())
        if size > room:
            yield chunk
            chunk, room = "", 74
        chunk += char
        room -= size
    yield chunk


def _put(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        child.text = _legal(text)
    return child


def _legal(text: str) -> str:
    """Return text without the control characters that XML 1.0 does not have."""
    return "".join(
        c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd"
        for c in text
    )
