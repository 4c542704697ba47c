"""One thread as a page shows it, marked up.

A page may show hundreds of them: one string each, not dozens of nodes of a template.
Every part is escaped here, or was made safe when it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from core import times
from rfcs.models import Suggestion
from rfcs.projections import HAND, LOST, Standing
from rfcs.showing import before_and_after, suggested

UNFOLDED = 4
SAID = (
    '<div class="comment" id="comment-{0}"><p class="comment__by"><strong>'
    '<a class="plain" href="/people/{1}/">{2}</a></strong> '
    '<a class="meta" href="#comment-{0}">{3}</a>{5}</p>'
    '<div class="text text--small">{4}</div>{6}</div>'
)
EDITED = ' <a class="meta" href="{0}comment/{1}/">edited {2}</a>'
EDIT = ' <a class="meta no-print" href="{0}comment/{1}/#edit">Edit</a>'
QUOTE = (
    ' <a class="meta no-print" href="{0}thread/{1}/?quote={2}#answer">Quote'
    '<span class="visually-hidden"> {3}</span></a>'
)
QUOTE_HERE = (
    ' <a class="meta no-print" href="?reply={1}&amp;quote={2}#thread-{1}"'
    ' hx-get="?reply={1}&amp;quote={2}" hx-target="closest .threads"'
    ' hx-swap="outerHTML">Quote<span class="visually-hidden"> {3}</span></a>'
)
FOLD = '<details class="more"><summary>%d more comments</summary>'
HEAD = '<article class="thread{1}" id="thread-{0}" aria-label="Thread {0}">'
RESOLVED = (
    '<details{0}><summary><span class="tag tag--accept">Resolved</span> '
    '<span class="meta">by {1}, {2}</span></summary>'
    '<p class="meta">Resolved {3}{4}</p>'
)
WRITTEN = '<p class="meta">{0} <a href="{1}{2}/{3}">revision {2}</a>{4}.{5}</p>'
BY_HAND = ' <a href="{0}thread/{1}/#events">Placed here by hand.</a>'
MOVE = (
    ' <a class="no-print" href="{0}thread/{1}/place/">Put it elsewhere'
    '<span class="visually-hidden">, thread {1}</span></a>'
)
AS_WRITTEN = (
    '<details class="more"{0}><summary>As it was written</summary>'
    '<div class="diff diff--words">{1}</div></details>'
)
QUOTED = '<blockquote class="thread__quote" data-words="{1}">{0}</blockquote>'
ACTS = (
    '<p class="no-print"><a class="meta" href="?reply={0}#thread-{0}" '
    'hx-get="?reply={0}" hx-target="closest .threads" hx-swap="outerHTML">Reply{1}</a> '
    '<a class="meta" href="{2}thread/{0}/">Link<span class="visually-hidden"> '
    "to thread {0}</span></a></p>"
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


@dataclass
class Talk:
    """One thread: where it stands, what was said, and what its reader may do.

    The first of those that are folded away says how many comments are ``behind`` it.
    """

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
    base: str = field(kw_only=True)
    reader: int | None = field(kw_only=True)
    comments: list[Words] = field(default_factory=list)
    edited: Mapping[int, tuple[str, datetime]] = field(default_factory=dict)
    changes: Mapping[int, Suggestion] = field(default_factory=dict)
    anchor: Standing = LOST
    quoting: str = QUOTE
    may_settle: bool = False
    may_move: bool = False
    is_mine: bool = False
    is_elsewhere: bool = False
    is_opened: bool = False
    is_folded: bool = False
    behind: int = 0

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
    def places(self) -> SafeString:
        """Where links to the thread and its comments lead while it is folded away."""
        names = [f"thread-{self.pk}", *(f"comment-{each.pk}" for each in self.comments)]
        return SafeString("".join(f'<span id="{name}"></span>' for name in names))

    @property
    def head(self) -> SafeString:
        """How it begins: whether it is resolved, and the words that it is about."""
        state = " thread--resolved" if self.resolved_at else ""
        resolved = self._resolved() if self.resolved_at else ""
        about = self._carried() if self.is_elsewhere else _quote(self.words)
        return SafeString(f"{HEAD.format(self.pk, state)}{resolved}{about}")

    @property
    def said(self) -> SafeString:
        """Every comment, the middle of a long thread folded away."""
        comments = self.each_said
        if len(comments) <= UNFOLDED:
            return SafeString("".join(comments))
        first, *middle, last = comments
        return SafeString(
            f"{first}{FOLD % len(middle)}{''.join(middle)}</details>{last}"
        )

    @property
    def each_said(self) -> list[SafeString]:
        """The comments, one by one."""
        return [SafeString(self._said(each)) for each in self.comments]

    @property
    def acts(self) -> SafeString:
        """What can be done with it."""
        also = ""
        if self.may_settle:
            also = " or reopen" if self.resolved_at else " or resolve"
        return SafeString(ACTS.format(self.pk, also, self.base))

    @property
    def end(self) -> SafeString:
        """What closes it."""
        return SafeString("</details></article>" if self.resolved_at else "</article>")

    def _said(self, words: Words) -> str:
        html, acts, name = words.html, "", escape(words.name)
        if words.pk in self.edited:
            html, at = self.edited[words.pk]
            acts = EDITED.format(self.base, words.pk, times.ago(at))
        if self.reader is not None:
            acts += self.quoting.format(self.base, self.pk, words.pk, name)
            if self.reader == words.author:
                acts += EDIT.format(self.base, words.pk)
        change = self.changes.get(words.pk)
        return SAID.format(
            words.pk,
            words.public_id,
            name,
            times.ago(words.posted_at),
            html,
            acts,
            suggested(change, self.base) if change else "",
        )

    def _resolved(self) -> str:
        count = len(self.comments)
        why = escape(Truncator(self.resolved_why).chars(300))
        return RESOLVED.format(
            " open" if self.is_opened else "",
            escape(self.resolved_by),
            f"{count} comment{'' if count == 1 else 's'}",
            times.ago(self.resolved_at),
            f": {why}" if why else "",
        )

    def _carried(self) -> str:
        """Say where it was written, and what became of the words since."""
        around = (
            self.block and not self.anchor.changed and self.anchor.method != "block"
        )
        written = WRITTEN.format(
            self._fate(),
            self.base,
            self.written_on,
            f"#{self.block}" if self.block else "",
            "; the paragraph around it changed" if around else "",
            self._placed(),
        )
        if not self.anchor.changed:
            return written + _quote(self.words)
        is_open = " open" if self.is_asked and self.is_mine else ""
        return written + AS_WRITTEN.format(is_open, self.what_changed)

    def _placed(self) -> str:
        """Say that a person placed it, and lead to where one can."""
        by_hand = BY_HAND if self.anchor.method == HAND else ""
        move = MOVE if self.may_move and self.block else ""
        return (by_hand + move).format(self.base, self.pk)

    def _fate(self) -> str:
        anchor = self.anchor
        if not anchor.changed:
            return "Written on"
        if anchor.method == "section":
            return "The words are gone from this section. Written on"
        if anchor.is_lost:
            return "The words are gone. Written on"
        if anchor.changed_in is None:
            return "The words changed. Written on"
        there = f"{self.base}diff/{self.written_on}..{anchor.changed_in}/"
        link = f'<a href="{there}">revision {anchor.changed_in}</a>'
        return f"The words changed in {link}. Written on"


def _quote(words: str) -> str:
    """Quote the words, in full for the script that marks them where they are cut."""
    if not words:
        return ""
    shown = Truncator(words).chars(160)
    return QUOTED.format(escape(shown), escape(words) if shown != words else "")
