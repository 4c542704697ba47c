"""Search: what the search page finds, for programs."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.resource import absolute, moment, open_to_all
from core.errors import InvalidInput
from search import finding, ranking
from search.finding import Hit, Results
from search.models import Document
from search.query import FACETS, Query, parse


class HitSerializer(serializers.Serializer[Any]):
    """A text that fits, and the passage that shows why."""

    kind = serializers.ChoiceField(choices=Document.Kind.choices)
    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    by = serializers.ListField(child=serializers.CharField())
    happened = serializers.DateTimeField()
    passage = serializers.CharField()
    hits = serializers.ListField(child=serializers.CharField())


class ChoiceSerializer(serializers.Serializer[Any]):
    """A value that the results can be narrowed to."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()


class ResultsSerializer(serializers.Serializer[Any]):
    """One page of results, best first."""

    count = serializers.IntegerField()
    counted = serializers.BooleanField()
    loosened = serializers.BooleanField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    facets = serializers.DictField(child=ChoiceSerializer(many=True))
    results = HitSerializer(many=True)


class Search(APIView):
    """Full text over RFCs, decisions, milestones, comments, reviews and concerns."""

    renderer_classes = (JSONRenderer,)

    @extend_schema(
        parameters=[
            OpenApiParameter("q", description='words, "a phrase", begin*, -without'),
            *(OpenApiParameter(name) for name in FACETS),
            OpenApiParameter("page", type=int),
        ],
        responses=ResultsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return a page of what fits, in the promised order."""
        asked = request.query_params
        query = parse(asked.get("q", ""), {n: asked.get(n, "") for n in FACETS})
        number = asked.get("page", "1")
        if not (number.isascii() and number.isdecimal() and int(number[:9]) > 0):
            raise InvalidInput("page= is not a whole number from 1 on.")
        page = min(int(number[:9]), ranking.SCORED)
        results = Results() if query.is_empty else finding.find(query, page=page)
        response = Response(_shown(request, query, results))
        open_to_all(response)
        return response


def _shown(request: Request, query: Query, results: Results) -> dict[str, Any]:
    return {
        "count": results.count,
        "counted": results.counted,
        "loosened": results.loosened,
        "next": _turn(request, results.page + 1, results),
        "previous": _turn(request, results.page - 1, results),
        "facets": {
            name: [
                {"value": c.value, "label": c.label, "count": c.count} for c in choices
            ]
            for name, choices in results.facets.items()
        },
        "results": [_hit(request, hit) for hit in results.hits],
    }


def _turn(request: Request, page: int, results: Results) -> str | None:
    if not 1 <= page <= results.pages:
        return None
    asked = request.query_params.copy()
    asked["page"] = str(page)
    return absolute(request, f"{request.path}?{asked.urlencode()}")


def _hit(request: Request, hit: Hit) -> dict[str, Any]:
    document = hit.document
    return {
        "kind": document.kind,
        "id": document.key,
        "url": absolute(request, document.url),
        "project": document.project.slug,
        "number": document.number,
        "title": document.title,
        "state": document.state,
        "by": hit.by,
        "happened": moment(document.happened_at),
        "passage": "".join(piece.text for piece in hit.passage),
        "hits": list(dict.fromkeys(p.text for p in hit.passage if p.hit)),
    }
