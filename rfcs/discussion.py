"""The discussion of an RFC, laid beside the text that it is about.

Reads only. One query brings every comment with its thread; where some were written
on other revisions, one more says where they stand now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from rfcs import projections
from rfcs.models import (
    Comment,
    CommentEdit,
    Draft,
    Revision,
    Rfc,
    Suggestion,
    Text,
)
from rfcs.projections import LOST, Standing
from rfcs.talks import QUOTE_HERE, Talk, Words

BLOCK = '<div class="block" id="'
END = "</div>\n"
MOST = 1_000  # comments on one page; the page of threads shows all of them
AT_ONCE = 100  # comments beside the text; further ones wait behind their count
BESIDE_ONE = 6  # threads beside one paragraph, which is seldom taller
COMMENT = (
    "pk",
    "author_id",
    "author__name",
    "author__public_id",
    "html",
    "posted_at",
    "thread_id",
    "thread__block",
    "thread__started_by_id",
    "thread__resolved_at",
    "thread__resolved_by__name",
    "thread__resolved_why",
    "thread__words",
    "thread__edits",
    "thread__suggestions",
    "thread__revision_id",
    "thread__revision__index",
    "thread__quote",
)
COMMENTS = Comment.objects.order_by().values_list(*COMMENT)


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
    drafts: list[Draft] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many comments the talk has."""
        return count(self.talks)


@dataclass(frozen=True)
class Discussion:
    """Threads by the block they stand on; those without one; those that lost it."""

    by_block: Mapping[str, list[Talk]]
    on_the_whole: list[Talk]
    lost: list[Talk]
    is_cut: bool = False

    def block_of(self, thread: int) -> str | None:
        """Return the block that a thread stands on here, if it stands on one."""
        for block, talks in self.by_block.items():
            if any(talk.pk == thread for talk in talks):
                return block
        return None

    def open(self, pk: int | None) -> list[Talk]:
        """Open a thread; return the threads that are shown together with it."""
        for talks in (*self.by_block.values(), self.on_the_whole, self.lost):
            for talk in talks:
                if talk.pk == pk:
                    talk.is_opened = True
                    return talks
        return []


def count(talks: Iterable[Talk]) -> int:
    """Return how many comments the threads have."""
    return sum(len(talk.comments) for talk in talks)


def read(
    rfc: Rfc, revision: Revision, text: Text, *, person: int | None, maintains: bool
) -> Discussion:
    """Return the RFC's threads, laid on the ``text`` of a revision.

    Of an endless discussion, only the newest comments of open threads.
    """
    rows = COMMENTS.filter(rfc=rfc)
    if rfc.comment_count > MOST:
        rows = rows.filter(thread__resolved_at=None).order_by("-pk")[:MOST]
    talks = talks_of(rows, rfc, person=person)
    _place(talks, revision, text)
    by_block: dict[str, list[Talk]] = {}
    on_the_whole, lost = [], []
    for talk in talks.values():
        talk.is_mine = talk.started_by == person
        talk.may_settle = maintains or talk.is_mine
        talk.may_move = talk.may_settle and revision.pk == rfc.current_revision_id
        talk.quoting = QUOTE_HERE
        if talk.anchor.is_lost:
            lost.append(talk)
        elif talk.anchor.block:
            by_block.setdefault(talk.anchor.block, []).append(talk)
        else:
            on_the_whole.append(talk)
    return Discussion(by_block, on_the_whole, lost, rfc.comment_count > MOST)


def lay_out(
    rendered: str,
    discussion: Discussion,
    *,
    composing: str = "",
    title: str = "",
    drafts: Mapping[str, list[Draft]] | None = None,
) -> list[Segment]:
    """Cut a rendered text at every block that is talked about, drafted or composed on.

    Of a long discussion, what is further down waits behind its count. A first block
    that holds the heading ``title`` is left out unless it is talked about: the page
    shows the title already.
    """
    head, *blocks = rendered.split(BLOCK)
    mine = drafts or {}
    if title and blocks and f'<h2 id="{title}"' in blocks[0]:
        name = _name(blocks[0])
        if name != composing and name not in discussion.by_block and name not in mine:
            blocks = blocks[1:]
    segments: list[Segment] = []
    run = [head]
    for block in blocks:
        name = _name(block)
        shown = _with_link(block, name)
        talks = discussion.by_block.get(name, [])
        if talks or name == composing or name in mine:
            here = mine.get(name, [])
            segments.append(
                Segment("".join(run), shown, name, talks, name == composing, here)
            )
            run = []
        else:
            run.append(shown)
    beside = [segment.talks for segment in segments if not segment.composing]
    _fold(beside, [discussion.on_the_whole, discussion.lost])
    return [*segments, Segment("".join(run))]


def _fold(beside: Iterable[list[Talk]], below: Iterable[list[Talk]]) -> None:
    """Fold away what is more than a page shows at once, in the order of the page.

    Beside a paragraph, also what is more than its place; below the text is room.
    """
    left = AT_ONCE
    for talks, most in [
        *((talks, BESIDE_ONE) for talks in beside),
        *((talks, AT_ONCE) for talks in below),
    ]:
        is_opened = any(talk.is_opened for talk in talks)
        for place, talk in enumerate(talks):
            if not is_opened and (left <= 0 or place == most):
                _fold_from(talks[place:])
                break
            left -= len(talk.comments)


def _fold_from(talks: list[Talk]) -> None:
    talks[0].behind = count(talks)
    for talk in talks:
        talk.is_folded = True


def words_of(text: Text, block: str) -> str | None:
    """Return the words of a block, or ``None`` where the text does not have it."""
    return next((b["text"] for b in text.blocks if b["id"] == block), None)


def _name(block: str) -> str:
    return block[: block.index('"')]


def _with_link(block: str, name: str) -> str:
    if "<hr" in block and len(block) < 60:
        return BLOCK + block  # a rule has no words to comment on
    return (
        f'{BLOCK}{block.removesuffix(END)}<a class="block__link" '
        f'href="?block={name}#compose" aria-label="Comment on this"></a>{END}'
    )


def talks_of(
    rows: QuerySet[Comment, tuple[Any, ...]], rfc: Rfc, *, person: int | None
) -> dict[int, Talk]:
    """Return the comments by thread, in the order in which they were written."""
    talks: dict[int, Talk] = {}
    base = rfc.get_absolute_url()
    for pk, author, name, public_id, html, posted_at, thread, *about in sorted(rows):
        if thread not in talks:
            talks[thread] = Talk(thread, *about, base=base, reader=person)
        talks[thread].comments.append(
            Words(pk, author, name, public_id, html, posted_at)
        )
    edited, changes = _edits(talks), _suggestions(talks)
    for talk in talks.values():
        talk.edited, talk.changes = edited, changes
    return dict(sorted(talks.items()))


def _edits(talks: Mapping[int, Talk]) -> dict[int, tuple[str, datetime]]:
    """Return the newest words of comments that were edited."""
    edited = [talk.pk for talk in talks.values() if talk.edits]
    if not edited:
        return {}
    rows = CommentEdit.objects.filter(comment__thread__in=edited).order_by("pk")
    return {
        comment: (html, at)
        for comment, html, at in rows.values_list("comment_id", "html", "edited_at")
    }


def _suggestions(talks: Mapping[int, Talk]) -> dict[int, Suggestion]:
    """Return the suggested edits by the comment that carries them."""
    carrying = [talk.pk for talk in talks.values() if talk.suggestions]
    if not carrying:
        return {}
    rows = Suggestion.objects.filter(comment__thread__in=carrying)
    return {each.comment_id: each for each in rows.select_related("settled_by")}


def _place(talks: Mapping[int, Talk], revision: Revision, text: Text) -> None:
    """Place each thread; those of other revisions where they were carried to."""
    elsewhere: list[Talk] = []
    for talk in talks.values():
        talk.is_elsewhere = talk.revision != revision.pk
        if not talk.block or not talk.is_elsewhere:
            talk.anchor = Standing(talk.block)
        else:
            elsewhere.append(talk)
    if elsewhere:
        keys = [talk.pk for talk in elsewhere]
        places = projections.standings(revision, text, keys)
        for talk in elsewhere:
            talk.anchor = places.get(talk.pk, LOST)
