"""Doorbells: hear what happened, send letters, gather digests, read the mailbox."""

from django.utils import timezone

from core import jobs
from following import hearing, incoming, letters, news


@jobs.handler("following.catch_up")
def catch_up() -> None:
    """Write down what the log tells since the last time."""
    hearing.catch_up()


@jobs.handler(news.SEND_JOB)
def send(*, letter: int) -> None:
    """Send one letter."""
    letters.send(letter)


@jobs.handler("following.gather")
def gather() -> None:
    """Write the digests that are due, and ask again for letters that wait."""
    letters.gather(at=timezone.now())
    letters.try_again(at=timezone.now())


@jobs.handler("following.read_mail")
def read_mail() -> None:
    """Turn answers by mail into comments, where a mailbox is named."""
    incoming.read_inbox()
