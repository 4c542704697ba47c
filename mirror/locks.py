"""Who may work on a repository now: locks on this machine's disk."""

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from mirror.errors import RepositoryBusy
from mirror.models import Repository


@contextlib.contextmanager
def locked(repository: Repository, *, seconds: float = 600) -> Iterator[None]:
    """Hold the repository alone on this machine; raises ``RepositoryBusy``."""
    directory = Path(settings.MIRROR_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + seconds
    with (directory / f"{repository.pk}.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise RepositoryBusy(
                        f"{repository.name} is being read by another process."
                    ) from None
                time.sleep(0.1)
        yield


@contextlib.contextmanager
def lane(repository: Repository) -> Iterator[bool]:
    """Whether the repository may be tried now.

    Of those whose last attempt failed one is tried at a time, so that however many
    hang until their deadline, the others find a free worker.
    """
    if not repository.failures:
        yield True
        return
    directory = Path(settings.MIRROR_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "failing.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
