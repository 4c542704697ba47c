"""What every resource shares: pages by cursor, ETags, problem+json, open to all.

A resource names the columns that it reads and a function that turns one row into
JSON. Rows are read as dictionaries, never as model instances, so that a page of
fifty costs one query and little else; the serializer states the same shape for the
OpenAPI document, and a test holds the two together.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar, cast

from django.core.cache import caches
from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import filters, serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.models import Head

Row = dict[str, Any]

REMEMBERED_BYTES = 128 * 1024
REMEMBERED_SECONDS = 60


class Pages(CursorPagination):
    """Pages that stay right while rows are added."""

    page_size = 50
    max_page_size = 250
    page_size_query_param = "page_size"
    ordering = "-id"


class Filters(DjangoFilterBackend):
    """Builds the filters' form only for a request that filters."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        """Return the rows that the query asks for; all where it asks nothing."""
        wanted = self.get_filterset_class(view, queryset)
        if wanted is None or wanted.base_filters.keys().isdisjoint(
            request.query_params
        ):
            return queryset
        filtered: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return filtered


class Ordering(filters.OrderingFilter):
    """Sorts by ``?ordering=``; the resource names the fields."""


class Resource(viewsets.GenericViewSet[Any]):
    """A readable collection: list and detail.

    ``ordering_fields`` are never null: a cursor could not point between nulls.

    ``columns`` are read from the database, ``represent`` makes the JSON of a row, and
    ``gather`` may fetch for a whole page what rows need beside their columns.
    ``changes_with`` names columns of which one grows whenever the answer may change.
    """

    columns: ClassVar[Sequence[str]] = ()
    changes_with: ClassVar[tuple[tuple[type[Model], str], ...]] = ()
    ordering_fields: ClassVar[Sequence[str]] = ()
    pagination_class = Pages
    renderer_classes = (JSONRenderer,)
    filter_backends = (Filters, Ordering)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Answer 304 before any row is read, else the page with its ETag.

        What has the same ETag has the same bytes: pages that dashboards ask for again
        and again are remembered by it, for whoever asks without credentials.
        """
        if request.method not in {"GET", "HEAD"}:
            return open_to_all(super().dispatch(request, *args, **kwargs))
        etag = _etag(request, self.version())
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return open_to_all(unchanged)
        nobody = request.method == "GET" and "Authorization" not in request.headers
        body = caches["answers"].get(etag) if nobody else None
        response: HttpResponseBase
        if body is not None:
            response = HttpResponse(body, content_type="application/json")
        else:
            response = super().dispatch(request, *args, **kwargs)
        if response.status_code == 200:
            response["ETag"] = etag
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
            if nobody and body is None and isinstance(response, Response):
                response.add_post_render_callback(_remember)
        return open_to_all(response)

    def version(self) -> object:
        """Return what changes when the answer does, by one small query.

        Every write ends with a ledger entry: the log's size moves after each commit,
        even where two writers' clocks would hide one of them.
        """
        with connection.cursor() as cursor:
            cursor.execute(_version_sql(self.changes_with))
            return cursor.fetchone()

    @classmethod
    @cache
    def rows(cls) -> QuerySet[Any, Row]:
        """Return the query for the resource's columns, put together once.

        A cursor is a row's place in the order: those columns are read as well.
        """
        rows = cast("QuerySet[Any]", cls.queryset)
        return rows.values(*dict.fromkeys((*cls.columns, *cls.ordering_fields)))

    def get_queryset(self) -> QuerySet[Any, Row]:
        """Return every row, as dictionaries."""
        return self.rows().all()

    def gather(self, rows: list[Row]) -> Any:
        """Return what ``represent`` needs beside the rows, in few queries."""
        return None

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return the JSON object of a row."""
        raise NotImplementedError

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one page."""
        rows = self.filter_queryset(self.get_queryset())
        page: list[Row] = list(self.paginate_queryset(rows) or [])
        gathered = self.gather(page)
        return self.get_paginated_response(
            [self.represent(row, gathered) for row in page]
        )

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one object."""
        name = self.lookup_url_kwarg or self.lookup_field
        rows = self.get_queryset().filter(**{self.lookup_field: kwargs[name]})
        for row in rows.order_by()[:1]:
            return Response(self.represent(row, self.gather([row])))
        raise Http404


def open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of other origins read the answer."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Expose-Headers"] = "ETag"
    return response


def _remember(response: Any) -> None:
    if len(response.content) <= REMEMBERED_BYTES:
        seconds = REMEMBERED_SECONDS
        caches["answers"].set(response["ETag"], response.content, seconds)


def _etag(request: HttpRequest, version: object) -> str:
    seen = f"{request.get_host()}{request.get_full_path()}\0{version!r}"
    return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


@cache
def _version_sql(columns: tuple[tuple[type[Model], str], ...]) -> str:
    """Return SQL for the log's size and the largest values of ``columns``.

    It holds names of tables and columns from the models, and no values.
    """
    quote = connection.ops.quote_name
    log = quote(Head._meta.db_table)
    parts = [f"(SELECT MAX(size) FROM {log})"]  # noqa: S608
    for model, name in columns:
        field = cast("Field[Any, Any]", model._meta.get_field(name))
        column = quote(str(field.column))
        table = quote(model._meta.db_table)
        parts.append(f"(SELECT MAX({column}) FROM {table})")  # noqa: S608
    return f"SELECT {', '.join(parts)}"


def absolute(request: HttpRequest | Request | None, path: str) -> str:
    """Return ``path`` with scheme and host."""
    return request.build_absolute_uri(path) if request else path


def person(request: HttpRequest | Request | None, row: Row, prefix: str) -> Row:
    """Return the contributor whose columns begin with ``prefix``."""
    identifier = row[f"{prefix}__public_id"]
    return {
        "id": identifier,
        "name": row[f"{prefix}__name"],
        "url": absolute(request, f"/people/{identifier}/"),
    }


def moment(value: Any) -> str | None:
    """Return a time as ``YYYY-MM-DDTHH:MM:SSZ``, or ``None``."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


class Person(serializers.Serializer[Any]):
    """A contributor, in short."""

    id = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()
