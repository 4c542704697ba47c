"""``manage.py policy``: adopt a project's policy from a file, and show it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import AlthingError
from governance import policies, policyfiles, staff
from governance.errors import InvalidPolicy
from mirror.models import Project, Repository


class Command(BaseCommand):
    """Publish the next version of a policy, or print the one that holds."""

    help = "Adopt, follow or show a policy: policy adopt PROJECT FILE."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the act, the project and the file."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        adopt = acts.add_parser("adopt", help="publish the policy in a file")
        adopt.add_argument("project", metavar="PROJECT")
        adopt.add_argument("file", metavar="FILE", type=Path, help="YAML or JSON")
        adopt.add_argument("--name", default="default", metavar="SLUG")
        adopt.add_argument("--by", default="", metavar="EMAIL", help="who acts")
        follow = acts.add_parser("follow", help="name the file it is kept in")
        follow.add_argument("project", metavar="PROJECT")
        follow.add_argument("repository", metavar="REPOSITORY")
        follow.add_argument("path", metavar="PATH")
        follow.add_argument("--name", default="default", metavar="SLUG")
        follow.add_argument("--by", default="", metavar="EMAIL", help="who acts")
        show = acts.add_parser("show", help="print the policy that holds, as JSON")
        show.add_argument("project", metavar="PROJECT")
        for act in (adopt, follow, show):
            act.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act; a refusal is one sentence on standard error and exit 1."""
        try:
            project = staff.project(options["project"])
            if options["act"] == "show":
                found = policies.standing(project)
                body = found.body if found else policies.DEFAULT_BODY
                self.stdout.write(json.dumps(body, indent=1))
                return
            if options["act"] == "follow":
                self._follow(project, options)
                return
            policy = policies.adopt_policy(
                project,
                options["name"],
                _read(options["file"]),
                by=staff.acting(options["by"]),
            )
        except AlthingError as error:
            raise CommandError(error.message) from None
        answer = {
            "project": project.slug,
            "policy": str(policy),
            "hash": policy.body_hash,
        }
        self.stdout.write(
            json.dumps(answer)
            if options["json"]
            else f"{project} adopted {policy}, {policy.body_hash}."
        )

    def _follow(self, project: Project, options: dict[str, Any]) -> None:
        repository = _repository(project, options["repository"])
        source = policyfiles.follow(
            project,
            repository,
            options["path"],
            name=options["name"],
            by=staff.acting(options["by"]),
        )
        drafts = policyfiles.read(repository) if repository.head_oid else []
        answer = {
            "project": project.slug,
            "file": str(source),
            "drafts": [draft.commit_oid for draft in drafts],
        }
        self.stdout.write(
            json.dumps(answer)
            if options["json"]
            else f"{project} keeps its policy in {source}; adopt it on its page."
        )


def _repository(project: Project, name: str) -> Repository:
    found = Repository.objects.filter(project=project, name=name).first()
    if found is None:
        raise InvalidPolicy(f"{project} mirrors no repository called {name}.")
    return found


def _read(path: Path) -> dict[str, Any]:
    """Return the file's content; a policy is a mapping of sections."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(policyfiles.LARGEST)
    except (OSError, ValueError) as error:
        raise InvalidPolicy(f"{path} cannot be read: {error}") from None
    return policyfiles.load(text, str(path))
