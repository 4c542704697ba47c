"""What became of every line of the edition before: told, or read from the record.

A new year answers for each line of the last edition; an amendment for each line that
it changes or leaves out. Where git and the draft say it, the fate is derived, with
the commit as its reason; the rest a maintainer tells. ``missing`` names what nobody
told: such an edition is not published.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contributors import accounts
from contributors.models import User
from mirror.models import Commit
from roadmap import comparison, facts, succession
from roadmap.drafts import cleaned, locked, said
from roadmap.errors import InvalidEdition
from roadmap.models import Edition, EditionItem, Fate

MAX_REASON = 5_000
MOST_INTO = 50
Kind = Fate.Kind
_INTO = (Kind.CARRIED, Kind.RESCOPED, Kind.SPLIT, Kind.MERGED)
_GONE = (Kind.DROPPED, Kind.MOVED, Kind.MERGED)


@dataclass(frozen=True)
class Told:
    """The fate of one earlier line; without ``kind`` nobody told it yet."""

    earlier: EditionItem
    kind: str = ""
    reason: str = ""
    into: tuple[str, ...] = ()
    evidence: str = ""
    times: int = 0
    fields: tuple[str, ...] = ()
    derived: bool = False
    listed: bool = False
    wrong: str = ""

    @property
    def id(self) -> str:
        """The line's id."""
        return str((self.earlier.facts or {})["id"])

    @property
    def title(self) -> str:
        """The line's title in the edition before."""
        return str((self.earlier.facts or {})["title"])

    @property
    def named(self) -> dict[str, str]:
        """The fate as templates name it in a published edition."""
        return {"fate": str(self.kind)}


def before(draft: Edition) -> Edition | None:
    """Return the edition that ``draft`` follows."""
    return Edition.objects.before(draft).without_bytes().first()


def of(
    draft: Edition, items: Sequence[EditionItem], *, earlier: Edition | None = None
) -> list[Told]:
    """Return the fate of each line of the edition before, in its order.

    Lines that an amendment keeps as they were have none.
    """
    previous = earlier or before(draft)
    if previous is None:
        return []
    rows = previous.items.select_related(
        "milestone__repository",
        "milestone__project",
        "milestone__track",
        "milestone__rfc__project",
    )
    lines = list(rows.order_by("position", "pk"))
    kept = {row.earlier_id: row for row in draft.fates.all()}
    listed = {item.milestone_id: item for item in items}
    by_key = {item.milestone.key: item for item in items}
    heirs = succession.heirs((line.milestone.key for line in lines), by_key)
    subjects = _subjects(lines)
    amends = previous.year == draft.year
    told = [
        _fate(line, listed.get(line.milestone_id), kept.get(line.pk), subjects, amends)
        for line in lines
    ]
    told = [_taken_up(fate, by_key, heirs) if fate else None for fate in told]
    return [_checked(fate, by_key, amends) for fate in told if fate]


def missing(told: Iterable[Told]) -> list[Told]:
    """Return the lines whose fate nobody told."""
    return [fate for fate in told if not fate.kind]


@transaction.atomic
def tell(
    draft: Edition,
    *,
    by: User,
    earlier: EditionItem,
    kind: str,
    reason: str,
    into: Iterable[str] = (),
    evidence: str = "",
) -> Fate | None:
    """Say what became of a line of the edition before; "" takes it back."""
    draft = locked(draft, by)
    previous = before(draft)
    if previous is None or earlier.edition_id != previous.pk:
        raise InvalidEdition(f"“{earlier}” is not a line of the edition before.")
    rows = Fate.objects.filter(edition=draft, earlier=earlier)
    if not kind:
        rows.delete()
        return None
    if kind not in Kind.values:
        raise InvalidEdition(f"“{kind}” is not a fate of a line.")
    names = [name for name in dict.fromkeys(n.strip() for n in into) if name]
    if len(names) > MOST_INTO:
        raise InvalidEdition(f"A line becomes at most {MOST_INTO} others.")
    evidence = cleaned(evidence, 500, "The evidence")
    values = {
        "kind": kind,
        "reason": said(reason, MAX_REASON, f"The reason for “{earlier.milestone}”"),
        "into": names,
        "evidence": evidence,
        "told_by": accounts.contributor_of(by),
        "told_at": timezone.now(),
    }
    fate, _ = Fate.objects.update_or_create(
        edition=draft, earlier=earlier, defaults=values
    )
    return fate


def freeze(draft: Edition, told: Sequence[Told]) -> None:
    """Write down the derived fates too, with how often a line was carried."""
    now = timezone.now()
    kept = {row.earlier_id: row for row in draft.fates.all()}
    for fate in told:
        if row := kept.get(fate.earlier.pk):
            row.times = fate.times
            row.save(update_fields=["times"])
    Fate.objects.bulk_create(
        Fate(
            edition=draft,
            earlier=fate.earlier,
            kind=fate.kind,
            reason=fate.reason,
            into=list(fate.into),
            evidence=fate.evidence,
            times=fate.times,
            told_at=now,
        )
        for fate in told
        if fate.earlier.pk not in kept
    )


def reasons(lines: Sequence[EditionItem]) -> dict[int, str]:
    """Return what the file of each line says today, and since which commit."""
    subjects = _subjects(lines)
    return {line.pk: _reason(line, subjects) for line in lines}


def facts_of(told: Iterable[Told], edition: Edition) -> list[dict[str, Any]]:
    """Return the carry-over table as an edition keeps it."""
    return [
        {
            "id": fate.id,
            "title": fate.title,
            "edition": str(edition),
            "fate": str(fate.kind),
            "times": fate.times,
            "reason": fate.reason,
            "into": list(fate.into),
            "fields": list(fate.fields),
            "evidence": fate.evidence,
            "from_record": fate.derived,
        }
        for fate in told
    ]


def _fate(
    line: EditionItem,
    now: EditionItem | None,
    kept: Fate | None,
    subjects: dict[tuple[int, str], str],
    amends: bool,
) -> Told | None:
    fields: tuple[str, ...] = ()
    if now is not None:
        fields = comparison.differences(line.facts or {}, facts.item_facts(now))
    if kept is not None:
        return Told(
            line,
            kept.kind,
            kept.reason,
            tuple(kept.into),
            kept.evidence,
            times=now.carried if now and kept.kind == Kind.CARRIED else 0,
            fields=fields,
            listed=now is not None,
        )
    told = Told(line, fields=fields, derived=True, listed=now is not None)
    reason = _reason(line, subjects)
    if amends:
        if now is None:
            return replace(told, derived=False)
        return replace(told, kind=Kind.CHANGED, reason=reason) if fields else None
    milestone = line.milestone
    if milestone.state in ("done", "dropped"):
        kind = Kind.DONE if milestone.state == "done" else Kind.DROPPED
        if kind == Kind.DONE or now is None:
            return replace(told, kind=kind, reason=reason, evidence=_place(line))
    if now is not None:
        scope = comparison.scope(fields)
        if scope:
            return replace(told, kind=Kind.RESCOPED, reason=reason, times=now.carried)
        return replace(told, kind=Kind.CARRIED, reason=reason, times=now.carried)
    return replace(told, derived=False)


def _taken_up(
    fate: Told, by_key: Mapping[str, EditionItem], heirs: Mapping[str, str]
) -> Told:
    """Return a fate that nobody told, and git neither, from the line's new file."""
    key = fate.earlier.milestone.key
    heir = by_key.get(heirs.get(key, ""))
    if fate.kind or heir is None:
        return fate
    then, now = fate.earlier.facts or {}, facts.item_facts(heir)
    fields = comparison.differences(then, now)
    return replace(
        fate,
        kind=Kind.RESCOPED if comparison.scope(fields) else Kind.CARRIED,
        reason=f"It goes on as “{heir.milestone.title}” ({heir.milestone.path}).",
        into=(heir.milestone.key,),
        evidence=_place(heir),
        fields=fields,
        times=heir.carried,
        derived=True,
    )


def _checked(fate: Told, keys: Container[str], amends: bool) -> Told:
    """Return the fate with what is wrong with it, seen against the draft."""
    if not fate.kind:
        return fate
    into = [key for key in fate.into if key not in keys]
    wrong = ""
    if fate.kind == Kind.CARRIED and not (fate.listed or fate.into):
        wrong = "is said to be carried over, but the draft does not list it"
    elif fate.kind in _GONE and fate.listed:
        wrong = f"is said to be {fate.kind}, but the draft still lists it"
    elif fate.kind == Kind.CHANGED and not (amends and fate.listed):
        wrong = "is said to have changed, but the draft does not list it"
    elif fate.kind == Kind.RESCOPED and not (fate.listed or fate.into):
        wrong = "is said to be re-scoped, but into what is not said"
    elif fate.kind == Kind.SPLIT and len({*fate.into}) < 2:
        wrong = "is said to be split, but fewer than two lines are named"
    elif fate.kind == Kind.MERGED and len(fate.into) != 1:
        wrong = "is said to be merged: name the one line that it went into"
    elif fate.kind in _INTO and into:
        wrong = f"is said to go into “{into[0]}”, which the draft does not list"
    return replace(fate, wrong=wrong)


def _subjects(lines: Iterable[EditionItem]) -> dict[tuple[int, str], str]:
    """Return the subject of the last commit of each line's file: one query."""
    known = [line.milestone for line in lines]
    rows = Commit.objects.filter(
        Q(repository__in={m.repository_id for m in known}),
        oid__in={m.commit_oid for m in known},
    )
    return {
        (repository, oid): subject
        for repository, oid, subject in rows.values_list(
            "repository_id", "oid", "subject"
        )
    }


def _reason(line: EditionItem, subjects: dict[tuple[int, str], str]) -> str:
    milestone = line.milestone
    subject = subjects.get((milestone.repository_id, milestone.commit_oid), "")
    said_ = milestone.status or milestone.state
    due = f", due {milestone.target}" if milestone.target else ""
    told = f"Its file says “{said_}”{due}"
    if subject:
        return f"{told}, since “{subject}” ({milestone.commit_oid[:12]})."
    return f"{told}, at commit {milestone.commit_oid[:12]}."


def _place(line: EditionItem) -> str:
    milestone = line.milestone
    name = milestone.repository.name
    return f"{name}, {milestone.path} at {milestone.commit_oid[:12]}"[:500]
