"""The pages of the PDF: head, foot, bookmarks, and numbers that come later."""

import io
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from roadmap.glyphs import ROMAN, runs

Edition = Mapping[str, Any]
INK, SOFT, RULE = HexColor("#1d1b18"), HexColor("#5a554c"), HexColor("#b8b0a2")
BLUE = HexColor("#1b4f86")
MARGIN, FOOT = 24 * mm, 22 * mm
ROOM = 40
"""Points kept free for a page number that is not known yet."""
PAGES = "pages"


class Document(BaseDocTemplate):  # type: ignore[misc]
    """Pages with a head and a foot, bookmarks, and the edition's own date."""

    def __init__(self, out: io.BytesIO, edition: Edition) -> None:
        """Begin the document of an edition."""
        self.edition = edition
        self.places: dict[str, int] = {}
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

    def write(self, story: list[Flowable]) -> None:
        """Set the story, and last the numbers that were not known before."""
        self._doSave = 0
        self.build(story, canvasmaker=self.canvas)
        for name, page in (self.places | {PAGES: self.page}).items():
            self.canv.beginForm(name, 0, -4, ROOM, 12)
            self.canv.setFillColor(SOFT)
            if name == PAGES:
                self.canv.setFont(ROMAN, 8)
                self.canv.drawString(0, 0, f"of {page}")
            else:
                self.canv.setFont(ROMAN, 9.5)
                self.canv.drawRightString(ROOM, 0, f"{page}")
            self.canv.endForm()
        self.canv.save()

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
        """Give each track, part and line a bookmark; remember where it stands."""
        mark = getattr(flowable, "bookmark", None)
        if mark is not None:
            name, title, level = mark
            self.canv.bookmarkPage(name)
            self.canv.addOutlineEntry(title, name, level, closed=True)
            if level == 0:
                self.places[name] = self.page


class ContentsRow(Flowable):  # type: ignore[misc]
    """A heading with how much it holds and, once it is known, its page."""

    def __init__(self, title: str, name: str, told: str) -> None:
        """Make the row of the heading that is bookmarked as ``name``."""
        super().__init__()
        self.title, self.name, self.told = short(title, 60), name, told

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width, self.height = width, 15.0
        return width, self.height

    def draw(self) -> None:
        """Draw title, leader and number, and make the whole row a link."""
        canvas = self.canv
        canvas.setFillColor(BLUE)
        x = draw_text(canvas, 0, 4, self.title, 9.5)
        canvas.setFillColor(SOFT)
        x = draw_text(canvas, x + 6, 4, self.told, 8.5) if self.told else x
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.6)
        canvas.setDash(0.6, 3)
        canvas.line(x + 6, 5, self.width - 24, 5)
        canvas.saveState()
        canvas.translate(self.width - ROOM, 4)
        canvas.doForm(self.name)
        canvas.restoreState()
        canvas.linkAbsolute(
            "", self.name, (0, 0, self.width, self.height), Border="[0 0 0]"
        )


def _furniture(canvas: Canvas, document: Document) -> None:
    edition = document.edition
    canvas.saveState()
    canvas.setFillColor(SOFT)
    width, height = A4
    if canvas.getPageNumber() > 1:
        name = f"{edition['title']} · edition {edition['edition']}"
        draw_text(canvas, MARGIN, height - 14 * mm, short(name), 8)
    draw_text(canvas, MARGIN, 12 * mm, short(edition["project"]["name"]), 8)
    canvas.setFont(ROMAN, 8)
    canvas.drawRightString(width - MARGIN - 32, 12 * mm, f"{canvas.getPageNumber()}")
    canvas.translate(width - MARGIN - 30, 12 * mm)
    canvas.doForm(PAGES)
    canvas.restoreState()


def draw_text(canvas: Canvas, x: float, y: float, text: str, size: float) -> float:
    """Draw a line of text, run by run; return where it ends."""
    for font, letters in runs(text):
        canvas.setFont(font or ROMAN, size)
        canvas.drawString(x, y, letters)
        x += canvas.stringWidth(letters, font or ROMAN, size)
    return x


def short(text: str, most: int = 90) -> str:
    """Return one line of text, cut where it is too long for a head or a bookmark."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
