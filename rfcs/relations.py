"""What documents say of each other, read both ways.

A header names others; here every name is a row that points at the document it means,
so that the other one can say who named it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from rfcs.directory import Directory, Known, unlinked
from rfcs.models import Relation, Rfc

BATCH = 500
MOST_NAMES = 200
KNOWN = ("pk", "number", "slug", "path", "repository__url", "gone_at")
INVERSES = {
    "requires": "required_by",
    "replaces": "superseded_by",
    "superseded_by": "replaces",
    "updates": "updated_by",
    "see_also": "see_also",
}
"""What a document is to the one that names it."""
ORDER = (
    *("superseded_by", "replaces", "requires", "required_by", "updates", "updated_by"),
    *("see_also", "tracking"),
)
ENDS = ("rfc", "target")
OF_AN_END = ("number", "slug", "title", "phase", "project__slug")
COLUMNS = ("kind", "name", "rfc_id", "target_id")
COLUMNS_OF_ENDS = tuple(f"{end}__{column}" for end in ENDS for column in OF_AN_END)


@dataclass(frozen=True)
class Other:
    """The other end: its name as it was written, and its page where it is here."""

    name: str
    slug: str = ""
    number: str = ""
    title: str = ""
    phase: str = ""
    project: str = ""
    said_by_it: bool = False

    @property
    def href(self) -> str:
        """Its page here, or the web address that was named, or nothing."""
        if self.slug:
            return f"/rfcs/{self.project}/{self.slug}/"
        address = unlinked(self.name)[1]
        return address if address.startswith(("https://", "http://")) else ""

    @property
    def words(self) -> str:
        """Its name without the signs of a link."""
        return unlinked(self.name)[0]


@dataclass
class Group:
    """All that stand in one relation to the document."""

    kind: str
    others: list[Other] = field(default_factory=list)


def replace(rfcs: Sequence[Rfc]) -> None:
    """Write anew what these documents name, and see whom every name means now."""
    for start in range(0, len(rfcs), BATCH):
        part = rfcs[start : start + BATCH]
        Relation.objects.filter(rfc__in=[rfc.pk for rfc in part]).delete()
        rows = [
            Relation(rfc=rfc, kind=kind, name=name)
            for rfc in part
            for kind, name in _named(rfc)
        ]
        Relation.objects.bulk_create(rows, batch_size=BATCH)
    for project in {rfc.project_id for rfc in rfcs}:
        _point(project)


def _named(rfc: Rfc) -> list[tuple[str, str]]:
    named = [
        (str(kind)[:30], str(name).strip()[:600])
        for kind, names in rfc.relations.items()
        if isinstance(names, list)
        for name in names
    ]
    return [pair for pair in dict.fromkeys(named) if pair[1]][:MOST_NAMES]


def _point(project: int) -> None:
    directory = Directory(
        Known(*row) for row in Rfc.objects.filter(project=project).values_list(*KNOWN)
    )
    rows = Relation.objects.filter(rfc__project=project).select_related("rfc")
    moved = []
    for row in rows.only("name", "target_id", "rfc__path"):
        target = directory.find(row.name, of=row.rfc_id, base=row.rfc.path)
        if target != row.target_id:
            row.target_id = target
            moved.append(row)
    Relation.objects.bulk_update(moved, ["target"], batch_size=BATCH)


def of(rfc: Rfc) -> list[Group]:
    """Return what the document names and what names it, by what they are to it."""
    return of_many([rfc.pk]).get(rfc.pk, [])


def any_of(key: OuterRef) -> Exists:
    """Whether a document names another one, or is named."""
    return Exists(Relation.objects.filter(Q(rfc=key) | Q(target=key)).order_by())


def of_many(keys: Iterable[int]) -> dict[int, list[Group]]:
    """Return the same of many documents, in one query, or none where none is named."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Relation.objects.filter(Q(rfc__in=wanted) | Q(target__in=wanted))
    found: dict[int, dict[str, dict[object, Other]]] = {}
    for row in rows.order_by("pk").values(*COLUMNS, *COLUMNS_OF_ENDS):
        kind, here, there = row["kind"], row["rfc_id"], row["target_id"]
        if here in wanted:
            others = found.setdefault(here, {}).setdefault(kind, {})
            others[there or row["name"]] = _other(row, "target")
        if there in wanted and kind in INVERSES:
            others = found.setdefault(there, {}).setdefault(INVERSES[kind], {})
            others.setdefault(here, _other(row, "rfc"))
    return {key: _groups(kinds) for key, kinds in found.items()}


def _other(row: Mapping[str, Any], end: str) -> Other:
    if row[f"{end}_id"] is None:
        return Other(row["name"])
    number, slug = row[f"{end}__number"], row[f"{end}__slug"]
    return Other(
        row["name"] if end == "target" else number or slug,
        slug,
        number,
        row[f"{end}__title"],
        row[f"{end}__phase"],
        row[f"{end}__project__slug"],
        said_by_it=end == "rfc",
    )


def _groups(kinds: Mapping[str, Mapping[object, Other]]) -> list[Group]:
    known = {kind: place for place, kind in enumerate(ORDER)}
    ordered = sorted(kinds, key=lambda kind: (known.get(kind, len(known)), kind))
    return [Group(kind, list(kinds[kind].values())) for kind in ordered]
