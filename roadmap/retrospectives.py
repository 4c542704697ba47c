"""Looking back at a year, line by line: told once, hashed and kept like an edition."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from core.canonical import canonical_bytes, sha256_hex
from core.markup import render_comment
from core.results import Denied, Verdict, require
from governance import permissions
from governance.permissions import Person
from ledger import log
from roadmap import fates, publication, targets
from roadmap.drafts import cleaned, said
from roadmap.errors import InvalidEdition, RetrospectiveTold
from roadmap.models import Edition, EditionItem, Milestone, Retrospective
from roadmap.trail import moment

SCHEMA = "althing.retrospective/1"
OUTCOMES = {
    "done": "Done",
    "partly": "Done in part",
    "not_done": "Not done",
    "dropped": "Dropped",
}
MAX_TEXT, MAX_WORDS = 50_000, 5_000
FIRST_MONTH = 11
MOST_UNPLANNED = 200


@dataclass(frozen=True)
class Line:
    """A line of the edition, how it came out, and what the record says of it."""

    item: EditionItem
    outcome: str
    words: str
    slipped: int | None

    @property
    def title(self) -> str:
        """The line's title, as it was published."""
        return str((self.item.facts or {})["title"])


def can_tell(user: Person, edition: Edition) -> Verdict:
    """Whether ``user`` may look back now: maintainers, as the year ends, once."""
    if Retrospective.objects.filter(edition=edition).exists():
        return Denied(f"The retrospective of {edition} is told and never changes.")
    newest = Edition.objects.published().filter(
        project=edition.project_id, year=edition.year
    )
    last = newest.without_bytes().first()
    if last is None or last.pk != edition.pk:
        return Denied(f"{edition.year} is looked back at from its last edition.")
    if not is_due(edition):
        return Denied(f"The year {edition.year} is not over yet.")
    return permissions.can_maintain(user, edition.project)


def is_due(edition: Edition) -> bool:
    """Whether the year is old enough to be looked back at."""
    return timezone.now().date() >= date(edition.year, FIRST_MONTH, 1)


def lines_of(edition: Edition) -> list[Line]:
    """Return each line with the outcome that the record speaks for."""
    rows = edition.items.select_related("milestone__repository")
    items = list(rows.order_by("position", "pk"))
    reasons = fates.reasons(items)
    return [
        Line(item, _outcome(item), reasons[item.pk], _slipped(item)) for item in items
    ]


def unplanned(edition: Edition) -> list[Milestone]:
    """Return what was done in the year without standing in its edition."""
    rows = Milestone.objects.filter(project=edition.project_id, state="done")
    rows = rows.filter(target_date__year=edition.year).exclude(items__edition=edition)
    return list(rows.select_related("project").order_by("key")[:MOST_UNPLANNED])


def figures(lines: Sequence[Mapping[str, Any]], more: int) -> dict[str, int]:
    """Return how many lines came out how, and what was done beside them."""
    counted = Counter(str(line["outcome"]) for line in lines)
    return {
        "lines": len(lines),
        **{name: counted[name] for name in OUTCOMES},
        "slipped": sum((line["slipped_quarters"] or 0) > 0 for line in lines),
        "unplanned": more,
    }


def tell(
    edition: Edition,
    *,
    by: User,
    text: str,
    outcomes: Mapping[int, tuple[str, str]] | None = None,
) -> Retrospective:
    """Publish the retrospective; ``outcomes`` overrides lines, by their key."""
    verdict = can_tell(by, edition)
    if isinstance(verdict, Denied) and permissions.can_maintain(by, edition.project):
        raise RetrospectiveTold(verdict.reason)
    require(verdict)
    text = said(text, MAX_TEXT, "What there is to learn")
    lines = [_told(line, outcomes or {}) for line in lines_of(edition)]
    more = unplanned(edition)
    now = timezone.now().replace(microsecond=0)
    person = accounts.contributor_of(by)
    facts: dict[str, Any] = publication.normalised(
        {
            "schema": SCHEMA,
            "project": edition.project.slug,
            "edition": str(edition),
            "edition_json": edition.json_hash,
            "year": edition.year,
            "told_at": moment(now),
            "told_by": person.public_id,
            "text": text,
            "lines": lines,
            "unplanned": [{"id": m.key, "title": m.title} for m in more],
            "figures": figures(lines, len(more)),
        }
    )
    data = canonical_bytes(facts)
    try:
        with transaction.atomic():
            row = Retrospective.objects.create(
                edition=edition,
                text=text,
                text_html=render_comment(text),
                facts=facts,
                json_bytes=data,
                json_hash=sha256_hex(data),
                told_by=person,
                told_at=now,
            )
            log.append(
                "roadmap.told",
                {
                    "project": edition.project.slug,
                    "edition": str(edition),
                    "json": row.json_hash,
                    "figures": facts["figures"],
                },
                entry_id=row.entry_id,
                subject=f"edition:{edition.pk}",
                actor=person.public_id,
            )
    except IntegrityError:
        raise RetrospectiveTold(
            f"The retrospective of {edition} is told and never changes."
        ) from None
    return row


def _told(line: Line, outcomes: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
    outcome, words = outcomes.get(line.item.pk, (line.outcome, line.words))
    if outcome not in OUTCOMES:
        raise InvalidEdition(f"“{line.title}”: choose how it came out.")
    words = cleaned(words, MAX_WORDS, f"What is said of “{line.title}”").strip()
    then = line.item.facts or {}
    return {
        "id": then["id"],
        "title": then["title"],
        "outcome": outcome,
        "words": words or line.words,
        "target": then["target"],
        "target_now": line.item.milestone.target,
        "slipped_quarters": line.slipped,
        "state": line.item.milestone.state,
        "commit": line.item.milestone.commit_oid,
    }


def _outcome(item: EditionItem) -> str:
    state = item.milestone.state
    return state if state in ("done", "dropped") else "not_done"


def _slipped(item: EditionItem) -> int | None:
    then, now = (item.facts or {})["due"], item.milestone.target_date
    if not then or not now:
        return None
    return targets.quarters_between(date.fromisoformat(then), now)
