"""The labels of an RFC: see them, put one on, take one off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rfcs import addresses, labels, permissions, writing
from rfcs.models import Labelling, Rfc

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show an RFC's labels and how they came; let a maintainer change them."""
    rfc = addresses.rfc_at(project, slug)
    if request.method == "POST":
        return put_or_take(request, rfc)
    rows = Labelling.objects.filter(rfc=rfc).order_by("-pk")
    context = {
        **addresses.head(rfc),
        "past": rows.select_related("label", "put_by", "taken_by")[:SHOWN],
        "known": labels.of_project(rfc.project)[:SHOWN],
        "may": permissions.can_label(request.user, rfc),
    }
    return render(request, "rfcs/labels.html", context)


@login_required
def put_or_take(request: HttpRequest, rfc: Rfc) -> HttpResponse:
    """Put a label on, or take one off."""
    user = writing.writer(request)
    if gone := request.POST.get("take", "")[:50].replace("\x00", ""):
        labels.take_off(rfc, by=user, slug=gone)
        messages.success(request, "The label is off.")
    else:
        put = labels.put(rfc, by=user, name=request.POST.get("name", "")[:200])
        messages.success(request, f"“{put.label}” is on the RFC.")
    return redirect(f"{rfc.get_absolute_url()}labels/")
