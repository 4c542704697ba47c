"""Commits of a project's code that name its RFCs: where they are being built.

A message names one by a trailer ("Implements: RFC 12") or by word and number in its
first line. What a number means is seen when it is read: the project's document.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from mirror import repositories
from mirror.models import Project, Repository
from mirror.objects import clean
from rfcs.models import Mention, MentionsRead, Rfc

WORDS = "rfc|pep|kep|eip|erc|bip|cip|fip|sip|nep|dep|rep|xep|tip|caip|oep|rfd|proposal"
TRAILER = re.compile(
    rf"^(?:implements|part-of|{WORDS}):[ \t]*(?:(?:{WORDS})[-_ #]{{0,2}}|#)?0*"
    r"(\d{1,9})(?:/\d+)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
NAMED = re.compile(rf"\b(?:{WORDS})[-_ #]{{0,2}}0*(\d{{1,9}})\b", re.IGNORECASE)
BATCH = 500
SHOWN = 8


@dataclass(frozen=True)
class Naming:
    """A commit that names the document."""

    oid: str
    subject: str
    repository: str
    committed_at: datetime | None


def numbers(message: str) -> dict[str, bool]:
    """Return the numbers that a message names, and whether a trailer does."""
    subject, _, rest = message.partition("\n")
    paragraph = rest.rstrip().rpartition("\n\n")[2]
    found = dict.fromkeys(NAMED.findall(subject[:500]), False)
    found.update(dict.fromkeys(TRAILER.findall(paragraph[:20_000]), True))
    return {number: trailer for number, trailer in found.items() if number}


def read(repository: Repository) -> int:
    """Read the messages that are new since last time; return how many name an RFC.

    A rewritten history is read anew from its beginning.
    """
    head = repository.head_oid
    mark = MentionsRead.objects.filter(repository=repository).first()
    if not head or (mark and mark.oid == head):
        return 0
    git = repositories.open_git(repository)
    since = mark.oid if mark and git.reaches(head, mark.oid) else ""
    rows = [
        Mention(
            repository=repository,
            number=number,
            oid=walked.oid,
            subject=clean(message.partition("\n")[0], 500),
            committed_at=walked.at,
            by_trailer=trailer,
        )
        for walked in git.walk([head], hidden=[since] if since else [])
        for message in [walked.message.decode("utf-8", "replace").lstrip()]
        for number, trailer in numbers(message).items()
    ]
    with transaction.atomic():
        if not since:
            Mention.objects.filter(repository=repository).delete()
        Mention.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        MentionsRead.objects.update_or_create(
            repository=repository, defaults={"oid": head}
        )
    return len(rows)


def exists() -> Exists:
    """Whether commits name an RFC, to be asked with the RFC itself."""
    named = Mention.objects.filter(
        number=OuterRef("number"), repository__project=OuterRef("project")
    )
    return Exists(named)


def of(rfc: Rfc) -> list[Naming]:
    """Return the newest commits of the project's code that name the document."""
    if not rfc.number or not getattr(rfc, "is_named", True):
        return []
    rows = Mention.objects.filter(number=rfc.number, repository__project=rfc.project_id)
    columns = ("oid", "subject", "repository__name", "committed_at")
    return [Naming(*row) for row in rows.values_list(*columns)[: SHOWN + 1]]


def building(project: Project) -> dict[Rfc, list[str]]:
    """Return the RFCs that trailers name, each with the newest commits that do so.

    A number that several documents of the project have tells of none of them.
    """
    named: dict[str, list[str]] = defaultdict(list)
    rows = Mention.objects.filter(repository__project=project, by_trailer=True)
    for number, oid in rows.values_list("number", "oid"):
        named[number].append(oid)
    found: dict[str, list[Rfc]] = defaultdict(list)
    for rfc in Rfc.objects.filter(project=project, number__in=named, gone_at=None):
        found[rfc.number].append(rfc)
    return {rfcs[0]: named[number] for number, rfcs in found.items() if len(rfcs) == 1}
