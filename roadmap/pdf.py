"""An edition as a PDF document, A4. Plain Python: the same edition, the same bytes.

Fonts lie beside this file and streams are not compressed, so that the bytes depend
on nothing of the machine; the date in the file is the edition's own.
"""

import io
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
)

from core.canonical import sha256_hex
from core.markup import render_comment
from roadmap import annexes, citation, publication
from roadmap.glyphs import BOLD, ITALIC, ROMAN, load_fonts, runs
from roadmap.pdftext import link, paragraphs, safe

Edition = Mapping[str, Any]
INK, SOFT, RULE = HexColor("#1d1b18"), HexColor("#5a554c"), HexColor("#b8b0a2")
MARGIN, FOOT = 24 * mm, 22 * mm


def pdf_bytes(edition: Edition, base: str) -> bytes:
    """Return the edition as a PDF document."""
    load_fonts()
    out = io.BytesIO()
    document = _Document(out, edition)
    document.build(list(_story(edition, base)), canvasmaker=document.canvas)
    return out.getvalue()


def _style(name: str, size: float, lead: float, **more: Any) -> ParagraphStyle:
    values = {
        "fontName": ROMAN,
        "fontSize": size,
        "leading": lead,
        "textColor": INK,
        "allowWidows": 0,
        "allowOrphans": 0,
        "splitLongWords": 1,
        "bulletFontName": ROMAN,
        "bulletFontSize": size,
        "bulletColor": SOFT,
    }
    return ParagraphStyle(name, **(values | more))


TEXT = _style("text", 9.5, 14, spaceAfter=5)
TITLE = _style("title", 22, 27, fontName=BOLD, spaceAfter=6)
KICKER = _style("kicker", 9, 13, textColor=SOFT, spaceAfter=8)
TRACK = _style("track", 15, 19, fontName=BOLD, spaceBefore=16, spaceAfter=3)
LINE = _style("line", 11, 14.5, fontName=BOLD, spaceBefore=9, spaceAfter=1)
MARKS = _style("marks", 8.5, 12, textColor=SOFT, spaceAfter=3)
FACT = _style("fact", 8.5, 12, textColor=SOFT, leftIndent=22 * mm)
FIRST_FACT = ParagraphStyle("first", FACT, spaceBefore=4)
NOTE = _style("note", 9.5, 14, fontName=ITALIC, leftIndent=5 * mm, spaceAfter=4)
ITEM = _style("item", 9.5, 13.5, leftIndent=5 * mm, bulletIndent=1 * mm)
SMALL = _style("small", 8.5, 12.5, textColor=SOFT, spaceAfter=4)
HEADS = _style("heads", 11, 15, fontName=BOLD, spaceBefore=8, spaceAfter=3)


class _Document(BaseDocTemplate):  # type: ignore[misc]
    """Pages with a head and a foot, bookmarks, and the edition's own date."""

    def __init__(self, out: io.BytesIO, edition: Edition) -> None:
        self.edition = edition
        super().__init__(
            out,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=FOOT,
            title=edition["title"],
            author=edition["project"]["name"],
            subject=f"Edition {edition['edition']}",
            creator="Althing",
            invariant=1,
            pageCompression=0,
        )
        frame = Frame(MARGIN, FOOT, self.width, self.height, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=_furniture))

    def canvas(self, *arguments: Any, **options: Any) -> Canvas:
        """Return the canvas, at the moment of publication."""
        canvas = Canvas(*arguments, **options)
        at = datetime.fromisoformat(self.edition["published_at"] or "1970-01-01T00:00Z")
        stamp = canvas._doc._timeStamp
        stamp.t = at.timestamp()
        stamp.lt = time.gmtime(stamp.t)
        stamp.YMDhms = tuple(stamp.lt)[:6]
        stamp.dhh = stamp.dmm = 0
        stamp.tzname = "UTC"
        return canvas

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Give each track and part a bookmark."""
        mark = getattr(flowable, "bookmark", None)
        if mark is not None:
            name, title, level = mark
            self.canv.bookmarkPage(name)
            self.canv.addOutlineEntry(title, name, level, closed=level == 0)


def _furniture(canvas: Canvas, document: _Document) -> None:
    edition = document.edition
    canvas.saveState()
    canvas.setFillColor(SOFT)
    width, height = A4
    if canvas.getPageNumber() > 1:
        name = f"{edition['title']} · edition {edition['edition']}"
        _draw(canvas, height - 14 * mm, short(name))
    _draw(canvas, 12 * mm, short(edition["project"]["name"]))
    canvas.setFont(ROMAN, 8)
    canvas.drawRightString(width - MARGIN, 12 * mm, str(canvas.getPageNumber()))
    canvas.restoreState()


def _draw(canvas: Canvas, y: float, text: str) -> None:
    """Draw a small line of text from the margin, run by run."""
    x = MARGIN
    for font, letters in runs(text):
        canvas.setFont(font or ROMAN, 8)
        canvas.drawString(x, y, letters)
        x += canvas.stringWidth(letters, font or ROMAN, 8)


def short(text: str) -> str:
    """Return one line of text, cut where it is too long for a head or a bookmark."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:89]}…"


def _story(edition: Edition, base: str) -> Iterator[Flowable]:
    tracks = publication.by_track(edition)
    yield Paragraph(safe(edition["project"]["name"]), KICKER)
    yield Paragraph(safe(edition["title"]), TITLE)
    yield Paragraph(_dateline(edition), KICKER)
    yield HRFlowable(width="100%", thickness=1.2, color=INK, spaceAfter=8)
    yield from _words(edition["introduction"])
    yield from _contents(tracks)
    for number, (track, items) in enumerate(tracks):
        yield from _heading(track["title"], f"track-{number}")
        if track["description"]:
            yield Paragraph(safe(track["description"]), NOTE)
        for item in items:
            yield from _item(item)
    if edition["schema"] != publication.FIRST_SCHEMA:
        for number, (title, entries) in enumerate(annexes.parts(edition)):
            yield from _heading(title, f"part-{number}")
            for depth, entry in entries:
                indent = ITEM if not depth else _DEEP
                yield Paragraph(safe(entry), indent, bulletText="•")
    yield from _verification(edition, base)


_DEEP = _style("deep", 8.5, 12, textColor=SOFT, leftIndent=11 * mm, bulletIndent=7 * mm)


def _dateline(edition: Edition) -> str:
    published = (edition["published_at"] or "")[:10]
    when = f"published {published}" if published else "not published yet"
    before = edition["previous"]
    after = f" · follows {safe(before['edition'])}" if before else ""
    return f"Edition {safe(edition['edition'])} · {when}{after}"


def _words(markdown: str) -> Iterator[Flowable]:
    for block, markup in paragraphs(render_comment(markdown)) if markdown else ():
        if block == "li":
            yield Paragraph(markup, ITEM, bulletText="•")
        else:
            yield Paragraph(markup, HEADS if block.startswith("h") else TEXT)


def _contents(tracks: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> Any:
    if len(tracks) < 2:
        return
    yield Spacer(1, 4)
    for number, (track, items) in enumerate(tracks):
        count = f"{len(items)} line{'' if len(items) == 1 else 's'}"
        name = f'<a href="#track-{number}" color="#1b4f86">{safe(track["title"])}</a>'
        yield Paragraph(f'{name} <font color="#5a554c">— {count}</font>', TEXT)


def _heading(title: str, name: str) -> Iterator[Flowable]:
    yield CondPageBreak(35 * mm)
    heading = Paragraph(f'<a name="{name}"/>{safe(title)}', TRACK)
    heading.bookmark = (name, short(title), 0)
    yield heading
    yield HRFlowable(width="100%", thickness=0.6, color=RULE, spaceAfter=3)


def _item(item: Mapping[str, Any]) -> Iterator[Flowable]:
    """Yield a line whole, so that it is broken only where it fills a page."""
    parts = [Paragraph(safe(item["title"]), LINE), Paragraph(_marks(item), MARKS)]
    if item["summary"]:
        parts.append(Paragraph(safe(item["summary"]), TEXT))
    if item["note"]:
        parts.append(Paragraph(safe(item["note"]), NOTE))
    if item["criteria"]:
        parts.append(Paragraph("Done when", MARKS))
    for criterion in item["criteria"]:
        parts.append(Paragraph(safe(criterion), ITEM, bulletText="•"))
    told = [(name, value) for name, value in _facts(item) if value]
    for number, (name, value) in enumerate(told):
        style = FACT if number else FIRST_FACT
        parts.append(Paragraph(value, style, bulletText=name))
    yield KeepTogether(parts)


def _marks(item: Mapping[str, Any]) -> str:
    words = [publication.STATE_WORDS.get(item["state"], item["state"])]
    words += [item["target"], item["confidence"]]
    if item["carried"] > 1:
        words.append(f"carried over for the {annexes.ordinal(item['carried'])} time")
    elif item["carried"]:
        words.append("carried over")
    if item["gone"]:
        words.append("its file is gone")
    return safe(" · ".join(word for word in words if word))


def _facts(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    rfc, decision, source = item["rfc"], item["decision"], item["source"]
    rests = f"decision {decision['number']}, {decision['entry']}" if decision else ""
    where = f"{source['repository']}, {source['path']} at {source['commit'][:12]}"
    return [
        ("Owner", safe(item["owner"])),
        ("Champion", safe(item["champion"])),
        ("Depends on", safe(", ".join(item["depends_on"]))),
        ("Needs", safe("; ".join(item["needs"]))),
        ("RFC", safe(f"{rfc['number']} {rfc['title']}") if rfc else ""),
        ("Rests on", safe(rests)),
        ("Source", safe(where)),
    ]


def _verification(edition: Edition, base: str) -> Iterator[Flowable]:
    yield from _heading("Check it yourself", "verification")
    address = citation.address(edition, base)
    digest = sha256_hex(publication.json_bytes(edition))
    yield Paragraph(f"This edition stands for ever at {link(address, address)}.", TEXT)
    yield Paragraph(
        "Its JSON file, of which this document is one form, has the SHA-256 digest "
        f"{digest}; the public log has an entry with this digest and with the digest "
        "of this very file. Nobody can change either without being seen.",
        TEXT,
    )
    yield Paragraph(f"To cite it: {safe(citation.plain(edition, base))}", SMALL)
