"""The discussion of an RFC, laid beside the text that it is about.

Reads only. One query brings every comment with its thread; where some were written
on other revisions, one more says where they stand now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString

from core import times
from rfcs import projections
from rfcs.models import Comment, CommentEdit, Revision, Rfc, Suggestion, Text
from rfcs.projections import LOST, Standing
from rfcs.showing import before_and_after, suggested

BLOCK = '<div class="block" id="'
END = "</div>\n"
UNFOLDED = 4
MOST = 1_000  # comments on one page; the page of threads shows all of them
# A page may show hundreds of comments: one string each, not ten nodes of a template.
SAID = (
    '<div class="comment" id="comment-{0}"><p class="comment__by"><strong>'
    '<a class="plain" href="/people/{1}/">{2}</a></strong> '
    '<a class="meta" href="#comment-{0}">{3}</a>{5}</p>'
    '<div class="text text--small">{4}</div>{6}</div>'
)
EDITED = ' <a class="meta" href="{0}comment/{1}/">edited {2}</a>'
EDIT = ' <a class="meta no-print" href="{0}comment/{1}/#edit">Edit</a>'
QUOTE = (
    ' <a class="meta no-print" href="?reply={0}&amp;quote={1}#thread-{0}">Quote'
    '<span class="visually-hidden"> {2}</span></a>'
)
FOLD = '<details class="more"><summary>%d more comments</summary>'
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


@dataclass
class Talk:
    """One thread as a page shows it; its comments are marked up already."""

    pk: int
    block: str
    started_by: int
    resolved_at: datetime | None
    resolved_by: str | None
    resolved_why: str
    words: str
    edits: int
    suggestions: int
    revision: int
    written_on: int
    quote: str
    anchor: Standing = LOST
    comments: list[str] = field(default_factory=list)
    may_settle: bool = False
    is_mine: bool = False
    is_elsewhere: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether its starter should say if a change of the words addresses it."""
        return self.anchor.changed and self.anchor.asked and self.resolved_at is None

    @property
    def what_changed(self) -> SafeString:
        """The words as they were written, and as they stand now."""
        return before_and_after(self.quote, self.anchor.words)

    @property
    def id(self) -> str:
        """The key as text: templates format numbers, and slowly."""
        return str(self.pk)

    @property
    def said(self) -> SafeString:
        """Every comment, the middle of a long thread folded away."""
        if len(self.comments) <= UNFOLDED:
            return SafeString("".join(self.comments))
        first, *middle, last = self.comments
        return SafeString(
            f"{first}{FOLD % len(middle)}{''.join(middle)}</details>{last}"
        )


@dataclass(frozen=True)
class Words:
    """What a comment says, before it is marked up."""

    pk: int
    author: int
    name: str
    public_id: str
    html: str
    posted_at: datetime


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

    by_block: Mapping[str, list[Talk]]
    on_the_whole: list[Talk]
    lost: list[Talk]
    is_cut: bool = False

    def of_thread(self, pk: int) -> list[Talk]:
        """Return the threads that are shown together with this one."""
        for talks in (*self.by_block.values(), self.on_the_whole, self.lost):
            if any(talk.pk == pk for talk in talks):
                return talks
        return []


def read(
    rfc: Rfc, revision: Revision, text: Text, *, person: int | None, maintains: bool
) -> Discussion:
    """Return the RFC's threads, laid on the ``text`` of a revision.

    Of an endless discussion, only the newest comments of open threads.
    """
    rows = Comment.objects.filter(rfc=rfc)
    if rfc.comment_count > MOST:
        rows = rows.filter(thread__resolved_at=None).order_by("-pk")[:MOST]
    talks = talks_of(rows, rfc, person=person)
    _place(talks, revision, text)
    by_block: dict[str, list[Talk]] = {}
    on_the_whole, lost = [], []
    for talk in talks.values():
        talk.is_mine = talk.started_by == person
        talk.may_settle = maintains or talk.is_mine
        if talk.anchor.is_lost:
            lost.append(talk)
        elif talk.anchor.block:
            by_block.setdefault(talk.anchor.block, []).append(talk)
        else:
            on_the_whole.append(talk)
    return Discussion(by_block, on_the_whole, lost, rfc.comment_count > MOST)


def lay_out(
    rendered: str, discussion: Discussion, *, composing: str = "", title: str = ""
) -> list[Segment]:
    """Cut a rendered text at every block that is talked about, or composed on.

    A first block that holds the heading ``title`` is left out unless it is talked
    about: the page shows the title already.
    """
    head, *blocks = rendered.split(BLOCK)
    if title and blocks and f'<h2 id="{title}"' in blocks[0]:
        name = _name(blocks[0])
        if name != composing and name not in discussion.by_block:
            blocks = blocks[1:]
    segments: list[Segment] = []
    run = [head]
    for block in blocks:
        name = _name(block)
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
    rows: QuerySet[Comment], rfc: Rfc, *, person: int | None
) -> dict[int, Talk]:
    """Return the comments by thread, in the order in which they were written."""
    if not rows.query.is_sliced:
        rows = rows.order_by()
    talks: dict[int, Talk] = {}
    said: dict[int, list[Words]] = {}
    for pk, author, name, public_id, html, posted_at, thread, *about in sorted(
        rows.values_list(*COMMENT)
    ):
        if thread not in talks:
            talks[thread] = Talk(thread, *about)
        said.setdefault(thread, []).append(
            Words(pk, author, name, public_id, html, posted_at)
        )
    edits = _edits(talks)
    changes = _suggestions(talks)
    base = rfc.get_absolute_url()
    for thread, words in said.items():
        talks[thread].comments = [
            _said(each, thread, base, person, edits, changes) for each in words
        ]
    return dict(sorted(talks.items()))


def _said(
    words: Words,
    thread: int,
    base: str,
    person: int | None,
    edits: Mapping[int, tuple[str, datetime]],
    changes: Mapping[int, Suggestion],
) -> str:
    """Return one comment marked up; every part is escaped or made safe before."""
    html, acts, name = words.html, "", escape(words.name)
    if words.pk in edits:
        html, at = edits[words.pk]
        acts = EDITED.format(base, words.pk, times.ago(at))
    if person is not None:
        acts += QUOTE.format(thread, words.pk, name)
        if person == words.author:
            acts += EDIT.format(base, words.pk)
    change = changes.get(words.pk)
    return SAID.format(
        words.pk,
        words.public_id,
        name,
        times.ago(words.posted_at),
        html,
        acts,
        suggested(change, base) if change else "",
    )


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
