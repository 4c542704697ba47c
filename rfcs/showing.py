"""Suggested edits marked up: what goes, what comes, and how they ended."""

from django.utils.html import escape
from django.utils.safestring import SafeString

from core import times
from rfcs import diffs
from rfcs.models import Suggestion

WHOLE = 10_000
FRAME = (
    '<div class="suggestion" role="group" aria-label="Suggested edit">'
    '<p class="meta">{0}</p><div class="diff">{1}</div></div>'
)
ROW = (
    '<div class="diff__row diff__row--{0}">'
    '<span class="diff__number">{1}</span>{2}</div>'
)
COMPARED = (
    '<div class="diff__row diff__row--{1}"><span class="diff__number">{0}</span>'
    "<p>{2}</p></div>"
)
MARKS = {"removed": "del", "added": "ins", "same": "span"}


def suggested(suggestion: Suggestion, base: str) -> SafeString:
    """Return a suggestion as its difference; ``base`` is the address of the RFC."""
    return SafeString(FRAME.format(_state(suggestion, base), difference(suggestion)))


def difference(suggestion: Suggestion) -> SafeString:
    """Return the lines that go and come, single words marked."""
    found = diffs.diff(suggestion.old, suggestion.new, context=WHOLE)
    first = suggestion.first_line - 1
    rows: list[str] = []
    came: list[str] = []
    for hunk in found.hunks:
        for row in hunk.rows:
            words = row.kind == "changed"
            if row.kind == "same" and row.new:
                rows += [*came, _row("same", row.new, first, words=False)]
                came = []
                continue
            if row.old:
                rows.append(_row("removed", row.old, first, words=words))
            if row.new:
                came.append(_row("added", row.new, first, words=words))
    return SafeString("".join(rows + came))


def before_and_after(old: str, new: str) -> SafeString:
    """Return what somebody quoted and what stands there now, other words marked."""
    old, new = " ".join(old.split()), " ".join(new.split())
    pieces = diffs.Words().compare(old, new) if new else None
    whole = ((diffs.Piece(old, changed=False),), (diffs.Piece(new, changed=False),))
    before, after = pieces or whole
    rows = [("Before", "removed", before)]
    if new:
        rows.append(("Now", "added", after))
    return SafeString("".join(COMPARED.format(*_compared(*row)) for row in rows))


def _compared(
    name: str, kind: str, pieces: tuple[diffs.Piece, ...]
) -> tuple[str, str, str]:
    inner = "".join(
        f"<b>{escape(piece.text)}</b>" if piece.changed else escape(piece.text)
        for piece in pieces
    )
    mark = MARKS[kind]
    return name, kind, f"<{mark}>{inner}</{mark}>"


def _row(kind: str, side: diffs.Side, first: int, *, words: bool) -> str:
    inner = "".join(
        f"<b>{escape(piece.text)}</b>"
        if words and piece.changed
        else escape(piece.text)
        for piece in side.pieces
    )
    mark = MARKS[kind]
    return ROW.format(kind, first + side.number, f"<p><{mark}>{inner}</{mark}></p>")


def _state(suggestion: Suggestion, base: str) -> str:
    lines = suggestion.old.count("\n") + 1
    first = suggestion.first_line
    where = f"line {first}" if lines == 1 else f"lines {first} to {first + lines - 1}"
    if suggestion.state == Suggestion.State.OPEN:
        return f'<a href="{base}suggestions/">Suggested edit</a> of {where}'
    who, when = escape(suggestion.settled_by), times.ago(suggestion.settled_at)
    if suggestion.state == Suggestion.State.APPLIED:
        href = f"{base}patches/{suggestion.patch_id}.patch"
        return f'Edit of {where}, in <a href="{href}">a patch</a> by {who}, {when}'
    reason = escape(suggestion.settled_reason)
    return f"Edit of {where}, refused by {who}, {when}: {reason}"
