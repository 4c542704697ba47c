"""RFCs: the documents, their derived state and where they stand."""

from collections import defaultdict
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from rest_framework import serializers

from api.resource import Resource, Row, absolute, moment
from mirror.models import Problem
from rfcs import contradictions, relations
from rfcs.actions import ACTIONS
from rfcs.models import Labelling, Rfc

Problems = dict[tuple[int, str], list[Row]]
Gathered = tuple[Problems, dict[int, list[relations.Group]]]


class StateSerializer(serializers.Serializer[Any]):
    """The six axes derived from the source's own word."""

    phase = serializers.CharField()
    disposition = serializers.CharField()
    resolution = serializers.CharField()
    activity = serializers.CharField()
    holder = serializers.CharField()
    maturity = serializers.CharField()


class ActionSerializer(serializers.Serializer[Any]):
    """Whose action it is now, and since when."""

    by = serializers.ChoiceField(choices=ACTIONS)
    since = serializers.DateTimeField(allow_null=True)


class AuthorSerializer(serializers.Serializer[Any]):
    """An author as the document names them."""

    name = serializers.CharField()
    email = serializers.CharField(required=False)
    handle = serializers.CharField(required=False)


class CurrentRevisionSerializer(serializers.Serializer[Any]):
    """The newest revision's exact place in git."""

    index = serializers.IntegerField()
    commit = serializers.CharField()
    blob = serializers.CharField()
    url = serializers.URLField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Something in the document that could not be read as it should be."""

    code = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    message = serializers.CharField()
    help = serializers.URLField(help_text="What it means and how to mend it.")


class RelatedSerializer(serializers.Serializer[Any]):
    """Another document: named by this one, or naming it.

    ``kind`` is what it is to this one; ``url`` null where it is not mirrored here.
    """

    kind = serializers.CharField()
    name = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    title = serializers.CharField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    said_by = serializers.ChoiceField(choices=("this", "other"))


class ProposedInSerializer(serializers.Serializer[Any]):
    """Where an RFC is proposed that is not on the default branch yet."""

    ref = serializers.CharField()
    number = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    base = serializers.CharField()
    head = serializers.CharField()
    state = serializers.CharField()


class RfcSerializer(serializers.Serializer[Any]):
    """An RFC. ``status`` is verbatim; ``state`` is derived from it."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    repository = serializers.CharField()
    path = serializers.CharField()
    format = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    status = serializers.CharField(allow_null=True)
    state = StateSerializer()
    action = ActionSerializer()
    authors = AuthorSerializer(many=True)
    created = serializers.DateField(allow_null=True)
    updated = serializers.DateField(allow_null=True)
    revision = CurrentRevisionSerializer(allow_null=True)
    revisions = serializers.IntegerField()
    relations = serializers.DictField()
    related = RelatedSerializer(many=True)
    discussion = serializers.ListField()
    problems = ProblemSerializer(many=True)
    gone = serializers.BooleanField()
    labels = serializers.ListField(child=serializers.CharField())
    proposal = ProposedInSerializer(allow_null=True)


class RfcFilter(django_filters.FilterSet):
    """Which RFCs."""

    project = django_filters.CharFilter(field_name="project__slug")
    repository = django_filters.CharFilter(field_name="repository__name")
    number = django_filters.CharFilter()
    status = django_filters.CharFilter()
    phase = django_filters.CharFilter()
    action = django_filters.CharFilter()
    format = django_filters.CharFilter()
    title = django_filters.CharFilter(lookup_expr="icontains")
    label = django_filters.CharFilter(method="filter_label")
    proposed = django_filters.BooleanFilter(method="filter_proposed")
    contradicted = django_filters.BooleanFilter(method="filter_contradicted")

    class Meta:
        model = Rfc
        fields: list[str] = []

    def filter_label(
        self, rows: "QuerySet[Rfc]", name: str, value: str
    ) -> "QuerySet[Rfc]":
        """Keep what bears the label now."""
        on = Labelling.objects.filter(rfc=OuterRef("pk"), taken_at=None)
        return rows.filter(Exists(on.filter(label__slug=value)))

    def filter_proposed(
        self, rows: "QuerySet[Rfc]", name: str, value: bool
    ) -> "QuerySet[Rfc]":
        """Keep what has not landed, or only what is on the default branch."""
        return rows.exclude(proposed_in="") if value else rows.filter(proposed_in="")

    def filter_contradicted(
        self, rows: "QuerySet[Rfc]", name: str, value: bool
    ) -> "QuerySet[Rfc]":
        """Keep what says other than was decided or built, or what agrees."""
        flagged = contradictions.flagged()
        return rows.filter(flagged if value else ~flagged)


PROBLEMS = Problem.objects.filter(source__in=("rfcs", *contradictions.SOURCES))
PROPOSAL = ("ref", "label", "url", "base_oid", "head_oid", "state")
AXES = ("phase", "disposition", "resolution", "activity", "holder", "maturity")


class Rfcs(Resource):
    """The RFCs of every mirrored repository."""

    queryset = Rfc.objects.annotate(
        has_problems=Exists(
            PROBLEMS.filter(
                repository=OuterRef("repository"), path=OuterRef("path")
            ).order_by()
        ),
        has_relations=relations.any_of(OuterRef("pk")),
    )
    serializer_class = RfcSerializer
    filterset_class = RfcFilter
    ordering_fields = ("number_sort", "title", "changed_at")
    changes_with = ((Rfc, "changed_at"), (Rfc, "action_since"))
    columns = (
        "id",
        "slug",
        "project__slug",
        "repository_id",
        "repository__name",
        "path",
        "format",
        "number",
        "title",
        "status",
        *AXES,
        "action",
        "action_since",
        "authors",
        "created",
        "updated",
        "revision_count",
        "relations",
        "discussion",
        "gone_at",
        "has_problems",
        "has_relations",
        "labels",
        "proposed_in",
        *(f"current_revision__proposal__{name}" for name in PROPOSAL),
        "current_revision__index",
        "current_revision__commit_oid",
        "current_revision__blob_oid",
    )

    def gather(self, rows: list[Row]) -> Gathered:
        """Return the page's problems and relations, asking where there are any."""
        related = [row["id"] for row in rows if row["has_relations"]]
        troubled = [row for row in rows if row["has_problems"]]
        return _problems(troubled) if troubled else {}, relations.of_many(related)

    def represent(self, row: Row, gathered: Gathered) -> Row:
        """Return an RFC as interfaces.md promises it."""
        problems, related = gathered
        page = f"/rfcs/{row['project__slug']}/{row['slug']}/"
        url = absolute(self.request, page)
        index = row["current_revision__index"]
        return {
            "id": row["id"],
            "url": url,
            "project": row["project__slug"],
            "repository": row["repository__name"],
            "path": row["path"],
            "format": row["format"],
            "number": row["number"] or None,
            "title": row["title"],
            "status": row["status"],
            "state": {axis: row[axis] for axis in AXES},
            "action": {"by": row["action"], "since": moment(row["action_since"])},
            "authors": row["authors"],
            "created": row["created"] and row["created"].isoformat(),
            "updated": row["updated"] and row["updated"].isoformat(),
            "revision": None
            if index is None
            else {
                "index": index,
                "commit": row["current_revision__commit_oid"],
                "blob": row["current_revision__blob_oid"],
                "url": f"{url}{index}/",
            },
            "revisions": row["revision_count"],
            "relations": row["relations"],
            "related": [
                self._related(group.kind, other)
                for group in related.get(row["id"], [])
                for other in group.others
            ],
            "discussion": row["discussion"],
            "problems": [
                {**each, "help": absolute(self.request, f"/problems/{each['code']}/")}
                for each in problems.get((row["repository_id"], row["path"]), [])
            ],
            "gone": row["gone_at"] is not None,
            "labels": [label["slug"] for label in row["labels"]],
            "proposal": _proposal(row) if row["proposed_in"] else None,
        }

    def _related(self, kind: str, other: relations.Other) -> Row:
        return {
            "kind": kind,
            "name": other.name,
            "number": other.number or None,
            "title": other.title or None,
            "url": absolute(self.request, other.href) if other.slug else None,
            "said_by": "other" if other.said_by_it else "this",
        }


def _problems(rows: list[Row]) -> Problems:
    """Return the problems of these documents by repository and path."""
    problems = PROBLEMS.filter(
        repository__in={row["repository_id"] for row in rows},
        path__in=[row["path"] for row in rows],
    ).values_list("repository_id", "path", "code", "line", "message")
    found: Problems = defaultdict(list)
    for repository, path, code, line, message in problems:
        found[repository, path].append({"code": code, "line": line, "message": message})
    return found


def _proposal(row: Row) -> Row | None:
    ref, label, url, base, head, state = (
        row[f"current_revision__proposal__{name}"] for name in PROPOSAL
    )
    if ref is None:
        return None
    return {
        "ref": ref,
        "number": label,
        "url": url or None,
        "base": base,
        "head": head,
        "state": state,
    }
