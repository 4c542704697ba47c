"""Ballots, votes and decisions."""

from typing import Any

import django_filters
from django.db.models import Count
from rest_framework import serializers

from api.resource import Person, Resource, Row, absolute, moment, person
from api.writing import Addable
from contributors.models import User
from governance import ballots, outcomes
from governance.models import Ballot, Decision, Elector, Statement, Vote


class SubjectSerializer(serializers.Serializer[Any]):
    """What a ballot is put on, at which exact revision."""

    kind = serializers.CharField()
    key = serializers.CharField()
    revision = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class BallotSerializer(serializers.Serializer[Any]):
    """A question put to a frozen electorate. The tally is exact."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    subject = SubjectSerializer()
    question = serializers.CharField()
    method = serializers.CharField()
    options = serializers.ListField()
    parameters = serializers.DictField()
    procedure = serializers.CharField()
    rules = serializers.DictField()
    texts = serializers.DictField()
    state = serializers.ChoiceField(choices=Ballot.State.choices)
    opening = serializers.DateTimeField(allow_null=True)
    opens = serializers.DateTimeField(allow_null=True)
    closes = serializers.DateTimeField()
    zone = serializers.CharField()
    closed = serializers.DateTimeField(allow_null=True)
    frozen_hash = serializers.CharField()
    electors = serializers.IntegerField()
    outcome = serializers.CharField(allow_null=True)
    tally = serializers.DictField(allow_null=True)
    votes_file = serializers.URLField()


class BallotFilter(django_filters.FilterSet):
    """Which ballots."""

    project = django_filters.CharFilter(field_name="project__slug")
    state = django_filters.CharFilter()
    subject_kind = django_filters.CharFilter()
    subject_key = django_filters.CharFilter()


class Ballots(Resource):
    """Every ballot."""

    queryset = Ballot.objects.exclude(state=Ballot.State.DRAFT)
    serializer_class = BallotSerializer
    filterset_class = BallotFilter
    ordering_fields = ("closes_at",)
    changes_with = ((Ballot, "id"), (Ballot, "closes_at"), (Ballot, "closed_at"))
    columns = (
        "id",
        "project__slug",
        "subject_kind",
        "subject_key",
        "subject_revision",
        "subject_title",
        "subject_url",
        "question",
        "method",
        "options",
        "parameters",
        "procedure",
        "rules",
        "texts",
        "state",
        "opening_at",
        "opens_at",
        "closes_at",
        "zone",
        "closed_at",
        "frozen_hash",
        "tally",
    )

    def gather(self, rows: list[Row]) -> dict[int, int]:
        """Return how many electors each ballot has."""
        counts = Elector.objects.filter(ballot__in=[row["id"] for row in rows])
        return dict(counts.values_list("ballot").annotate(Count("pk")))

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a ballot."""
        url = absolute(self.request, f"/ballots/{row['id']}/")
        return {
            "id": row["id"],
            "url": url,
            "project": row["project__slug"],
            "subject": {
                name: row[f"subject_{name}"]
                for name in ("kind", "key", "revision", "title", "url")
            },
            "question": row["question"],
            "method": row["method"],
            "options": row["options"],
            "parameters": row["parameters"],
            "procedure": row["procedure"],
            "rules": row["rules"],
            "texts": row["texts"],
            "state": row["state"],
            "opening": moment(row["opening_at"]),
            "opens": moment(row["opens_at"]),
            "closes": moment(row["closes_at"]),
            "zone": row["zone"],
            "closed": moment(row["closed_at"]),
            "frozen_hash": row["frozen_hash"],
            "electors": gathered.get(row["id"], 0),
            "outcome": _outcome(row),
            "tally": row["tally"],
            "votes_file": f"{url}votes.json",
        }


def _outcome(row: Row) -> str | None:
    tally = row["tally"]
    if tally is None:
        return None
    told = outcomes.tell(
        row["method"], row["parameters"], tally["passed"], tally["winners"]
    )
    return told.sentence


class VoteSerializer(serializers.Serializer[Any]):
    """One vote; a later sequence number of an elector supersedes an earlier one."""

    id = serializers.IntegerField()
    ballot = serializers.IntegerField()
    elector = Person()
    organisation = serializers.CharField(allow_null=True)
    weight = serializers.CharField()
    sequence = serializers.IntegerField()
    choice = serializers.CharField()
    ranking = serializers.ListField(allow_null=True)
    reason = serializers.CharField()
    cast = serializers.DateTimeField()
    entry_id = serializers.CharField()


class VoteFilter(django_filters.FilterSet):
    """Which votes."""

    ballot = django_filters.NumberFilter(field_name="ballot_id")
    project = django_filters.CharFilter(field_name="ballot__project__slug")
    elector = django_filters.CharFilter(field_name="elector__contributor__public_id")


class VoteAddition(serializers.Serializer[Any]):
    """A vote to cast; it supersedes the elector's earlier one."""

    ballot = serializers.PrimaryKeyRelatedField(queryset=Ballot.objects.all())
    choice = serializers.CharField(required=False, allow_blank=True, default="")
    ranking = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        allow_null=True,
        default=None,
        help_text="groups of options, best first",
    )
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class Votes(Addable):
    """Every vote that may be seen, superseded ones too."""

    addition = VoteAddition
    scope = "votes:write"
    counted_as = "ballot-vote"
    # What is sealed until the count is sealed here too.
    queryset = Vote.objects.disclosed()
    serializer_class = VoteSerializer
    filterset_class = VoteFilter
    ordering_fields = ("cast_at",)
    changes_with = ((Vote, "id"),)
    columns = (
        "id",
        "ballot_id",
        "elector__contributor__public_id",
        "elector__contributor__name",
        "elector__organisation__slug",
        "elector__weight",
        "sequence",
        "choice",
        "ranking",
        "reason",
        "cast_at",
        "entry_id",
    )

    def add(self, said: Row, *, by: User) -> Vote:
        """Cast a vote; where votes are sealed, only the answer to it shows it."""
        return ballots.cast_vote(
            said["ballot"],
            by=by,
            choice=said["choice"],
            ranking=said["ranking"],
            reason=said["reason"],
        )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a vote."""
        return {
            "id": row["id"],
            "ballot": row["ballot_id"],
            "elector": person(self.request, row, "elector__contributor"),
            "organisation": row["elector__organisation__slug"],
            "weight": row["elector__weight"],
            "sequence": row["sequence"],
            "choice": row["choice"],
            "ranking": row["ranking"],
            "reason": row["reason"],
            "cast": moment(row["cast_at"]),
            "entry_id": row["entry_id"],
        }


class DecisionSerializer(serializers.Serializer[Any]):
    """What was decided, in a person's written words, resting on a ballot.

    ``outcome`` are the words that stand; ``statements`` all that ever stood, oldest
    first.
    """

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    number = serializers.IntegerField()
    disposition = serializers.ChoiceField(choices=Decision.Disposition.choices)
    outcome = serializers.CharField()
    statements = serializers.ListField()
    ballot = serializers.IntegerField()
    subject = SubjectSerializer()
    decided_by = Person()
    decided = serializers.DateTimeField()
    entry_id = serializers.CharField()


class DecisionFilter(django_filters.FilterSet):
    """Which decisions."""

    project = django_filters.CharFilter(field_name="project__slug")
    disposition = django_filters.CharFilter()
    subject_kind = django_filters.CharFilter(field_name="ballot__subject_kind")
    subject_key = django_filters.CharFilter(field_name="ballot__subject_key")


class Decisions(Resource):
    """The register of decisions."""

    queryset = Decision.objects.all()
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter
    ordering_fields = ("decided_at", "number")
    changes_with = ((Decision, "id"), (Statement, "id"))
    columns = (
        "id",
        "project__slug",
        "number",
        "disposition",
        "outcome",
        "ballot_id",
        "ballot__subject_kind",
        "ballot__subject_key",
        "ballot__subject_revision",
        "ballot__subject_title",
        "ballot__subject_url",
        "decided_by__public_id",
        "decided_by__name",
        "decided_at",
        "entry_id",
    )

    def gather(self, rows: list[Row]) -> dict[int, list[Row]]:
        """Return how the outcomes of a page's decisions were restated."""
        found: dict[int, list[Row]] = {}
        restated = Statement.objects.filter(decision__in=[row["id"] for row in rows])
        columns = ("decision_id", "outcome", "reason", "written_at", "entry_id")
        for line in restated.order_by("sequence").values(*columns):
            found.setdefault(line["decision_id"], []).append(line)
        return found

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a decision."""
        later = gathered.get(row["id"], [])
        first = {**row, "written_at": row["decided_at"], "reason": ""}
        page = f"/decisions/{row['project__slug']}/{row['number']}/"
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": row["project__slug"],
            "number": row["number"],
            "disposition": row["disposition"],
            "outcome": (later or [row])[-1]["outcome"],
            "statements": [
                {
                    "outcome": said["outcome"],
                    "reason": said["reason"] or None,
                    "written": moment(said["written_at"]),
                    "entry_id": said["entry_id"],
                }
                for said in (first, *later)
            ],
            "ballot": row["ballot_id"],
            "subject": {
                name: row[f"ballot__subject_{name}"]
                for name in ("kind", "key", "revision", "title", "url")
            },
            "decided_by": person(self.request, row, "decided_by"),
            "decided": moment(row["decided_at"]),
            "entry_id": row["entry_id"],
        }
