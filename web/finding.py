"""Search across rooms: RFCs, milestones, people, organisations, by their names."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from contributors.models import Contributor, Organisation
from rfcs.models import Rfc
from roadmap.models import Milestone

MOST = 30
LONGEST = 200
Row = Mapping[str, object]


@dataclass(frozen=True)
class Found:
    """What fits all the words."""

    rfcs: list[Row]
    milestones: list[Milestone]
    people: list[Contributor]
    organisations: list[Organisation]

    @property
    def count(self) -> int:
        """How many there are, up to the most that is shown of each."""
        named = len(self.people) + len(self.organisations)
        return len(self.rfcs) + len(self.milestones) + named


def find(words: str) -> Found:
    """Return what fits every word of ``words``; nothing for no words."""
    wanted = words[:LONGEST].replace("\x00", "").split()
    if not wanted:
        return Found([], [], [], [])
    rfcs = Rfc.objects.filter(_every(wanted, "title", "number", "slug"))
    milestones = Milestone.objects.filter(_every(wanted, "title", "key"), gone_at=None)
    people = Contributor.objects.filter(_every(wanted, "name"), is_bot=False)
    return Found(
        rfcs=list(
            rfcs.order_by("-number_sort", "-pk").values(
                "slug",
                "number",
                "title",
                "status",
                "phase",
                "resolution",
                "project__slug",
                "project__name",
            )[:MOST]
        ),
        milestones=list(milestones.select_related("project")[:MOST]),
        people=list(people.order_by("name")[:MOST]),
        organisations=list(Organisation.objects.filter(_every(wanted, "name"))[:MOST]),
    )


def _every(words: list[str], *fields: str) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(
            *((f"{field}__icontains", word) for field in fields), _connector=Q.OR
        )
    return condition
