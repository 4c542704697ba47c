"""Suggested edits: other words for lines of an exact text, made into one patch.

A comment carries the suggestion, so that it is discussed and recorded as one. It is
open until it goes into a patch, or until somebody refuses it and says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from contributors import accounts
from contributors.models import Contributor, Identity, User
from core.canonical import sha256_hex
from core.results import require
from core.text import clean
from ledger import log
from mirror import repositories
from mirror.models import Commit
from rfcs import comments, patching, permissions, texts
from rfcs.comments import require_text
from rfcs.errors import (
    SuggestionChangesNothing,
    SuggestionMisplaced,
    SuggestionsConflict,
    SuggestionSettled,
)
from rfcs.formats import rows
from rfcs.models import Patch, Review, Revision, Rfc, Suggestion, Thread
from rfcs.patching import Applied, Author, Message, Obstacle

MOST_LINES = 200
MOST_AT_ONCE = 100
MAX_REASON = 2_000
PROPOSAL = "A suggested edit."
State = Suggestion.State


@dataclass(frozen=True)
class Checked:
    """What applying some suggestions to the newest text would give."""

    revision: Revision
    suggestions: Sequence[Suggestion]
    applied: Applied
    before: bytes = b""

    @property
    def reasons(self) -> dict[int, str]:
        """Why suggestions cannot be applied, by their key."""
        known = {each.pk: each for each in self.suggestions}
        return {
            obstacle.key: _sentence(obstacle, known)
            for obstacle in self.applied.obstacles
        }


def lines_of(revision: Revision) -> list[str]:
    """Return the lines of the revision's source, as suggestions count them."""
    lines = texts.text_of(revision).source.split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def suggest(
    revision: Revision,
    *,
    by: User,
    first_line: int,
    old: str,
    new: str,
    body: str = "",
    block: str = "",
    review: Review | None = None,
) -> Suggestion:
    """Suggest ``new`` for the lines ``old`` of the revision, beginning at a line.

    Raises ``SuggestionMisplaced`` where these lines are not there, and
    ``SuggestionChangesNothing`` where they would stay as they are.
    """
    source = texts.text_of(revision).source
    old, new = lines(old), lines(new)
    _require_lines(lines_of(revision), first_line, old)
    if new == old:
        raise SuggestionChangesNothing("These are the words that stand there already.")
    if len(new) > comments.MAX_BODY:
        raise SuggestionChangesNothing("This is too long for one suggestion.")
    with transaction.atomic():
        thread = comments.start_thread(
            revision.rfc,
            revision,
            by=by,
            body=body.strip() or PROPOSAL,
            block=block,
            quote="" if block else old,
            review=review,
        )
        carrier = thread.comments.earliest("pk")
        known = Suggestion.objects.filter(comment=carrier).first()
        if known is not None:
            return known  # the button was pressed twice
        Thread.objects.filter(pk=thread.pk).update(suggestions=F("suggestions") + 1)
        return Suggestion.objects.create(
            comment=carrier,
            rfc=revision.rfc,
            revision=revision,
            base_hash=sha256_hex(source.encode()),
            first_line=first_line,
            old=old,
            new=new,
        )


@transaction.atomic
def refuse(suggestion: Suggestion, *, by: User, reason: str) -> Suggestion:
    """Refuse the suggestion, saying why."""
    suggestion = _locked([suggestion.pk])[0]
    require(permissions.can_settle_suggestions(by, suggestion.rfc))
    reason = require_text(reason, what="reason", limit=MAX_REASON)
    _require_open([suggestion])
    _settle([suggestion], by, State.REFUSED, reason=reason)
    return suggestion


def check(rfc: Rfc, keys: Iterable[int]) -> Checked:
    """Try the suggestions on the newest text. Reads git: never in a transaction."""
    revision = rfc.current_revision
    if revision is None:
        raise SuggestionsConflict("This RFC has no revision to apply anything to.")
    if rows.key_of(revision.path):
        raise SuggestionsConflict(
            "This RFC is a row of a table: change the row in "
            f"{rows.file_of(revision.path)} itself."
        )
    found = list(
        Suggestion.objects.filter(rfc=rfc, pk__in=list(keys)[:MOST_AT_ONCE])
        .select_related("revision__rfc__repository", "comment__author")
        .order_by("pk")
    )
    git = repositories.open_git(rfc.repository)
    data = git.blob(revision.blob_oid).data
    return Checked(revision, found, patching.apply(data, _edits(found)), data)


def make_patch(rfc: Rfc, *, by: User, keys: Iterable[int]) -> Patch:
    """Make the suggestions into one patch on the newest text: all of them or none.

    Raises ``SuggestionsConflict``, which names every obstacle.
    """
    require(permissions.can_settle_suggestions(by, rfc))
    checked = check(rfc, keys)
    if not checked.suggestions:
        raise SuggestionsConflict("Choose at least one suggestion.")
    if checked.reasons:
        raise SuggestionsConflict(" ".join(checked.reasons.values()))
    if checked.applied.data == checked.before:
        raise SuggestionsConflict("Together these suggestions change nothing.")
    with transaction.atomic():
        chosen = _locked([each.pk for each in checked.suggestions])
        _require_open(chosen)
        person = accounts.contributor_of(by)
        message = _message(rfc, checked.revision, person, chosen)
        path = checked.revision.path
        change = patching.diff(path, checked.before, checked.applied.data)
        content = patching.mail(message, change)
        patch = Patch.objects.create(
            rfc=rfc,
            revision=checked.revision,
            made_by=person,
            made_at=message.at,
            content=content,
        )
        log.append(
            "patch.made",
            {
                "hash": sha256_hex(content),
                "base": checked.revision.commit_oid,
                "suggestions": [each.comment.entry_id for each in chosen],
            },
            entry_id=patch.entry_id,
            subject=f"rfc:{rfc.pk}",
            actor=person.public_id,
        )
        _settle(chosen, by, State.APPLIED, patch=patch)
    return patch


def lines(text: str) -> str:
    """Return lines as they are kept: nothing but the last line end is taken off."""
    text = text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def _require_lines(lines: Sequence[str], first_line: int, old: str) -> None:
    wanted = old.split("\n")
    if len(wanted) > MOST_LINES:
        raise SuggestionMisplaced(f"At most {MOST_LINES} lines fit one suggestion.")
    start = first_line - 1
    if start < 0 or list(lines[start : start + len(wanted)]) != wanted:
        raise SuggestionMisplaced(
            "The lines that you changed are not in this revision. Choose them again."
        )


def _edits(found: Iterable[Suggestion]) -> list[patching.Edit]:
    sources: dict[int, str] = {}
    edits = []
    for each in found:
        if each.revision_id not in sources:
            sources[each.revision_id] = texts.text_of(each.revision).source
        source = sources[each.revision_id]
        edits.append(
            patching.with_context(each.pk, source, each.first_line, each.old, each.new)
        )
    return edits


def _locked(keys: Sequence[int]) -> list[Suggestion]:
    return list(
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("rfc__project", "comment__author", "revision")
        .filter(pk__in=keys)
        .order_by("pk")
    )


def _require_open(chosen: Iterable[Suggestion]) -> None:
    for each in chosen:
        if each.state != State.OPEN:
            raise SuggestionSettled(
                f"The suggestion of {each.comment.author} was {each.state} already."
            )


def _settle(
    chosen: Sequence[Suggestion],
    by: User,
    state: Suggestion.State,
    *,
    reason: str = "",
    patch: Patch | None = None,
) -> None:
    person, now = accounts.contributor_of(by), timezone.now()
    for each in chosen:
        each.state, each.settled_at, each.settled_by = state, now, person
        each.settled_reason, each.patch = reason, patch
        each.save()
        log.append(
            "suggestion.settled",
            {
                "comment": each.comment.entry_id,
                "state": str(state),
                "reason": sha256_hex(reason.encode()),
            },
            entry_id=each.settled_entry_id,
            subject=f"rfc:{each.rfc_id}",
            actor=person.public_id,
        )


def _message(
    rfc: Rfc, revision: Revision, person: Contributor, chosen: Sequence[Suggestion]
) -> Message:
    people = {each.comment.author_id: each.comment.author for each in chosen}
    authors = _authors({**people, person.pk: person}, rfc)
    count = len(chosen)
    page = f"{settings.PUBLIC_URL}{rfc.get_absolute_url()}"
    links = "\n".join(f"{page}thread/{each.comment.thread_id}/" for each in chosen)
    what = "a suggested edit" if count == 1 else f"{count} suggested edits"
    return Message(
        author=authors[person.pk],
        at=timezone.now(),
        subject=clean(f"RFC {rfc.number or rfc.slug}: Apply {what}")[:200],
        body=f"Made on revision {revision.index}, {revision.commit_oid[:12]}, from\n"
        f"{links}",
        trailers=[("Suggested-by", authors[key]) for key in people],
    )


def _authors(people: dict[int, Contributor], rfc: Rfc) -> dict[int, Author]:
    """Return names with addresses: one that their own public commits show, else none.

    Nobody's mailbox is told: who has no commit here gets an address that leads to
    their page and takes no mail.
    """
    shown: dict[int, str] = {}
    theirs = Identity.objects.filter(contributor__in=people).order_by("pk")
    emails = dict(theirs.values_list("email", "contributor_id"))
    public = Commit.objects.filter(
        repository__project=rfc.project_id, author_email__in=emails
    )
    for email in public.values_list("author_email", flat=True).distinct():
        shown.setdefault(emails[email] or 0, email)
    host = settings.PUBLIC_URL.partition("//")[2].partition(":")[0].partition("/")[0]
    return {
        key: Author(who.name, shown.get(key) or f"{who.public_id}@people.{host}")
        for key, who in people.items()
    }


def _sentence(obstacle: Obstacle, known: dict[int, Suggestion]) -> str:
    mine = known[obstacle.key]
    who = f"The suggestion of {mine.comment.author} for line {mine.first_line}"
    if obstacle.kind == "overlap" and obstacle.other is not None:
        other = known[obstacle.other]
        return (
            f"{who} changes the same lines as that of {other.comment.author} for "
            f"line {other.first_line}: choose one of them."
        )
    if obstacle.kind == "ambiguous":
        return f"{who} fits more than one place of the newest text."
    if obstacle.kind == "not-utf-8":
        return f"{who} cannot be applied: the file is not UTF-8."
    return (
        f"{who} was written on revision {mine.revision.index}; these lines have "
        "changed since, so it must be suggested anew."
    )
