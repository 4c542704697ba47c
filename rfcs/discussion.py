"""The discussion of an RFC, laid beside the text that it is about.

Reads only, and a constant number of queries: one for threads, one for comments.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import caches

from rfcs.anchors import LOST, Anchor, Sheet
from rfcs.models import Comment, Rfc, Text, Thread

BLOCK = '<div class="block" id="'
END = "</div>\n"
UNFOLDED = 4
PLACES_SECONDS = 24 * 3600


class Said(NamedTuple):
    """One comment as a page shows it."""

    pk: int
    name: str
    person: str
    html: str
    posted_at: datetime


@dataclass
class Talk:
    """One thread as a page shows it."""

    pk: int
    quote: str
    started_by: int
    written_on: int
    resolved_at: datetime | None
    resolved_by: str | None
    anchor: Anchor
    comments: list[Said] = field(default_factory=list)
    may_settle: bool = False

    @property
    def first(self) -> list[Said]:
        """The comments to show before the fold."""
        return self.comments[:1] if len(self.comments) > UNFOLDED else self.comments

    @property
    def folded(self) -> list[Said]:
        """The comments of a long thread that are folded away."""
        return self.comments[1:-1] if len(self.comments) > UNFOLDED else []

    @property
    def last(self) -> list[Said]:
        """The comments to show after the fold."""
        return self.comments[-1:] if len(self.comments) > UNFOLDED else []


@dataclass(frozen=True)
class Segment:
    """A run of the text, then a block that is talked about and its talk.

    The last segment of a text has no such block.
    """

    html: str
    block_html: str = ""
    block: str = ""
    talks: list[Talk] = field(default_factory=list)
    composing: bool = False

    @property
    def count(self) -> int:
        """How many comments the talk has."""
        return sum(len(talk.comments) for talk in self.talks)


@dataclass(frozen=True)
class Discussion:
    """Threads by the block they stand on; those without one; those that lost it."""

    by_block: dict[str, list[Talk]]
    on_the_whole: list[Talk]
    lost: list[Talk]

    def of_thread(self, pk: int) -> list[Talk]:
        """Return the threads that are shown together with this one."""
        for talks in (*self.by_block.values(), self.on_the_whole, self.lost):
            if any(talk.pk == pk for talk in talks):
                return talks
        return []


def read(
    rfc: Rfc, text: Text | None, *, person: int | None, maintains: bool
) -> Discussion:
    """Return the RFC's threads, laid on ``text``."""
    talks = _talks(rfc, text)
    comments = (
        Comment.objects.filter(rfc=rfc)
        .order_by("pk")
        .values_list(
            "thread_id", "pk", "author__name", "author__public_id", "html", "posted_at"
        )
    )
    for thread, *said in comments:
        talks[thread].comments.append(Said(*said))
    by_block: dict[str, list[Talk]] = defaultdict(list)
    on_the_whole, lost = [], []
    for talk in talks.values():
        talk.may_settle = maintains or talk.started_by == person
        if talk.anchor == LOST:
            lost.append(talk)
        elif talk.anchor.block:
            by_block[talk.anchor.block].append(talk)
        else:
            on_the_whole.append(talk)
    return Discussion(dict(by_block), on_the_whole, lost)


def lay_out(
    text: Text, discussion: Discussion, *, composing: str = "", title: str = ""
) -> list[Segment]:
    """Cut the text at every block that is talked about, or composed on.

    A first block that holds the heading ``title`` is left out unless it is talked
    about: the page shows the title already.
    """
    head, *blocks = text.html.split(BLOCK)
    if title and blocks and f'<h2 id="{title}"' in blocks[0]:
        name = blocks[0][: blocks[0].index('"')]
        if name != composing and name not in discussion.by_block:
            blocks = blocks[1:]
    segments: list[Segment] = []
    run = [head]
    for block in blocks:
        name = block[: block.index('"')]
        shown = _with_link(block, name)
        talks = discussion.by_block.get(name, [])
        if talks or name == composing:
            segments.append(
                Segment("".join(run), shown, name, talks, name == composing)
            )
            run = []
        else:
            run.append(shown)
    return [*segments, Segment("".join(run))]


def _with_link(block: str, name: str) -> str:
    if "<hr" in block and len(block) < 60:
        return BLOCK + block  # a rule has no words to comment on
    return (
        f'{BLOCK}{block.removesuffix(END)}<a class="block__link" '
        f'href="?block={name}#compose" aria-label="Comment on this"></a>{END}'
    )


def words_of(text: Text, block: str) -> str | None:
    """Return the words of a block, or ``None`` where the text does not have it."""
    return next((b["text"] for b in text.blocks if b["id"] == block), None)


def _talks(rfc: Rfc, text: Text | None) -> dict[int, Talk]:
    rows = list(
        Thread.objects.filter(rfc=rfc)
        .order_by("pk")
        .values(
            "pk",
            "block",
            "quote",
            "started_by_id",
            "revision__index",
            "resolved_at",
            "resolved_by__name",
        )
    )
    anchors = _places(rows, text)
    return {
        row["pk"]: Talk(
            pk=row["pk"],
            quote=row["quote"],
            started_by=row["started_by_id"],
            written_on=row["revision__index"],
            resolved_at=row["resolved_at"],
            resolved_by=row["resolved_by__name"],
            anchor=anchors[row["pk"]],
        )
        for row in rows
    }


def _places(rows: Iterable[dict[str, Any]], text: Text | None) -> dict[int, Anchor]:
    """Place each thread; a search through changed text is done once and kept."""
    if text is None:
        return {row["pk"]: LOST if row["block"] else Anchor("", False) for row in rows}
    sheet = Sheet(text.blocks)
    places: dict[int, Anchor] = {}
    moved: dict[str, dict[str, Any]] = {}
    for row in rows:
        if sheet.has(row["block"]):
            places[row["pk"]] = Anchor(row["block"], changed=False)
        else:
            moved[f"rfcs:anchor:{text.pk}:{row['pk']}"] = row
    if moved:
        known = caches["local"].get_many(moved)
        fresh = {
            key: sheet.place(row["block"], row["quote"])
            for key, row in moved.items()
            if key not in known
        }
        caches["local"].set_many(fresh, PLACES_SECONDS)
        for key, row in moved.items():
            places[row["pk"]] = known.get(key) or fresh[key]
    return places
