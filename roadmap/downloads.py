"""An edition as CSV, iCalendar and Atom. Plain Python: same edition, same bytes."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from core.canonical import sha256_hex
from core.text import for_xml
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
_NEVER = "1970-01-01T00:00:00Z"
_ATOM = "http://www.w3.org/2005/Atom"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


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
    """Return the days by which lines are due, as all-day events (RFC 5545).

    A line keeps its UID from edition to edition, so that a calendar that has read
    the one moves the event with the next.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Althing//Roadmap 1//EN",
        f"X-WR-CALNAME:{_ics(edition['title'])}",
    ]
    for event in _events(edition, base):
        lines += ["BEGIN:VEVENT", *event, "TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def atom_bytes(edition: Edition, base: str) -> bytes:
    """Return the lines as a feed (RFC 4287), in the order of the edition."""
    ElementTree.register_namespace("", _ATOM)
    address = citation.address(edition, base)
    published = edition["published_at"] or _NEVER
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _put(feed, "id", address)
    _put(feed, "title", edition["title"])
    _put(feed, "updated", published)
    _put(_put(feed, "author"), "name", edition["project"]["name"])
    _put(feed, "link", rel="alternate", type="text/html", href=address)
    itself = f"{address}roadmap.atom"
    _put(feed, "link", rel="self", type="application/atom+xml", href=itself)
    for item in edition["items"]:
        entry = _put(feed, "entry")
        link = f"{address}#{quote(item['id'])}"
        _put(entry, "id", link)
        _put(entry, "title", item["title"])
        _put(entry, "updated", published)
        _put(entry, "link", rel="alternate", type="text/html", href=link)
        told = " · ".join(
            filter(None, (item["target"], item["state"], item["summary"]))
        )
        _put(entry, "summary", told)
    data: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


Writer = Callable[[Edition, str], bytes]
WRITERS: dict[str, tuple[str, Writer]] = {
    "json": ("application/json", lambda e, base: publication.json_bytes(e)),
    "md": (
        "text/markdown; charset=utf-8",
        lambda e, base: publication.markdown_bytes(e),
    ),
    "csv": ("text/csv; charset=utf-8; header=present", csv_bytes),
    "ics": ("text/calendar; charset=utf-8", calendar_bytes),
    "atom": ("application/atom+xml; charset=utf-8", atom_bytes),
    "pdf": ("application/pdf", pdf.pdf_bytes),
    "bib": ("application/x-bibtex; charset=utf-8", citation.bibtex_bytes),
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


def _events(edition: Edition, base: str) -> Iterator[list[str]]:
    """Yield the day of publication, of each dated line, and of the calendar."""
    address = citation.address(edition, base)
    published = edition["published_at"] or _NEVER
    told = f"{edition['title']}, edition {edition['edition']}"
    identity = _Identity(edition, base)
    yield [
        *identity.lines(f"edition~{edition['edition']}"),
        *_whole_day(date.fromisoformat(published[:10])),
        f"SUMMARY:{_ics(told)}",
        f"URL:{address}",
    ]
    for item in edition["items"]:
        if item["due"]:
            words = (item["track"], item["target"], item["confidence"])
            yield [
                *identity.lines(item["id"]),
                *_whole_day(date.fromisoformat(item["due"])),
                f"SUMMARY:{_ics(item['title'])}",
                f"DESCRIPTION:{_ics('; '.join(filter(None, words)))}",
                f"URL:{address}#{quote(item['id'])}",
            ]
    days = {(d["day"], d["title"], d["kind"]) for d in edition.get("calendar", ())}
    for day, title, kind in sorted(days):
        yield [
            *identity.lines(f"day~{sha256_hex(f'{day} {kind} {title}'.encode())[:16]}"),
            *_whole_day(date.fromisoformat(day)),
            f"SUMMARY:{_ics(title)}",
            f"CATEGORIES:{_ics(kind.upper())}",
        ]


class _Identity:
    """What tells events from one another, and their newer from their older form."""

    def __init__(self, edition: Edition, base: str) -> None:
        host = urlsplit(base).hostname or "althing"
        self.where = f"{edition['project']['slug']}@{host}"
        self.stamp = _compact(edition["published_at"] or _NEVER)
        self.sequence = 10_000 * edition["year"] + edition["number"]

    def lines(self, name: str) -> list[str]:
        return [
            f"UID:{_ics(name)}.{self.where}",
            f"SEQUENCE:{self.sequence}",
            f"DTSTAMP:{self.stamp}",
        ]


def _whole_day(day: date) -> list[str]:
    """Return a day as RFC 5545 section 3.6.1 has it: the end is the day after."""
    after = day + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]


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
        child.text = for_xml(text)
    return child
