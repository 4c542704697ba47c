"""Access tokens on the desk: make one, see it once, revoke it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contributors import tokens
from contributors.models import AccessToken, User
from core.limits import require_rate
from web.forms import TokenForm

PER_MINUTE = 10


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show one's tokens; make one, whose secret this answer alone shows."""
    assert isinstance(request.user, User)
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST":
        require_rate(str(request.user.pk), "token", per_minute=PER_MINUTE)
        if form.is_valid():
            _, secret = tokens.make_token(request.user, **form.cleaned_data)
            form = TokenForm()
    known = AccessToken.objects.good_at(timezone.now()).filter(user=request.user)
    context = {"form": form, "secret": secret, "tokens": known}
    status = 400 if form.is_bound else 200
    return render(request, "web/tokens.html", context, status=status)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's tokens."""
    assert isinstance(request.user, User)
    token = get_object_or_404(AccessToken, pk=pk, user=request.user)
    tokens.revoke_token(token, by=request.user)
    messages.success(request, f"The token “{token.name}” is revoked.")
    return redirect("web:tokens")
