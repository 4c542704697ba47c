"""What is being done to a repository, for its page to say while it lasts."""

import time

from mirror.models import Repository
from mirror.process import Progress


def progress(repository: Repository) -> Progress:
    """Return a callback that lets the repository's page say what is being done."""
    last = 0.0

    def tell(stage: str, done: int, whole: int) -> None:
        nonlocal last
        if time.monotonic() - last < 1:
            return
        last = time.monotonic()
        say(repository, f"{stage}: {done:,} of {whole:,}"[:120])

    return tell


def say(repository: Repository, doing: str) -> None:
    """Say on the repository's page what is being done; "" for nothing."""
    if repository.doing != doing:
        Repository.objects.filter(pk=repository.pk).update(doing=doing)
        repository.doing = doing
