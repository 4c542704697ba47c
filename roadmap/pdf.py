"""An edition as a PDF document, A4. Plain Python: the same edition, the same bytes.

Fonts lie beside this file and streams are not compressed, so that the bytes depend
on nothing of the machine; the date in the file is the edition's own.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    Paragraph,
    Spacer,
)

from core.canonical import sha256_hex
from core.markup import render_comment
from roadmap import annexes, citation, publication
from roadmap.glyphs import BOLD, ITALIC, ROMAN, load_fonts
from roadmap.pdfpages import INK, RULE, SOFT, ContentsRow, Document, short
from roadmap.pdftext import link, paragraphs, safe

Edition = Mapping[str, Any]
Block = list[Flowable]
"""What stands together on one page, where a page can hold it."""


def pdf_bytes(edition: Edition, base: str) -> bytes:
    """Return the edition as a PDF document."""
    load_fonts()
    out = io.BytesIO()
    Document(out, edition).write(list(_story(edition, base)))
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
ASKED = ParagraphStyle("asked", MARKS, spaceBefore=4)
FACT = _style("fact", 8.5, 12, textColor=SOFT, leftIndent=22 * mm)
FIRST_FACT = ParagraphStyle("first", FACT, spaceBefore=4)
NOTE = _style("note", 9.5, 14, fontName=ITALIC, leftIndent=5 * mm, spaceAfter=4)
ITEM = _style("item", 9.5, 13.5, leftIndent=5 * mm, bulletIndent=1 * mm)
SMALL = _style("small", 8.5, 12.5, textColor=SOFT, spaceAfter=4)
HEADS = _style("heads", 11, 15, fontName=BOLD, spaceBefore=8, spaceAfter=3)


def _story(edition: Edition, base: str) -> Iterator[Flowable]:
    tracks = publication.by_track(edition)
    parts: list[tuple[str, list[annexes.Entry]]] = []
    if edition["schema"] != publication.FIRST_SCHEMA:
        parts = annexes.parts(edition)
    yield Paragraph(safe(edition["project"]["name"]), KICKER)
    yield Paragraph(safe(edition["title"]), TITLE)
    yield Paragraph(_dateline(edition), KICKER)
    yield HRFlowable(width="100%", thickness=1.2, color=INK, spaceAfter=8)
    yield from _words(edition["introduction"])
    yield from _contents(tracks, parts)
    listed = [item["id"] for _, items in tracks for item in items]
    lines = _Lines(base, {name: f"line-{n}" for n, name in enumerate(listed)})
    for number, (track, items) in enumerate(tracks):
        heading = _heading(track["title"], f"track-{number}")
        if track["description"]:
            heading.append(Paragraph(safe(track["description"]), NOTE))
        for item in items:
            first, more, known = lines.blocks(item)
            yield KeepTogether([*heading, *first])
            yield from more
            yield KeepTogether(known)
            heading = []
    for number, (title, entries) in enumerate(parts):
        points = [
            Paragraph(safe(entry), _DEEP if depth else ITEM, bulletText="•")
            for depth, entry in entries
        ]
        yield KeepTogether([*_heading(title, f"part-{number}"), points[0]])
        yield from points[1:]
    yield KeepTogether(
        [*_heading("Check it yourself", _VERIFICATION), *_verification(edition, base)]
    )


_VERIFICATION = "verification"
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


def _contents(
    tracks: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]],
    parts: Sequence[tuple[str, list[annexes.Entry]]],
) -> Iterator[Flowable]:
    yield Spacer(1, 4)
    for number, (track, items) in enumerate(tracks):
        told = f"{len(items)} line{'' if len(items) == 1 else 's'}"
        yield ContentsRow(track["title"], f"track-{number}", told)
    for number, (title, _) in enumerate(parts):
        yield ContentsRow(title, f"part-{number}", "")
    yield ContentsRow("Check it yourself", _VERIFICATION, "")


def _heading(title: str, name: str) -> Block:
    return [
        _marked(title, TRACK, name, 0),
        HRFlowable(width="100%", thickness=0.6, color=RULE, spaceAfter=3),
    ]


def _marked(title: str, style: ParagraphStyle, name: str, level: int) -> Paragraph:
    paragraph = Paragraph(f'<a name="{name}"/>{safe(title)}', style)
    paragraph.bookmark = (name, short(title), level)
    return paragraph


class _Lines:
    """The lines of an edition, which name one another and what they rest on."""

    def __init__(self, base: str, names: Mapping[str, str]) -> None:
        self.base, self.names = base.rstrip("/"), names

    def blocks(self, item: Mapping[str, Any]) -> tuple[Block, Block, Block]:
        """Return how a line begins, the rest of its words, and what is known of it."""
        words = list(_words(item["summary"]))
        if item["note"]:
            words.append(Paragraph(safe(item["note"]), NOTE))
        first: Block = [
            _marked(item["title"], LINE, self.names[item["id"]], 1),
            Paragraph(_marks(item), MARKS),
            *words[:1],
        ]
        known: Block = []
        if item["criteria"]:
            known.append(Paragraph("Done when", ASKED))
        for criterion in item["criteria"]:
            known.append(Paragraph(safe(criterion), ITEM, bulletText="•"))
        told = [(name, value) for name, value in self._facts(item) if value]
        for number, (name, value) in enumerate(told):
            style = FACT if number else FIRST_FACT
            known.append(Paragraph(value, style, bulletText=name))
        return first, words[1:], known

    def _facts(self, item: Mapping[str, Any]) -> list[tuple[str, str]]:
        rfc, decision, source = item["rfc"], item["decision"], item["source"]
        where = f"{source['repository']}, {source['path']} at {source['commit'][:12]}"
        return [
            ("Owner", safe(item["owner"])),
            ("Champion", safe(item["champion"])),
            ("Depends on", ", ".join(map(self._reference, item["depends_on"]))),
            ("Needs", safe("; ".join(item["needs"]))),
            ("RFC", self._link(rfc, f"{rfc['number']} {rfc['title']}") if rfc else ""),
            ("Rests on", self._decision(decision) if decision else ""),
            ("Source", safe(where)),
        ]

    def _reference(self, key: str) -> str:
        name = self.names.get(key)
        return (
            f'<a href="#{name}" color="#1b4f86">{safe(key)}</a>' if name else safe(key)
        )

    def _decision(self, decision: Mapping[str, Any]) -> str:
        told = self._link(decision, f"decision {decision['number']}")
        return f"{told}, {safe(decision['entry'])}"

    def _link(self, thing: Mapping[str, Any], text: str) -> str:
        return link(f"{self.base}{thing['url']}", text)


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


def _verification(edition: Edition, base: str) -> Iterator[Flowable]:
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
