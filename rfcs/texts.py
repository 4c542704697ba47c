"""Texts of revisions: rendered once for every blob, kept, and made on demand.

The head of every document is rendered by the import; an older revision when
somebody first reads it.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core import jobs
from core import markup as markups
from core.errors import AlthingError
from core.markup import RENDERER, Rendered, plain
from mirror import repositories
from mirror.errors import Unreadable
from mirror.git import GitRepository
from mirror.process import Progress
from rfcs.formats import registry, rows
from rfcs.formats.source import SourceFile
from rfcs.models import Revision, Text

JOB = "rfcs.render"
SOON = 300_000
BEGINNING = 50_000
WAITING = (
    "This text is very long and is being set now; this is its beginning, as it was "
    "written. Load the page again in half a minute."
)
BATCH = 20
NOTHING: Mapping[str, bytes] = {}
ASKED_AT_ONCE = 500
REFRESHED = ("renderer", "source", "html", "outline", "blocks", "notice")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that should be kept: its blob, and what says how to read it."""

    blob_oid: str
    path: str
    markup: str
    format: str
    title: str


def text_of(revision: Revision, *, may_wait: bool = False) -> Text:
    """Return the revision's text, rendered now if it never was.

    Where the mirror cannot give the blob, the text says so and is not kept. A very
    long one is left to a job where it ``may_wait``; its beginning stands for it.
    """
    kept = Text.objects.filter(blob_oid=revision.blob_oid, markup=revision.markup)
    text = kept.filter(renderer=RENDERER).first()
    if text is not None:
        return text
    wanted = Wanted(
        revision.blob_oid,
        revision.path,
        revision.markup,
        revision.rfc.format,
        revision.title,
    )
    try:
        git = repositories.open_git(revision.rfc.repository)
        source = _read(git, wanted)
    except AlthingError as error:
        return kept.first() or Text(notice=f"The text cannot be read: {error.message}")
    if may_wait and len(source.text) > SOON:
        jobs.enqueue(
            JOB, key=f"{wanted.blob_oid}:{wanted.markup}", revision=revision.pk
        )
        beginning = _pair(wanted, source)[0][:BEGINNING]
        waiting = _text(wanted, source, plain(beginning, notice=WAITING))
        return kept.first() or waiting  # as it was set before, where it was
    text = _text(wanted, source, markups.render(*_pair(wanted, source)))
    _keep([text])
    return text


def keep(blob_oid: str, markup: str, source: str) -> None:
    """Render and keep a text that was made here: no blob of the mirror holds it."""
    rendered = markups.render(source, markup)
    _keep(
        [
            Text(
                blob_oid=blob_oid,
                markup=markup,
                renderer=RENDERER,
                source=source,
                html=rendered.html,
                outline=rendered.outline,
                blocks=rendered.blocks,
                notice=rendered.notice,
            )
        ]
    )


def store(
    git: GitRepository,
    wanted: Sequence[Wanted],
    made: Mapping[str, bytes] = NOTHING,
    *,
    progress: Progress | None = None,
) -> int:
    """Render and keep those that are not kept yet; return how many were.

    ``made`` holds the sources that are no blobs of the mirror.
    Few texts are in memory at a time, and what was kept before an interruption
    is not rendered again.
    """
    missing = _missing(wanted)
    batch: list[Text] = []
    done = 0
    for text in _rendered(git, missing, made):
        batch.append(text)
        done += 1
        if len(batch) >= BATCH:
            _keep(batch)
            batch = []
            if progress:
                progress("texts", done, len(missing))
    _keep(batch)
    return done


def _missing(wanted: Sequence[Wanted]) -> list[Wanted]:
    unique = {(item.blob_oid, item.markup): item for item in wanted}
    blobs = sorted({item.blob_oid for item in wanted})
    for start in range(0, len(blobs), ASKED_AT_ONCE):
        kept = Text.objects.filter(
            blob_oid__in=blobs[start : start + ASKED_AT_ONCE], renderer=RENDERER
        )
        for key in kept.values_list("blob_oid", "markup"):
            unique.pop(key, None)
    return list(unique.values())


def _rendered(
    git: GitRepository, wanted: Sequence[Wanted], made: Mapping[str, bytes]
) -> Iterator[Text]:
    reading: deque[tuple[Wanted, SourceFile]] = deque()

    def pairs() -> Iterator[tuple[str, str]]:
        for item in wanted:
            try:
                source = _read(git, item, made)
            except AlthingError:
                continue  # the import has recorded it as the document's problem
            reading.append((item, source))
            yield _pair(item, source)

    for rendered in markups.render_many(pairs()):
        item, source = reading.popleft()
        yield _text(item, source, rendered)


def _read(
    git: GitRepository, wanted: Wanted, made: Mapping[str, bytes] = NOTHING
) -> SourceFile:
    data = made.get(wanted.blob_oid)
    if data is None and rows.key_of(wanted.path):
        data = _kept_source(wanted)
    if data is None:
        data = git.blob(wanted.blob_oid).data
    return SourceFile(wanted.path, data)


def _kept_source(wanted: Wanted) -> bytes:
    """Return the text of a row as it was kept: another renderer begins with it."""
    kept = Text.objects.filter(blob_oid=wanted.blob_oid)
    source = kept.values_list("source", flat=True).first()
    if source is None:
        raise Unreadable(f"The row {wanted.path} is not kept.")
    return source.encode()


def _pair(wanted: Wanted, source: SourceFile) -> tuple[str, str]:
    body = registry.body(wanted.format, wanted.markup, source.text, wanted.title)
    return body, wanted.markup


def _text(wanted: Wanted, source: SourceFile, rendered: Rendered) -> Text:
    return Text(
        blob_oid=wanted.blob_oid,
        markup=wanted.markup,
        renderer=RENDERER,
        source=source.text,
        html=rendered.html,
        outline=rendered.outline,
        blocks=rendered.blocks,
        notice=rendered.notice,
    )


def _keep(texts: list[Text]) -> None:
    Text.objects.bulk_create(
        texts,
        update_conflicts=True,
        unique_fields=("blob_oid", "markup"),
        update_fields=REFRESHED,
    )
