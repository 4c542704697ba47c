"""Read what a document said at each of its steps, and what it says now.

Blobs come from the mirror; what cannot be read becomes the document's problem.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.errors import AlthingError
from mirror import changes, history, repositories
from mirror.blobs import Ahead
from mirror.git import GitRepository
from mirror.models import Repository
from rfcs import lifecycle
from rfcs.formats import entities, registry
from rfcs.formats.general import GENERAL
from rfcs.formats.registry import Selection
from rfcs.formats.source import Files, Format, Parsed, SourceFile
from rfcs.indexes import Indexes
from rfcs.lifecycle import State
from rfcs.metadata import Issue, Metadata
from rfcs.tracking import Moment, Parts, Step, Track, Tracker

MAX_PATH = MAX_TITLE = 1000
NOTHING: Mapping[str, bytes] = {}
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What a document said at one step."""

    moment: Moment
    path: str
    blob_oid: str
    markup: str
    title: str
    status: str | None
    state: State


@dataclass(frozen=True)
class Document:
    """A document at the head, and what it said on the way there."""

    track: Track
    format: Format
    process: str
    metadata: Metadata
    said: list[Said] = field(default_factory=list)

    @property
    def now(self) -> Said:
        """What it says at the head."""
        return self.said[-1]


def follow(
    repository: Repository, selection: Selection, since: str = ""
) -> tuple[list[Track], dict[str, bytes]]:
    """Return the documents of the repository, those that changed with their steps.

    Beside them the texts that no blob of the mirror holds: those of rows.
    """
    git = repositories.open_git(repository)
    since = since if git.has(since) else ""
    before: dict[str, str] = {}
    if since:
        before = changes.matching_files(git, since, selection.reads)
    indexes = Indexes(git, selection, before)
    files = {path: oid for path, oid in before.items() if selection.matches(path)}
    tracker = Tracker(selection.place, {**files, **indexes.files()})
    for change in history.document_changes(
        repository, since=since, matches=selection.reads
    ):
        commit = change.commit
        moment = Moment(
            commit_oid=commit.oid,
            committed_at=change.committed_at,
            landed_at=change.landed_at,
            author_name=commit.author.name,
            author_email=commit.author.email,
            subject=commit.subject,
        )
        tracker.apply(moment, indexes.apply(change.changes))
    return tracker.tracks(), indexes.made


class Historian:
    """Reads documents out of one repository; ``tracks`` are those to come, in order.

    What is not among them may be read too, at its own pace. ``made`` holds the
    texts that are no blobs.
    """

    def __init__(
        self,
        git: GitRepository,
        selection: Selection,
        tracks: Sequence[Track] = (),
        made: Mapping[str, bytes] = NOTHING,
    ) -> None:
        self._git, self._made = git, made
        self._selection = selection
        self._starts: dict[Track, int] = {}
        oids: list[str] = []
        for track in tracks:
            self._starts[track] = len(oids)
            oids += (oid for oid in _in_order(track) if oid not in made)
        self._ahead = Ahead(git, oids)

    def read(self, track: Track) -> Document | None:
        """Return the document, or ``None`` for files that are none at the head."""
        paths = [file.path for file in track.files.values()]
        if not paths or max(map(len, paths)) > MAX_PATH:
            return None
        reader = _Reader(self._git, self._ahead, self._starts.get(track), self._made)
        files, unread = reader.files(track.files)
        if track.steps:
            files = entities.joined(files, self._beside(track.steps[-1].moment))
        found = self._selection.detect(files)
        if found is None:
            return None
        form, parsed = found
        metadata = replace(
            parsed.metadata, problems=(*unread, *parsed.metadata.problems)
        )
        said = list(self._said(track.steps[:-1], form, reader))
        if track.steps:  # the last one is what was just read
            last = track.steps[-1]
            said.append(_say(last.moment, dict(last.files), form, parsed))
        process = parsed.process or form.process
        return Document(track, form, process, metadata, said) if said else None

    def _beside(self, moment: Moment) -> entities.Read:
        def read(path: str) -> bytes | None:
            try:
                most = entities.MOST_BYTES
                return self._git.read(moment.commit_oid, path, max_bytes=most).data
            except AlthingError:  # not there, or too large: what it names is recorded
                return None

        return read

    def _said(
        self, steps: list[Step], form: Format, reader: "_Reader"
    ) -> Iterator[Said]:
        told: Files | None = None
        for step in steps:
            parts = dict(step.files)
            files, _ = reader.files(parts)
            leads = {p: SourceFile(f.path, form.lead(f.data)) for p, f in files.items()}
            if leads != told:
                told, parsed = leads, self._parsed(form, leads)
            if parsed is not None:  # else no document yet, or not for a while
                yield _say(step.moment, parts, form, parsed)

    def _parsed(self, form: Format, files: Files) -> Parsed | None:
        parsed = registry.parse(form, files)
        if parsed is None and form.name in GENERAL:  # it was written otherwise then
            found = registry.detect(self._selection.formats, files)
            parsed = found[1] if found else None
        return parsed


class _Reader:
    """Reads the files of one document, step by step, each new content once."""

    def __init__(
        self,
        git: GitRepository,
        ahead: Ahead,
        start: int | None,
        made: Mapping[str, bytes],
    ) -> None:
        self._git, self._ahead, self._index, self._made = git, ahead, start, made
        self._held: dict[str, tuple[bytes, str]] = {}

    def files(self, parts: Parts) -> tuple[Files, list[Issue]]:
        """Return the files of a step, and what of them cannot be read."""
        files, unread = {}, []
        held = self._held
        self._held = {}
        for part, file in parts.items():
            oid = file.blob_oid
            data, message = held[oid] if oid in held else self._read(oid)
            self._held[oid] = data, message
            files[part] = SourceFile(file.path, data)
            if message:
                unread.append(Issue("unreadable-file", message, None, file.path))
        return files, unread

    def _read(self, blob_oid: str) -> tuple[bytes, str]:
        if blob_oid in self._made:
            return self._made[blob_oid], ""
        try:
            if self._index is None:
                return self._git.blob(blob_oid).data, ""
            self._index += 1
            return self._ahead.read(self._index - 1).data, ""
        except AlthingError as error:
            return b"", error.message


def _in_order(track: Track) -> Iterator[str]:
    """Yield the contents of a document in the order in which they are read."""
    before = set[str]()
    for parts in (track.files, *(dict(step.files) for step in track.steps[:-1])):
        oids = [file.blob_oid for file in parts.values()]
        yield from (oid for oid in oids if oid not in before)
        before = set(oids)


def _say(moment: Moment, parts: Parts, form: Format, parsed: Parsed) -> Said:
    metadata, shown = parsed.metadata, parsed.shown
    blobs = {file.path: file.blob_oid for file in parts.values()}
    return Said(
        moment=moment,
        path=shown.path,
        blob_oid=blobs[shown.path],
        markup=parsed.markup,
        title=one_line(metadata.title) or shown.path,
        status=metadata.status,
        state=lifecycle.derive(
            parsed.process or form.process,
            parsed.word or metadata.status,
            metadata.stage,
        ),
    )


def one_line(text: str) -> str:
    """Return a title without line breaks, control characters and turned text."""
    return " ".join(UNSEEN.sub(" ", text).split())[:MAX_TITLE]
