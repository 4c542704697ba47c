"""Policies, mandates, requests for a roll, appeals and follow-ups of decisions."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Person, Resource, Row, absolute, moment, person
from governance.models import (
    Appeal,
    AppealRuling,
    FollowUp,
    FollowUpEnd,
    Mandate,
    MandateEnd,
    Policy,
    RollRequest,
    RollRuling,
)


class PolicySerializer(serializers.Serializer[Any]):
    """A policy as it was adopted; the newest of a project stands."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    hash = serializers.CharField()
    body = serializers.DictField()
    repository = serializers.CharField(allow_null=True)
    commit = serializers.CharField(allow_null=True)
    path = serializers.CharField(allow_null=True)
    adopted = serializers.DateTimeField()
    entry_id = serializers.CharField()


class PolicyFilter(django_filters.FilterSet):
    """Which policies."""

    project = django_filters.CharFilter(field_name="project__slug")
    name = django_filters.CharFilter()


class Policies(Resource):
    """Every policy that was ever adopted, whole."""

    queryset = Policy.objects.all()
    serializer_class = PolicySerializer
    filterset_class = PolicyFilter
    ordering_fields = ("adopted_at", "version")
    changes_with = ((Policy, "id"),)
    columns = (
        "id",
        "project__slug",
        "name",
        "version",
        "body_hash",
        "body",
        "repository__name",
        "commit_oid",
        "path",
        "adopted_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a policy."""
        return {
            "id": row["id"],
            "url": absolute(self.request, f"/policies/{row['project__slug']}/"),
            "project": row["project__slug"],
            "name": row["name"],
            "version": row["version"],
            "hash": row["body_hash"],
            "body": row["body"],
            "repository": row["repository__name"],
            "commit": row["commit_oid"] or None,
            "path": row["path"] or None,
            "adopted": moment(row["adopted_at"]),
            "entry_id": row["entry_id"],
        }


class MandateSerializer(serializers.Serializer[Any]):
    """Who lets whom answer for them: on one ballot, or on all of a project."""

    id = serializers.IntegerField()
    project = serializers.CharField()
    ballot = serializers.IntegerField(allow_null=True)
    principal = Person()
    proxy = Person()
    given = serializers.DateTimeField()
    ended = serializers.DateTimeField(allow_null=True)
    entry_id = serializers.CharField()


class MandateFilter(django_filters.FilterSet):
    """Which mandates."""

    project = django_filters.CharFilter(field_name="project__slug")
    ballot = django_filters.NumberFilter(field_name="ballot_id")
    principal = django_filters.CharFilter(field_name="principal__public_id")
    proxy = django_filters.CharFilter(field_name="proxy__public_id")


class Mandates(Resource):
    """Every mandate, those that ended too."""

    queryset = Mandate.objects.all()
    serializer_class = MandateSerializer
    filterset_class = MandateFilter
    ordering_fields = ("given_at",)
    changes_with = ((Mandate, "id"), (MandateEnd, "id"))
    columns = (
        "id",
        "project__slug",
        "ballot_id",
        "principal__public_id",
        "principal__name",
        "proxy__public_id",
        "proxy__name",
        "given_at",
        "end__ended_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a mandate."""
        return {
            "id": row["id"],
            "project": row["project__slug"],
            "ballot": row["ballot_id"],
            "principal": person(self.request, row, "principal"),
            "proxy": person(self.request, row, "proxy"),
            "given": moment(row["given_at"]),
            "ended": moment(row["end__ended_at"]),
            "entry_id": row["entry_id"],
        }


class RollRequestSerializer(serializers.Serializer[Any]):
    """Somebody asks to be put on the roll of a ballot, and what came of it."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    ballot = serializers.IntegerField()
    contributor = Person()
    reason = serializers.CharField()
    asked = serializers.DateTimeField()
    granted = serializers.BooleanField(allow_null=True)
    ruling = serializers.CharField(allow_null=True)
    ruled = serializers.DateTimeField(allow_null=True)
    entry_id = serializers.CharField()


class RollRequestFilter(django_filters.FilterSet):
    """Which requests."""

    project = django_filters.CharFilter(field_name="ballot__project__slug")
    ballot = django_filters.NumberFilter(field_name="ballot_id")
    contributor = django_filters.CharFilter(field_name="contributor__public_id")


class RollRequests(Resource):
    """Every request to be put on a roll."""

    queryset = RollRequest.objects.all()
    serializer_class = RollRequestSerializer
    filterset_class = RollRequestFilter
    ordering_fields = ("asked_at",)
    changes_with = ((RollRequest, "id"), (RollRuling, "id"))
    columns = (
        "id",
        "ballot_id",
        "contributor__public_id",
        "contributor__name",
        "reason",
        "asked_at",
        "ruling__granted",
        "ruling__reason",
        "ruling__ruled_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a request."""
        return {
            "id": row["id"],
            "url": absolute(self.request, f"/ballots/{row['ballot_id']}/"),
            "ballot": row["ballot_id"],
            "contributor": person(self.request, row, "contributor"),
            "reason": row["reason"],
            "asked": moment(row["asked_at"]),
            "granted": row["ruling__granted"],
            "ruling": row["ruling__reason"],
            "ruled": moment(row["ruling__ruled_at"]),
            "entry_id": row["entry_id"],
        }


class AppealSerializer(serializers.Serializer[Any]):
    """An elector asks that a decision be set aside, and how that ended."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    decision = serializers.IntegerField()
    by = Person()
    reason = serializers.CharField()
    filed = serializers.DateTimeField()
    rule_by = serializers.DateTimeField()
    upheld = serializers.BooleanField(allow_null=True)
    ruling = serializers.CharField(allow_null=True)
    ruled = serializers.DateTimeField(allow_null=True)
    entry_id = serializers.CharField()


class AppealFilter(django_filters.FilterSet):
    """Which appeals."""

    project = django_filters.CharFilter(field_name="decision__project__slug")
    decision = django_filters.NumberFilter(field_name="decision__number")


class Appeals(Resource):
    """Every appeal; filtered by the number that its decision has in its project."""

    queryset = Appeal.objects.all()
    serializer_class = AppealSerializer
    filterset_class = AppealFilter
    ordering_fields = ("filed_at",)
    changes_with = ((Appeal, "id"), (AppealRuling, "id"))
    columns = (
        "id",
        "decision__project__slug",
        "decision__number",
        "by__public_id",
        "by__name",
        "reason",
        "filed_at",
        "rule_by",
        "ruling__upheld",
        "ruling__reason",
        "ruling__ruled_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return an appeal."""
        project, number = row["decision__project__slug"], row["decision__number"]
        return {
            "id": row["id"],
            "url": absolute(self.request, f"/decisions/{project}/{number}/"),
            "project": project,
            "decision": number,
            "by": person(self.request, row, "by"),
            "reason": row["reason"],
            "filed": moment(row["filed_at"]),
            "rule_by": moment(row["rule_by"]),
            "upheld": row["ruling__upheld"],
            "ruling": row["ruling__reason"],
            "ruled": moment(row["ruling__ruled_at"]),
            "entry_id": row["entry_id"],
        }


class FollowUpSerializer(serializers.Serializer[Any]):
    """What is to be done after a decision, or when it is looked at again."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    decision = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=FollowUp.Kind.choices)
    task = serializers.CharField()
    holder = serializers.CharField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    agreed = serializers.DateTimeField()
    how = serializers.ChoiceField(choices=FollowUpEnd.How.choices, allow_null=True)
    note = serializers.CharField(allow_null=True)
    ended = serializers.DateTimeField(allow_null=True)
    entry_id = serializers.CharField()


class FollowUpFilter(django_filters.FilterSet):
    """Which follow-ups."""

    project = django_filters.CharFilter(field_name="decision__project__slug")
    decision = django_filters.NumberFilter(field_name="decision__number")
    kind = django_filters.CharFilter()
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    open = django_filters.BooleanFilter(field_name="end", lookup_expr="isnull")


class FollowUps(Resource):
    """Every task and review; filtered by the number of its decision in the project."""

    queryset = FollowUp.objects.all()
    serializer_class = FollowUpSerializer
    filterset_class = FollowUpFilter
    ordering_fields = ("agreed_at",)
    changes_with = ((FollowUp, "id"), (FollowUpEnd, "id"))
    columns = (
        "id",
        "decision__project__slug",
        "decision__number",
        "kind",
        "task",
        "holder",
        "due_on",
        "agreed_at",
        "end__how",
        "end__note",
        "end__ended_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a follow-up."""
        project, number = row["decision__project__slug"], row["decision__number"]
        return {
            "id": row["id"],
            "url": absolute(self.request, f"/decisions/{project}/{number}/"),
            "project": project,
            "decision": number,
            "kind": row["kind"],
            "task": row["task"],
            "holder": row["holder"] or None,
            "due": row["due_on"] and row["due_on"].isoformat(),
            "agreed": moment(row["agreed_at"]),
            "how": row["end__how"],
            "note": row["end__note"],
            "ended": moment(row["end__ended_at"]),
            "entry_id": row["entry_id"],
        }
