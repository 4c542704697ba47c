"""Files beside a document: images as such, documents by their page, others as text."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from core import markup
from rfcs import attachments
from rfcs.models import Revision, Rfc

SAFE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=600"


@require_safe
def file(
    request: HttpRequest, project: str, slug: str, index: int | None = None
) -> HttpResponse:
    """Show what a text links to or shows, as it was at the text's revision."""
    revision = _revision(project, slug, index)
    place = attachments.find(revision, request.GET.get("at", ""))
    if document := attachments.document_at(revision, place):
        return redirect(document)
    context = {"rfc": revision.rfc, "revision": revision, "place": place}
    context["page"] = revision.rfc.get_absolute_url()
    if not place.oid:
        return render(request, "rfcs/file.html", context)
    etag = f'"{place.oid}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        content = attachments.read(place)
        if not content.media_type:
            shown, notice = markup.render_source(content.words)
            context |= {"shown": shown, "notice": notice}
            return render(request, "rfcs/file.html", context)
        answer = HttpResponse(content.data, content_type=content.media_type)
        answer["ETag"] = etag
    answer["Cache-Control"] = SHORTLY if index is None else FOREVER
    answer["Content-Security-Policy"] = SAFE
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _revision(project: str, slug: str, index: int | None) -> Revision:
    rfc = get_object_or_404(
        Rfc.objects.select_related("project", "repository", "current_revision"),
        project__slug=project,
        slug=slug,
    )
    revision = rfc.current_revision
    if index is not None:
        revision = get_object_or_404(Revision, rfc=rfc, index=index)
    if revision is None:
        raise Http404("This RFC has no revision yet.")
    revision.rfc = rfc
    return revision
