"""A roadmap's year: proposals, what people said of them, what became of lines."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Person, Resource, Row, absolute, moment, person
from roadmap.models import Edition, Fate, Feedback, Proposal, ProposalAnswer


class RoadmapProposalSerializer(serializers.Serializer[Any]):
    """What somebody asked to have on a year's roadmap, and the answer that counts."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    year = serializers.IntegerField()
    title = serializers.CharField()
    motivation = serializers.CharField()
    target = serializers.CharField(allow_null=True)
    owner = serializers.CharField(allow_null=True)
    proposed_by = Person()
    proposed = serializers.DateTimeField()
    entry_id = serializers.CharField()
    outcome = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    milestone = serializers.CharField(allow_null=True)
    reconsider_on = serializers.DateField(allow_null=True)
    answered = serializers.DateTimeField(allow_null=True)
    answer_entry_id = serializers.CharField(allow_null=True)


class RoadmapProposalFilter(django_filters.FilterSet):
    """Which proposals."""

    project = django_filters.CharFilter(field_name="project__slug")
    year = django_filters.NumberFilter()


class RoadmapProposals(Resource):
    """Every proposal that a call brought; a later answer counts instead."""

    queryset = Proposal.objects.all()
    serializer_class = RoadmapProposalSerializer
    filterset_class = RoadmapProposalFilter
    ordering_fields = ("proposed_at",)
    changes_with = ((Proposal, "id"), (ProposalAnswer, "id"))
    columns = (
        "id",
        "project__slug",
        "year",
        "title",
        "motivation",
        "target",
        "owner",
        "proposed_by__public_id",
        "proposed_by__name",
        "proposed_at",
        "entry_id",
    )

    def gather(self, rows: list[Row]) -> Any:
        """Return the newest answer to each of a page's proposals."""
        found = ProposalAnswer.objects.filter(proposal__in=[row["id"] for row in rows])
        answers = found.order_by("pk").values(
            "proposal_id",
            "outcome",
            "reason",
            "milestone__key",
            "reconsider_on",
            "answered_at",
            "entry_id",
        )
        return {answer["proposal_id"]: answer for answer in answers}

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a proposal with its answer."""
        project, year = row["project__slug"], row["year"]
        page = f"/roadmap/{project}/{year}/proposals/#proposal-{row['id']}"
        answer = gathered.get(row["id"], {})
        day = answer.get("reconsider_on")
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": project,
            "year": year,
            "title": row["title"],
            "motivation": row["motivation"],
            "target": row["target"] or None,
            "owner": row["owner"] or None,
            "proposed_by": person(self.request, row, "proposed_by"),
            "proposed": moment(row["proposed_at"]),
            "entry_id": row["entry_id"],
            "outcome": answer.get("outcome"),
            "reason": answer.get("reason"),
            "milestone": answer.get("milestone__key"),
            "reconsider_on": day and day.isoformat(),
            "answered": moment(answer.get("answered_at")),
            "answer_entry_id": answer.get("entry_id"),
        }


class FeedbackSerializer(serializers.Serializer[Any]):
    """What somebody said of a proposal or a line, with their weight then."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    year = serializers.IntegerField()
    milestone = serializers.CharField(allow_null=True)
    proposal = serializers.IntegerField(allow_null=True)
    stance = serializers.CharField()
    text = serializers.CharField()
    author = Person()
    weight = serializers.CharField()
    posted = serializers.DateTimeField()
    entry_id = serializers.CharField()


class FeedbackFilter(django_filters.FilterSet):
    """Which feedback."""

    project = django_filters.CharFilter(field_name="project__slug")
    year = django_filters.NumberFilter()
    milestone = django_filters.CharFilter(field_name="milestone__key")
    proposal = django_filters.NumberFilter(field_name="proposal_id")
    stance = django_filters.CharFilter()


class Feedbacks(Resource):
    """All feedback, none edited; of a person's stances on a thing the newest counts."""

    queryset = Feedback.objects.all()
    serializer_class = FeedbackSerializer
    filterset_class = FeedbackFilter
    ordering_fields = ("posted_at",)
    changes_with = ((Feedback, "id"),)
    columns = (
        "id",
        "project__slug",
        "year",
        "milestone__key",
        "proposal_id",
        "stance",
        "body",
        "author__public_id",
        "author__name",
        "weight",
        "posted_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return one person's word."""
        project, year, key = row["project__slug"], row["year"], row["milestone__key"]
        page = f"/roadmap/{project}/milestones/{key}/"
        if key is None:
            anchor = f"proposal-{row['proposal_id']}"
            page = f"/roadmap/{project}/{year}/proposals/#{anchor}"
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": project,
            "year": year,
            "milestone": key,
            "proposal": row["proposal_id"],
            "stance": row["stance"],
            "text": row["body"],
            "author": person(self.request, row, "author"),
            "weight": row["weight"],
            "posted": moment(row["posted_at"]),
            "entry_id": row["entry_id"],
        }


class FateSerializer(serializers.Serializer[Any]):
    """What a published edition says became of a line of the edition before."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    edition = serializers.CharField()
    earlier = serializers.CharField()
    milestone = serializers.CharField()
    fate = serializers.CharField()
    reason = serializers.CharField()
    into = serializers.ListField()
    evidence = serializers.CharField(allow_null=True)
    times = serializers.IntegerField()
    told_by = Person(allow_null=True)
    told = serializers.DateTimeField()


class FateFilter(django_filters.FilterSet):
    """Which fates."""

    project = django_filters.CharFilter(field_name="edition__project__slug")
    year = django_filters.NumberFilter(field_name="edition__year")
    milestone = django_filters.CharFilter(field_name="earlier__milestone__key")
    fate = django_filters.CharFilter(field_name="kind")


class Fates(Resource):
    """Every fate that an edition was published with; nobody told those from git."""

    queryset = Fate.objects.filter(edition__state=Edition.State.PUBLISHED)
    serializer_class = FateSerializer
    filterset_class = FateFilter
    ordering_fields = ("told_at",)
    changes_with = ((Fate, "id"), (Edition, "published_at"))
    columns = (
        "id",
        "edition__project__slug",
        "edition__year",
        "edition__number",
        "earlier__edition__year",
        "earlier__edition__number",
        "earlier__milestone__key",
        "kind",
        "reason",
        "into",
        "evidence",
        "times",
        "told_by__public_id",
        "told_by__name",
        "told_at",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return one line's fate; its address is that of the line."""
        project, key = row["edition__project__slug"], row["earlier__milestone__key"]
        before = f"{row['earlier__edition__year']}.{row['earlier__edition__number']}"
        page = f"/roadmap/{project}/{before}/lines/{key}/"
        told = row["told_by__public_id"] is not None
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": project,
            "edition": f"{row['edition__year']}.{row['edition__number']}",
            "earlier": before,
            "milestone": key,
            "fate": row["kind"],
            "reason": row["reason"],
            "into": row["into"],
            "evidence": row["evidence"] or None,
            "times": row["times"],
            "told_by": person(self.request, row, "told_by") if told else None,
            "told": moment(row["told_at"]),
        }
