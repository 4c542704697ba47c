"""Count a repository's commits into contributions: who did what, and what it earns.

Every reachable commit has at least one row, counted or not, with the reason; so what
has no row yet is new. Counting again adds nothing, and after a rewrite of history
only what it touched is counted anew.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contributors import claims, points
from contributors.mailmap import Person as Shown
from contributors.mailmap import address_key
from contributors.models import Contribution, Identity
from contributors.points import Change, Person, Role, Trailer
from contributors.reverts import is_revert, mark_reverted, undone_by
from mirror import repositories
from mirror.errors import NotMirrored, Unreadable
from mirror.models import Commit, Repository

BATCH = 2000
FEW = 400
IGNORED_REVISIONS = ".git-blame-ignore-revs"
DEPENDENT = ("duplicate", "reverted", "revert")
LISTED = "listed-as-formatting"

Mergers = dict[str, tuple[Person, ...]]
Progress = Callable[[str, int, int], None]
_OID = re.compile(r"^[0-9a-f]{40,64}\b", re.MULTILINE)


def count(repository: Repository, *, progress: Progress | None = None) -> int:
    """Bring the contributions of ``repository`` up to date; return how many are new."""
    joins = claims.joined_addresses(repository, claims.read_mailmap(repository))
    claims.store(repository, joins)
    listed = _listed_as_formatting(repository)
    _forget_what_changed(repository, listed)
    counter = _Counter(repository, joins, listed)
    total = _uncounted(repository).count()
    done = added = 0
    for commits in _batches(repository):
        if done == 0:
            counter.remember_earlier(commits if total <= FEW else None)
        added += counter.add(commits)
        done += len(commits)
        if progress:
            progress("contributions", done, total)
    return added


class _Counter:
    """Turns commits into rows, a batch a transaction."""

    def __init__(
        self, repository: Repository, joins: dict[str, Shown], listed: set[str]
    ) -> None:
        self._repository = repository
        self._targets = {a: address_key(p.email) for a, p in joins.items()}
        self._listed = listed
        self._verified = dict(
            Identity.objects.filter(verified_at__isnull=False).values_list(
                "email", "contributor_id"
            )
        )
        self._identities: dict[str, int] = {}
        self._seen: set[bytes] = set()
        self._mergers: Mergers = {}

    def remember_earlier(self, commits: list[Commit] | None) -> None:
        """Learn what the project has counted, or only what ``commits`` may repeat."""
        counted = Contribution.objects.filter(
            project_id=self._repository.project_id,
            kind=Contribution.Kind.AUTHORED,
            not_counted="",
        )
        if commits is not None:
            moments = {c.authored_at for c in commits if c.authored_at}
            counted = counted.filter(commit__authored_at__in=moments)
        rows = counted.order_by().values_list(
            "identity__email", "commit__authored_at", "commit__subject"
        )
        for email, at, subject in rows.iterator(chunk_size=5000):
            self._seen.add(_fingerprint(self._key(Person("", email)), at, subject))

    @transaction.atomic
    def add(self, commits: list[Commit]) -> int:
        """Write the rows of ``commits``; return how many."""
        undone = undone_by(self._repository, commits)
        self._mergers = _mergers(self._repository, commits)
        found = []
        for commit in commits:
            for target in undone.get(commit.pk, []):
                self._seen.discard(self._mark(target))  # it may land again
            found.append((commit, points.roles(self._change(commit), self._key)))
        self._learn_identities(role.person for _, roles in found for role in roles)
        rows = [self._row(c, role) for c, roles in found for role in roles]
        Contribution.objects.bulk_create(rows, batch_size=BATCH)
        mark_reverted(self._repository, undone)
        return len(rows)

    def _key(self, person: Person) -> object:
        """Return the same for the same person: who verified it, else the address."""
        address = address_key(person.email)
        target = self._targets.get(address, address)
        if (who := self._verified.get(address)) is not None:
            return who
        return self._verified.get(target, target)

    def _change(self, commit: Commit) -> Change:
        author = Person(commit.author_name, commit.author_email)
        trailers = tuple(
            Trailer(t["token"], Person(t.get("name", ""), t["email"]))
            for t in commit.trailers
            if t.get("email")
        )
        reason = self._reason(commit)
        if not reason:
            mark = self._mark(commit)
            reason = "duplicate" if mark in self._seen else ""
            self._seen.add(mark)
        committer = Person(commit.committer_name, commit.committer_email)
        mergers = self._mergers.get(commit.landing_oid, ())
        return Change(author, committer, trailers, reason, mergers)

    def _mark(self, commit: Commit) -> bytes:
        author = Person(commit.author_name, commit.author_email)
        return _fingerprint(self._key(author), commit.authored_at, commit.subject)

    def _reason(self, commit: Commit) -> str:
        tokens = {trailer["token"] for trailer in commit.trailers}
        checks = (
            ("merge", len(commit.parents) > 1),
            ("empty", commit.paths_changed == 0),
            ("excluded-paths", commit.empty_or_excluded),
            (LISTED, commit.oid in self._listed),
            ("revert", is_revert(commit)),
            ("cherry-pick", "cherry-picked-from" in tokens),
        )
        return next((reason for reason, holds in checks if holds), "")

    def _learn_identities(self, people: Iterable[Person]) -> None:
        new = {
            (person.name, address)
            for person in people
            if (address := address_key(person.email)) not in self._identities
        }
        self._identities |= claims.identities_of(sorted(new))

    def _row(self, commit: Commit, role: Role) -> Contribution:
        landed_at = _landed_at(commit)
        return Contribution(
            project_id=self._repository.project_id,
            repository=self._repository,
            commit=commit,
            identity_id=self._identities[address_key(role.person.email)],
            kind=role.kind,
            points=role.points,
            landed_at=landed_at,
            landed_on=landed_at.astimezone(UTC).date(),
            not_counted=role.not_counted,
        )


def _mergers(repository: Repository, commits: Iterable[Commit]) -> Mergers:
    """Return who made the merges that landed what others helped with."""
    landings = {
        commit.landing_oid
        for commit in commits
        if commit.landing_oid not in ("", commit.oid)
        if any(trailer["token"] in points.HELP for trailer in commit.trailers)
    }
    merges = Commit.objects.filter(repository=repository, oid__in=landings)
    return {
        merge.oid: (
            Person(merge.author_name, merge.author_email),
            Person(merge.committer_name, merge.committer_email),
        )
        for merge in merges
    }


def _landed_at(commit: Commit) -> datetime:
    """Return when the commit landed; one without any date landed at the epoch."""
    at = commit.landed_at or commit.committed_at or commit.authored_at
    return at or datetime.fromtimestamp(0, UTC)


def _fingerprint(who: object, at: datetime | None, subject: str) -> bytes:
    """Return a short digest; two commits of one person that share it are the same."""
    text = f"{who}\0{at.timestamp() if at else ''}\0{subject}"
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).digest()


def _uncounted(repository: Repository) -> QuerySet[Commit]:
    counted = Contribution.objects.filter(commit=OuterRef("pk"))
    return Commit.objects.filter(
        ~Exists(counted), repository=repository, lost_at=None
    ).order_by("pk")


def _batches(repository: Repository) -> Iterator[list[Commit]]:
    """Yield the commits without rows in the order in which they landed."""
    last = 0
    while commits := list(_uncounted(repository).filter(pk__gt=last)[:BATCH]):
        yield commits
        last = commits[-1].pk


@transaction.atomic
def _forget_what_changed(repository: Repository, listed: set[str]) -> None:
    """Delete the rows of commits that count otherwise now, to be counted anew.

    A commit may be lost, or have another landing date, after a rewrite of history;
    with it goes whatever hung on other commits. Rows say nothing that the commits do
    not say: they are a reckoning, not history.
    """
    rows = Contribution.objects.filter(repository=repository)
    moved = rows.filter(
        Q(commit__lost_at__isnull=False)
        | (Q(commit__landed_at__isnull=False) & ~Q(landed_at=F("commit__landed_at")))
    )
    changed = set(moved.values_list("commit_id", flat=True))
    if changed:
        changed |= set(
            rows.filter(not_counted__in=DEPENDENT).values_list("commit_id", flat=True)
        )
    counted_as_listed = rows.filter(not_counted=LISTED)
    changed |= set(
        counted_as_listed.exclude(commit__oid__in=listed).values_list(
            "commit_id", flat=True
        )
    )
    changed |= set(
        rows.filter(commit__oid__in=listed, points__gt=0).values_list(
            "commit_id", flat=True
        )
    )
    for some in _slices(sorted(changed), BATCH):
        rows.filter(commit_id__in=some).delete()


def _slices(values: list[int], size: int) -> Iterator[list[int]]:
    return (values[i : i + size] for i in range(0, len(values), size))


def _listed_as_formatting(repository: Repository) -> set[str]:
    """Return the commits that the project tells blame to pass over, at its head."""
    try:
        git = repositories.open_git(repository)
        blob: Any = git.read(repository.head_oid, IGNORED_REVISIONS)
    except (NotMirrored, Unreadable):
        return set()
    return set(_OID.findall(blob.data.decode("utf-8", "replace"))[:BATCH])
