"""Pages of the evidence: matrices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from roadmap.evidence import tables
from roadmap.evidence.models import Matrix


@require_safe
def matrix(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Show a matrix with the evidence of every cell."""
    found = _matrix(project, slug)
    context = {
        "matrix": found,
        "project": found.project,
        "table": tables.tables([found])[0],
        "others": Matrix.objects.standing()
        .filter(project=found.project_id)
        .exclude(pk=found.pk)
        .select_related("project")[:20],
    }
    return render(request, "evidence/matrix.html", context)


@require_safe
def matrix_csv(request: HttpRequest, project: str, slug: str) -> HttpResponse:
    """Answer the matrix as a file for spreadsheets."""
    text = tables.csv_text(tables.tables([_matrix(project, slug)])[0])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{project}-{slug}.csv"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _matrix(project: str, slug: str) -> Matrix:
    rows = Matrix.objects.select_related("project", "repository")
    return get_object_or_404(rows, project__slug=project, slug=slug)
