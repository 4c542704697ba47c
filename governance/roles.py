"""Give offices and end them."""

from django.db import transaction
from django.utils import timezone

from contributors import accounts
from contributors.models import Contributor, User
from core.ids import new_id
from core.results import require
from governance import permissions
from governance.errors import RoleUnchanged
from governance.models import Role
from ledger import log
from mirror.models import Project


@transaction.atomic
def grant(
    project: Project, contributor: Contributor, name: str, *, by: User | None
) -> Role:
    """Give ``contributor`` the office ``name``.

    Nobody in ``by`` is the operator of the instance, who appoints a project's first
    maintainers.
    """
    _require_may_appoint(project, by)
    if _held(project, contributor, name):
        raise RoleUnchanged(f"{contributor} is {name} of {project} already.")
    role = Role.objects.create(
        project=project,
        contributor=contributor,
        name=Role.Name(name),
        granted_at=timezone.now(),
    )
    _log("role.granted", role, by)
    return role


@transaction.atomic
def end(
    project: Project, contributor: Contributor, name: str, *, by: User | None
) -> Role:
    """End the office ``name`` of ``contributor``; that they held it stays known."""
    _require_may_appoint(project, by)
    role = _held(project, contributor, name)
    if role is None:
        raise RoleUnchanged(f"{contributor} is not {name} of {project}.")
    role.ended_at = timezone.now()
    role.save(update_fields=["ended_at"])
    _log("role.ended", role, by)
    return role


def _require_may_appoint(project: Project, by: User | None) -> None:
    # Held until the end, so that of two grants at once one sees the other.
    Project.objects.select_for_update().get(pk=project.pk)
    if by is not None:
        require(permissions.can_maintain(by, project))


def _held(project: Project, contributor: Contributor, name: str) -> Role | None:
    return Role.objects.filter(
        project=project, contributor=contributor, name=name, ended_at=None
    ).first()


def _log(kind: str, role: Role, by: User | None) -> None:
    log.append(
        kind,
        {"role": str(role.name), "contributor": role.contributor.public_id},
        entry_id=new_id(),
        subject=f"project:{role.project.slug}",
        actor=accounts.contributor_of(by).public_id if by else "",
    )
