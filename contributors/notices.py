"""Tell a person something that is theirs to know: a request, a reminder, a deadline.

Any room may call it, inside the transaction of the change that it tells of. How the
person hears of it (on their desk, by mail, at once or gathered) is theirs to choose
and not the caller's to know.
"""

from django.utils import timezone

from contributors.models import Contributor, Notice


def tell(
    person: Contributor,
    *,
    key: str,
    kind: str,
    title: str,
    url: str,
    text: str = "",
    about: str = "",
) -> None:
    """Tell ``person`` something, once: the same ``key`` again changes nothing.

    ``kind`` is a word such as ``ballot.reminder``, ``about`` a subject such as
    ``ballot:5`` or ``rfc:7``, ``title`` a sentence, ``url`` a path of this site,
    ``text`` Markdown that says more.
    """
    notice = Notice(
        key=f"{person.pk}:{key}"[:200],
        recipient=person,
        kind=kind[:60],
        about=about[:200],
        title=title[:300],
        text=text,
        url=url[:500],
        told_at=timezone.now(),
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
