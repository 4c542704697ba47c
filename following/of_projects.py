"""News of a project itself: who holds an office, which rules hold."""

from django.urls import reverse

from contributors.models import Contributor
from following import subjects
from following.news import News
from governance.models import Policy, Role
from ledger import entries
from ledger.models import Entry
from mirror.models import Project


def office(row: Entry) -> News | None:
    """Tell who was given an office, or holds it no longer."""
    body = entries.parse(bytes(row.data))["body"]
    person = Contributor.objects.filter(public_id=body["contributor"]).first()
    project = _project(row)
    if person is None or project is None:
        return None
    verb = "is now" if row.kind == "role.granted" else "is no longer"
    name = Role.Name(body["role"]).label.lower()
    page = f"/people/{person.public_id}/"
    return _of(project, row, f"{person} {verb} {name} of {project}", page)


def policy(row: Entry) -> News | None:
    """Tell that a policy holds from now on."""
    policy = (
        Policy.objects.filter(entry_id=row.entry_id).select_related("project").first()
    )
    if policy is None:
        return None
    project = policy.project
    title = f"{project} has a new policy: {policy.name}, version {policy.version}"
    told = _of(project, row, title, reverse("governance:policies", args=[project.slug]))
    told.significant = True
    return told


def plainly(row: Entry, says: str) -> News | None:
    """Tell what the log itself says of an entry about a project."""
    project = _project(row)
    if project is None:
        return None
    return _of(project, row, f"{says}: {project}", f"/rfcs/{project.slug}/")


def _project(row: Entry) -> Project | None:
    return Project.objects.filter(slug=row.subject.partition(":")[2]).first()


def _of(project: Project, row: Entry, title: str, url: str) -> News:
    return News(
        key="",
        kind="",
        title=title,
        url=url,
        happened_at=row.created_at,
        subjects={subjects.name(subjects.PROJECT, project.slug)},
        project=project.pk,
        topic=f"project:{project.slug}",
    )
