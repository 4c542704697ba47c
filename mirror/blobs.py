"""Read many files of a mirror in an order known before, by a git that runs ahead."""

from collections.abc import Iterator, Sequence

from django.conf import settings

from mirror.errors import Unreadable
from mirror.git import GitRepository
from mirror.objects import Blob
from mirror.process import LITTLE_MEMORY_KIB, reading

FEW = 200
"""So many are read faster than another git is started."""


class Ahead:
    """The blobs ``oids``, to be asked for by index, never backwards."""

    def __init__(self, git: GitRepository, oids: Sequence[str]) -> None:
        self._git, self._oids = git, oids
        self._stream = _stream(git, oids) if len(oids) > FEW else iter(())
        self._next = next(self._stream, None)

    def read(self, index: int) -> Blob:
        """Return one; raises ``Unreadable`` or ``TooLarge`` as the mirror does."""
        while self._next and self._next[0] < index:
            self._next = next(self._stream, None)
        if self._next and self._next[0] == index:
            return Blob(self._oids[index], self._next[1])
        return self._git.blob(self._oids[index])


def _stream(git: GitRepository, oids: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """Yield index and bytes of what can be read; end early where git gives up."""
    most = settings.MIRROR_MAX_BLOB_BYTES
    wanted = [i for i, oid in enumerate(oids) if git.holds_blob(oid, at_most=most)]
    command = ("cat-file", "--batch", "--buffer")
    lines = (oids[index] for index in wanted)
    try:
        with reading(
            git.path, *command, lines=lines, memory_kib=LITTLE_MEMORY_KIB
        ) as stream:
            for index in wanted:
                oid, _, rest = stream.readline().partition(b" ")
                kind, _, size = rest.strip().partition(b" ")
                if oid.decode("latin-1") != oids[index] or kind != b"blob":
                    return
                data = stream.read(int(size))
                if stream.read(1) != b"\n":
                    return
                yield index, data
    except Unreadable:
        return
