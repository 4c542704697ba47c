"""What the command line means by a project, a maintainer and an edition."""

import re

from contributors.models import User
from core.errors import InvalidInput, NotPermitted
from governance.models import Role
from mirror.models import Project
from roadmap.models import Edition


def project_named(slug: str) -> Project:
    """Return the project of this slug, or the only one with a roadmap."""
    if slug:
        found = Project.objects.filter(slug=slug).first()
        if found is None:
            raise InvalidInput(f"There is no project “{slug}”.")
        return found
    holding = Project.objects.filter(repositories__holds_roadmap=True).distinct()
    projects = list(holding[:2]) or list(Project.objects.all()[:2])
    if len(projects) == 1:
        return projects[0]
    if projects:
        raise InvalidInput("There are several projects: name one with --project.")
    raise InvalidInput("There is no project yet: add a repository first.")


def maintainer(project: Project, *, email: str) -> User:
    """Return the account of this address, or the longest-serving maintainer's."""
    if email:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise InvalidInput(f"There is no account for {email}.")
        return user
    roles = Role.objects.filter(
        project=project,
        name=Role.Name.MAINTAINER,
        ended_at=None,
        contributor__user__is_active=True,
    )
    first = roles.select_related("contributor__user").order_by("granted_at", "pk")
    role = first.first()
    if role is None or role.contributor.user is None:
        raise NotPermitted(f"{project} has no maintainer with an account.")
    return role.contributor.user


def draft_of(project: Project, year: int) -> Edition:
    """Return the year's draft."""
    drafts = Edition.objects.drafts().filter(project=project, year=year)
    draft = drafts.select_related("project").first()
    if draft is None:
        raise InvalidInput(f"There is no draft for {year}: begin one first.")
    return draft


def edition_named(project: Project, name: str) -> Edition:
    """Return the published edition of this name."""
    match = re.fullmatch(r"([0-9]{4})\.([0-9]{1,4})", name)
    if match is None:
        raise InvalidInput(f"“{name}” is not an edition: write 2026.0.")
    found = Edition.objects.published().filter(
        project=project, year=int(match[1]), number=int(match[2])
    )
    edition = found.select_related("project").first()
    if edition is None:
        raise InvalidInput(f"{project} has not published {name}.")
    return edition
