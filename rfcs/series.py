"""Import RFC series that were posted by e-mail and archived in git.

The layout is public-inbox's: one commit a message, in the blob ``m`` (or, in the older
layout, in a file named by two and thirty-eight hexadecimal digits). ``[RFC PATCH v2
0/5]`` begins version 2 of a series; its parts and the replies follow by what they refer
to. Versions belong together by change-id, by reference, or by author and title.
"""

import hashlib
import re
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from core.canonical import sha256_hex
from core.ids import new_id
from ledger import log
from mirror import repositories, timetable
from mirror.diffs import commit_diffs
from mirror.errors import Unreadable
from mirror.git import GitRepository
from mirror.models import Repository
from mirror.process import Progress, output
from rfcs import addresses, messages, texts
from rfcs.documents import ImportReport
from rfcs.messages import Heading, Mail
from rfcs.models import Letter, Revision, Rfc, StateChange

FORMAT = "mail"
PER_SYNC = 20_000
BATCH = 500
MAX_PARTS = 200
MAX_TEXT = 1_000_000
MAX_REPLIES = 5_000
OLD_LAYOUT = re.compile(r"[0-9a-f]{2}/[0-9a-f]{38}")


@dataclass
class _Batch:
    """The messages of some commits, and what they touched."""

    repository: Repository
    known: dict[str, tuple[Rfc, int]] = field(default_factory=dict)
    touched: dict[tuple[int, int], Rfc] = field(default_factory=dict)
    documents: int = 0
    revisions: int = 0
    rfcs: dict[int, Rfc] = field(default_factory=dict)

    def one(self, rfc: Rfc) -> Rfc:
        """Return the one instance of a row that this batch works on."""
        return self.rfcs.setdefault(rfc.pk, rfc)


def import_series(
    repository: Repository, *, progress: Progress | None = None
) -> ImportReport:
    """Read the messages that are new; at most 20,000 at a time."""
    head, since = repository.head_oid, repository.imported_oid
    if not head or since == head:
        return ImportReport()
    git = repositories.open_git(repository)
    excluded = [f"^{since}"] if since and git.has(since) else []
    oids = output(
        git.path, "rev-list", "--reverse", "--first-parent", head, *excluded, "--"
    ).split()
    whole = len(oids)
    documents = revisions = 0
    for start in range(0, min(whole, PER_SYNC), BATCH):
        some = oids[start : start + BATCH]
        batch = _take(repository, git, some)
        documents += batch.documents
        revisions += batch.revisions
        if progress:
            progress("letters", start + len(some), whole)
    if whole > PER_SYNC:
        timetable.look_again_soon(repository)
    return ImportReport(documents, revisions)


def _take(repository: Repository, git: GitRepository, oids: list[str]) -> _Batch:
    read = []
    for diff in commit_diffs(git.path, oids):
        for path in diff.paths[:3]:
            if path.is_file and (path.path == "m" or OLD_LAYOUT.fullmatch(path.path)):
                mail = _read(git, path.new_oid)
                if mail is not None:
                    read.append((diff.oid, mail))
    return _record(repository, git, read, oids[-1])


def _read(git: GitRepository, blob_oid: str) -> Mail | None:
    try:
        return messages.read(git.blob(blob_oid).data)
    except Unreadable:
        return None


@transaction.atomic
def _record(
    repository: Repository, git: GitRepository, read: list[tuple[str, Mail]], last: str
) -> _Batch:
    Repository.objects.select_for_update().get(pk=repository.pk)
    addresses.hold(repository.project_id)
    batch = _Batch(repository)
    wanted = {mid for _, mail in read for mid in (*mail.references, mail.message_id)}
    _learn(batch, wanted)
    for commit, mail in read:
        _place(batch, commit, mail)
    for (_, version), rfc in batch.touched.items():
        batch.revisions += _revise(rfc, version)
    if batch.revisions:
        _log(repository, batch)
    Repository.objects.filter(pk=repository.pk).update(imported_oid=last)
    repository.imported_oid = last
    return batch


def _learn(batch: _Batch, wanted: set[str]) -> None:
    ids = sorted(wanted)
    for start in range(0, len(ids), BATCH):
        rows = Letter.objects.filter(
            repository=batch.repository, message_id__in=ids[start : start + BATCH]
        )
        for letter in rows.select_related("rfc"):
            rfc = batch.one(letter.rfc)
            batch.known[letter.message_id] = (rfc, letter.version)


def _place(batch: _Batch, commit: str, mail: Mail) -> None:
    """Put a message where it belongs; most belong nowhere."""
    if mail.message_id in batch.known:
        return
    says = messages.heading(mail.subject)
    before = [batch.known[mid] for mid in mail.references if mid in batch.known]
    if not says.title or (not says.is_rfc and not before):
        return
    if mail.is_reply or not says.is_rfc:
        if before:
            rfc, version = before[-1]
            if Letter.objects.filter(rfc=rfc).count() < MAX_REPLIES:
                _keep(batch, rfc, commit, mail, Letter.Role.REPLY, version, 0)
        return
    own = [rfc for rfc, version in before if version == says.version]
    if says.part > 0 and (own or says.of > 1):
        if own and says.part <= MAX_PARTS:
            rfc, part = own[0], says.part
            _keep(batch, rfc, commit, mail, Letter.Role.PART, says.version, part)
            batch.touched[rfc.pk, says.version] = rfc
        return
    _begin(batch, commit, mail, says, [rfc for rfc, _ in before])


def _begin(
    batch: _Batch, commit: str, mail: Mail, says: Heading, before: list[Rfc]
) -> None:
    """Take a cover letter: of a new series, or of a new version of one."""
    rfc = _series_of(batch, mail, says, before)
    at = mail.sent_at or timezone.now()
    if rfc is None:
        rfc = Rfc(
            project_id=batch.repository.project_id,
            repository=batch.repository,
            slug=_slug(batch.repository, says.title),
            path=f"mail:{mail.message_id}",
            format=FORMAT,
            title=says.title[:1000],
            phase="review",
            holder="community",
            authors=[{"name": mail.name, "email": mail.email}],
            created=at.date(),
            changed_at=timezone.now(),
            fields={"change-id": mail.change_id} if mail.change_id else {},
        )
        rfc.save()
        rfc = batch.one(rfc)
        StateChange.objects.create(
            rfc=rfc, phase="review", resolution="none", entered_at=at, commit_oid=commit
        )
        batch.documents += 1
    _keep(batch, rfc, commit, mail, Letter.Role.PART, says.version, 0)
    batch.touched[rfc.pk, says.version] = rfc


def _series_of(
    batch: _Batch, mail: Mail, says: Heading, before: list[Rfc]
) -> Rfc | None:
    rows = Rfc.objects.filter(repository=batch.repository, format=FORMAT)
    if mail.change_id:
        found = rows.filter(**{"fields__change-id": mail.change_id})
        if (rfc := found.first()) is not None:
            return batch.one(rfc)
    if says.version > 1 and before:
        return before[-1]
    same = rows.filter(title__iexact=says.title).order_by("-pk")[:20]
    mine = [rfc for rfc in same if rfc.authors[0].get("email") == mail.email]
    return batch.one(mine[0]) if mine and says.version > 1 else None


def _slug(repository: Repository, title: str) -> str:
    base = slugify(title)[:90].strip("-") or "series"
    base = f"n-{base}" if base.isdigit() else base
    rows = Rfc.objects.filter(project=repository.project_id, slug__startswith=base)
    taken = set(rows.values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _keep(
    batch: _Batch,
    rfc: Rfc,
    commit: str,
    mail: Mail,
    role: Letter.Role,
    version: int,
    part: int,
) -> None:
    Letter.objects.create(
        repository=batch.repository,
        rfc=rfc,
        message_id=mail.message_id,
        role=role,
        version=version,
        part=part,
        author_name=mail.name,
        author_email=mail.email,
        subject=mail.subject,
        sent_at=mail.sent_at or timezone.now(),
        body=mail.body,
        trailers=mail.trailers,
        commit_oid=commit,
    )
    batch.known[mail.message_id] = (rfc, version)


def _revise(rfc: Rfc, version: int) -> int:
    """Make a revision of what a version consists of now, if that is new."""
    rows = Letter.objects.filter(rfc=rfc, version=version, role=Letter.Role.PART)
    parts = list(rows.order_by("part", "pk"))
    if not parts:
        return 0
    source = "\n\n".join(_as_text(letter) for letter in parts)[:MAX_TEXT]
    blob = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()
    newest = max(parts, key=lambda letter: letter.pk)
    known = Revision.objects.filter(rfc=rfc, commit_oid=newest.commit_oid)
    if known.exists():
        return 0
    cover = parts[0]
    texts.keep(blob, "plain", source)
    rfc.revision_count += 1
    revision = Revision.objects.create(
        rfc=rfc,
        index=rfc.revision_count,
        commit_oid=newest.commit_oid,
        blob_oid=blob,
        path=rfc.path,
        markup="plain",
        title=messages.heading(cover.subject).title,
        status=None,
        author_name=cover.author_name,
        author_email=cover.author_email,
        subject=f"v{version}, {len(parts)} letter{'s' * (len(parts) > 1)}",
        committed_at=newest.sent_at,
    )
    latest = Letter.objects.filter(rfc=rfc, role=Letter.Role.PART).order_by("-version")
    if version >= latest.values_list("version", flat=True)[0]:
        rfc.current_revision, rfc.title = revision, revision.title
        rfc.updated = newest.sent_at.date()
    rfc.changed_at = timezone.now()
    rfc.save()
    return 1


def _as_text(letter: Letter) -> str:
    return (
        f"Subject: {letter.subject}\nFrom: {letter.author_name}\n"
        f"Date: {letter.sent_at:%Y-%m-%d %H:%M} UTC\n\n{letter.body.strip()}\n"
    )


def _log(repository: Repository, batch: _Batch) -> None:
    heads = Rfc.objects.filter(pk__in=[pk for pk, _ in batch.touched])
    lines = heads.order_by("path").values_list("path", "current_revision__blob_oid")
    listing = "".join(f"{blob} {path}\n" for path, blob in lines)
    body = {
        "commit": repository.head_oid,
        "repository": repository.name,
        "documents": batch.documents,
        "revisions": batch.revisions,
        "digest": sha256_hex(listing.encode()),
    }
    subject = f"repository:{repository.name}"
    log.append("rfc.mirrored", body, entry_id=new_id(), subject=subject)
