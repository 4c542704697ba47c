"""The page to read and try the API."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True)
class Address:
    """A list of the API: what it answers, what may be asked, and where one of it is."""

    path: str
    name: str
    summary: str
    parameters: list[dict[str, Any]]
    fields: list[tuple[str, str, str]]
    detail: str


def docs(request: HttpRequest) -> HttpResponse:
    """Show every address with a form to try it, drawn from the OpenAPI document."""
    return render(request, "api/docs.html", {"addresses": addresses()})


@cache
def addresses() -> list[Address]:
    """Return what the OpenAPI document says of each list."""
    schema = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    paths = [path for path, known in schema["paths"].items() if "get" in known]
    return [
        _address(
            path,
            next((each for each in paths if each.startswith(f"{path}{{")), ""),
            schema,
        )
        for path in paths
        if "{" not in path and "schema" not in path
    ]


def _address(path: str, detail: str, schema: dict[str, Any]) -> Address:
    operation = schema["paths"][path]["get"]
    shape = _shape(operation, schema)
    text = operation.get("description", "")
    return Address(
        path=path,
        name=path.rstrip("/").rsplit("/", 1)[-1],
        summary=text.split("\n\n")[0],
        parameters=[
            each
            for each in operation.get("parameters", [])
            if each["in"] == "query" and each["name"] != "cursor"
        ],
        fields=[
            (name, _type(field), field.get("description", ""))
            for name, field in shape.get("properties", {}).items()
        ],
        detail=detail,
    )


def _shape(operation: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    content = operation["responses"]["200"]["content"]["application/json"]["schema"]
    resolved = _resolve(content, schema)
    for name in ("results",):
        if name in resolved.get("properties", {}):
            resolved = resolved["properties"][name]
    if "items" in resolved:
        resolved = _resolve(resolved["items"], schema)
    return resolved


def _resolve(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    name = node["$ref"].rsplit("/", 1)[-1]
    found: dict[str, Any] = schema["components"]["schemas"][name]
    return found


def _type(field: dict[str, Any]) -> str:
    kind = field.get("format") or field.get("type") or "object"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
