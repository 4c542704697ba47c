"""Doorbells: read what the log says, look at a repository again."""

from core import jobs
from search import index


@jobs.handler("search.catch_up")
def catch_up() -> None:
    """Take in what was said and decided since the last time."""
    index.catch_up()
