"""Follow documents through the changes of a history, from file to file. Plain Python.

A document may consist of several files and may move: what counts as one is said by
``place`` alone. Each commit that leaves one of its files different is a step.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from rfcs.formats.source import Place

Where = Callable[[str], Place | None]


class FileChange(Protocol):
    """What a commit did to one file: A, M, D, or R from ``old_path``."""

    @property
    def status(self) -> str:
        """The letter."""

    @property
    def path(self) -> str:
        """The path afterwards, or of what went."""

    @property
    def old_path(self) -> str:
        """The path before a move."""

    @property
    def blob_oid(self) -> str:
        """The content afterwards."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The commit of a step, as far as a revision keeps it."""

    commit_oid: str
    committed_at: datetime
    landed_at: datetime
    author_name: str
    author_email: str
    subject: str


@dataclass(frozen=True, slots=True)
class File:
    """Where a part of a document lies, and its content."""

    path: str
    blob_oid: str


Parts = dict[str, File]


@dataclass(frozen=True, slots=True)
class Step:
    """A commit and the document's files after it."""

    moment: Moment
    files: tuple[tuple[str, File], ...]


@dataclass(eq=False)
class Track:
    """One document: its files now, and the steps that brought it here.

    ``origin`` is the key under which it was known before, empty for a new one.
    """

    key: str
    origin: str = ""
    files: Parts = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    ended: Moment | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it has files."""
        return bool(self.files)


class Tracker:
    """The documents of a repository by key, brought forward commit by commit."""

    def __init__(self, place: Where, files: Mapping[str, str]) -> None:
        self._place = place
        self._tracks: dict[str, Track] = {}
        self.replaced: list[Track] = []
        for path, blob_oid in files.items():
            if found := place(path):
                track = self._of(found.key)
                track.origin = found.key
                track.files[found.part] = File(path, blob_oid)

    def tracks(self) -> list[Track]:
        """Return every document that was ever seen."""
        return [*self._tracks.values(), *self.replaced]

    def apply(self, moment: Moment, changes: Iterable[FileChange]) -> None:
        """Bring the documents to their state after one commit."""
        changes = list(changes)
        touched: dict[int, Track] = {}
        moves = [(self._take(c.old_path), c) for c in changes if c.status == "R"]
        for change in changes:
            if change.status == "D" and (track := self._take(change.path)):
                touched[id(track)] = track
        renamed: dict[str, Track] = {}
        for mover, change in moves:
            if mover is not None:
                touched[id(mover)] = mover
            if track := self._arrive(mover, change, renamed):
                touched[id(track)] = track
        for change in changes:
            if change.status not in "DR" and (track := self._put(change)):
                touched[id(track)] = track
        for track in touched.values():
            _take_step(track, moment)

    def _of(self, key: str) -> Track:
        return self._tracks.setdefault(key, Track(key))

    def _take(self, path: str) -> Track | None:
        """Take a file from its document; return the document if it had it."""
        found = self._place(path)
        track = self._tracks.get(found.key) if found else None
        if not found or not track:
            return None
        held = track.files.get(found.part)
        if held is None or held.path != path:
            return None
        del track.files[found.part]
        return track

    def _put(self, change: FileChange, track: Track | None = None) -> Track | None:
        found = self._place(change.path)
        if not found:
            return None
        track = track or self._of(found.key)
        track.files[found.part] = File(change.path, change.blob_oid)
        return track

    def _arrive(
        self, mover: Track | None, change: FileChange, renamed: dict[str, Track]
    ) -> Track | None:
        """Set a moved file down: usually its document moves with it."""
        found = self._place(change.path)
        if not found:
            return None
        if mover is None or mover.key == found.key or found.key in renamed:
            return self._put(change, renamed.get(found.key))
        settled = self._tracks.get(found.key)
        if settled and settled.is_alive:
            if settled.origin or found.part in settled.files:
                return self._put(change)
            mover.files = {**settled.files, **mover.files}  # it was only begun there
        if settled:
            self.replaced.append(settled)
            settled.files = {}
        if self._tracks.get(mover.key) is mover:
            del self._tracks[mover.key]
        mover.key = found.key
        self._tracks[found.key] = renamed[found.key] = mover
        return self._put(change, mover)


def _take_step(track: Track, moment: Moment) -> None:
    if not track.files:
        track.ended = moment
        return
    track.ended = None
    files = tuple(sorted(track.files.items()))
    if track.steps and track.steps[-1].moment.commit_oid == moment.commit_oid:
        track.steps.pop()
    if not track.steps or track.steps[-1].files != files:
        track.steps.append(Step(moment, files))
