"""The log over HTTP: c2sp.org/tlog-tiles for programs, pages for people."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from ledger import checkpoint, entries, keys, log, note, pages, publication, tiles, tree
from ledger.checkpoint import CheckpointInvalid
from ledger.errors import KeyRefused, NoSuchEntry
from ledger.tiles import TileInvalid

FOR_EVER = "public, max-age=31536000, immutable"
FRESH = "public, max-age=5"
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"

View = Callable[..., HttpResponse]


def open_to_programs(view: View) -> View:
    """Let any site read the answer, and say what is missing in one plain line."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except NoSuchEntry as error:
            response = HttpResponse(f"{error.message}\n", TEXT, status=404)
        except (TileInvalid, CheckpointInvalid) as error:
            response = HttpResponse(f"{error}\n", TEXT, status=404)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def _answer(data: bytes, content_type: str, caching: str) -> HttpResponse:
    return HttpResponse(data, content_type, headers={"Cache-Control": caching})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the newest entries in words, and what they are signed with."""
    page = pages.newest(request.GET.get("before", ""))
    return render(request, "ledger/list.html", {"page": page, "vkey": _vkey()})


@open_to_programs
def newest_checkpoint(request: HttpRequest) -> HttpResponse:
    """Answer the newest signed tree head."""
    newest = log.newest_checkpoint()
    if newest is None:
        raise NoSuchEntry("Nothing is logged yet.")
    return _answer(bytes(newest.note), TEXT, FRESH)


@open_to_programs
def kept_checkpoint(request: HttpRequest, size: str) -> HttpResponse:
    """Answer the checkpoint that was signed at exactly this size."""
    kept = log.checkpoint_at(checkpoint.parse_size(size))
    return _answer(bytes(kept.note), TEXT, FOR_EVER)


@open_to_programs
def checkpoint_sizes(request: HttpRequest) -> HttpResponse:
    """Answer the sizes of all kept checkpoints, one a line."""
    return _answer(publication.sizes_text(tree.head().size), TEXT, FRESH)


@open_to_programs
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """Answer a tile or a bundle of entries; its path has one spelling."""
    data = tree.tile_bytes(tiles.parse_path(f"tile/{path}"))
    return _answer(data, BYTES, FOR_EVER)


@open_to_programs
def vkey(request: HttpRequest) -> HttpResponse:
    """Answer the public key."""
    key = _vkey()
    if not key:
        raise NoSuchEntry("This log has no key yet.")
    return _answer(f"{key}\n".encode(), TEXT, FRESH)


@open_to_programs
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """Show an entry: a page, or JSON to programs that ask for it."""
    found = log.get(checkpoint.parse_size(number))
    if request.get_preferred_type(["text/html", "application/json"]) != "text/html":
        response: HttpResponse = JsonResponse(pages.as_json(found))
    else:
        context = {"entry": pages.of(found), "vkey": _vkey()}
        response = render(request, "ledger/detail.html", context)
    patch_vary_headers(response, ["Accept"])
    return response


@open_to_programs
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Answer an entry's receipt, under ``?size=`` or the newest checkpoint."""
    asked = request.GET.get("size")
    size = None if asked is None else checkpoint.parse_size(asked)
    place = checkpoint.parse_size(number)
    caching = FRESH if size is None else FOR_EVER
    response = _answer(log.receipt(place, size=size), TEXT, caching)
    name = f"entry-{place}.tlog-proof"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@open_to_programs
def consistency(request: HttpRequest) -> HttpResponse:
    """Answer the proof that the log of ``to`` extends that of ``from``."""
    old = checkpoint.parse_size(request.GET.get("from", ""))
    new = checkpoint.parse_size(request.GET.get("to", ""))
    proof = [note.encode_base64(value) for value in log.consistency(old, new)]
    return JsonResponse(
        {"from": old, "to": new, "proof": proof}, headers={"Cache-Control": FOR_EVER}
    )


@require_safe
def by_id(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Lead to the entry of an id, or say that it still waits."""
    found = log.find(entry_id)
    if found is not None:
        return redirect("ledger:entry", number=found.index)
    if not log.is_pending(entry_id):
        raise NoSuchEntry(f"No entry of this log has the id {entry_id[:40]}.")
    context = {"entry_id": entry_id}
    return render(request, "ledger/waiting.html", context, status=202)


def _vkey() -> str:
    """Return the key that the log was opened with, or that will open it."""
    opening = log.opening()
    if opening is not None:
        return str(entries.parse(bytes(opening.data))["body"]["vkey"])
    try:
        return keys.load().verifier.vkey
    except KeyRefused:
        return ""
