"""Earned weights: who weighs how much in a project, at a moment."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.resource import Pages, Row, absolute, open_to_all
from core.errors import InvalidInput
from governance import electorates
from mirror.models import Project


class WeightSerializer(serializers.Serializer[Any]):
    """What a person's work earned, and the weight that the caps leave of it."""

    project = serializers.SlugField()
    contributor = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()
    organisation = serializers.CharField(allow_null=True)
    affiliation = serializers.CharField()
    raw = serializers.IntegerField()
    factor = serializers.CharField()
    weight = serializers.CharField()


class WeightPageSerializer(serializers.Serializer[Any]):
    """One page of a roll, heaviest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = WeightSerializer(many=True)


class Weights(viewsets.ViewSet):
    """The weights of a project at a moment, recomputed from commits and policy."""

    renderer_classes = (JSONRenderer,)
    serializer_class = WeightSerializer

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "project", description="its slug; may be absent where there is one"
            ),
            OpenApiParameter("at", description="UTC time; now where absent"),
            OpenApiParameter("cursor", description="where the page begins"),
            OpenApiParameter("page_size", type=int),
        ],
        responses=WeightPageSerializer,
    )
    def list(self, request: Request) -> HttpResponseBase:
        """Return a page of the roll, heaviest first; its links keep the moment."""
        project, at = _project(request), _moment(request)
        first, size = _place(request), _size(request)
        roll = electorates.weigh(project, at=at)
        rows = [_row(request, project, line) for line in roll[first : first + size]]
        etag = _etag(rows, of=len(roll))
        if request.headers.get("If-None-Match") == etag:
            unchanged = HttpResponseNotModified()
            unchanged["ETag"] = etag
            return open_to_all(unchanged)
        more, before = first + size, max(first - size, 0)
        response = Response(
            {
                "next": _turn(request, at, more) if more < len(roll) else None,
                "previous": _turn(request, at, before) if first else None,
                "results": rows,
            },
            headers={"ETag": etag},
        )
        return open_to_all(response)


def _etag(rows: list[Row], *, of: int) -> str:
    return f'"{hashlib.sha256(repr((rows, of)).encode()).hexdigest()[:32]}"'


def _row(request: Request, project: Project, line: electorates.Weight) -> Row:
    return {
        "project": project.slug,
        "contributor": line.public_id,
        "name": line.name,
        "url": absolute(request, f"/people/{line.public_id}/"),
        "organisation": line.organisation or None,
        "affiliation": line.affiliation,
        "raw": line.raw,
        "factor": str(line.factor),
        "weight": str(line.weight),
    }


def _turn(request: Request, at: datetime, first: int) -> str:
    asked = request.query_params.copy()
    asked["at"], asked["cursor"] = at.isoformat(), str(first)
    return absolute(request, f"{request.path}?{asked.urlencode()}")


def _project(request: Request) -> Project:
    slug = request.query_params.get("project", "")
    projects = Project.objects.filter(slug=slug) if slug else Project.objects.all()
    found = list(projects.order_by("slug")[:2])
    if slug and not found:
        raise Http404
    if len(found) != 1:
        raise InvalidInput("Name the project: ?project=SLUG.")
    return found[0]


def _moment(request: Request) -> datetime:
    text = request.query_params.get("at", "")
    if not text:
        return timezone.now()
    try:
        value = parse_datetime(text)
    except ValueError:
        value = None
    if value is None:
        raise InvalidInput("at= is not a time like 2026-11-01T00:00:00Z.")
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _place(request: Request) -> int:
    text = request.query_params.get("cursor", "0")
    if not (text.isascii() and text.isdecimal()):
        raise InvalidInput("cursor= is not one that a page of this list gave.")
    return int(text[:9])


def _size(request: Request) -> int:
    text = request.query_params.get("page_size", "")
    if not (text.isascii() and text.isdecimal() and int(text[:9])):
        return Pages.page_size
    return min(int(text[:9]), Pages.max_page_size)
