"""Pages across rooms: home, search, my desk, about."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is open now, what was decided and the year at a glance."""
    return render(request, "web/home.html")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find RFCs by their number and title."""
    return render(request, "web/search.html")


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person."""
    return render(request, "web/desk.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this is and how it works."""
    return render(request, "web/about.html")
