"""``manage.py roadmap``: draft a year, publish it, export an edition as files."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contributors.models import User
from core.errors import AlthingError
from mirror.models import Project
from roadmap import delivery, editions, exporting, staff
from roadmap.models import Edition

Answer = dict[str, Any]


class Command(BaseCommand):
    """One verb of the roadmap; exit status 1 says that it was refused, and why."""

    help = "Draft, publish, export and push yearly roadmaps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        draft = verbs.add_parser("draft", help="begin the year's next edition")
        publish = verbs.add_parser("publish", help="publish the year's draft")
        for verb in (draft, publish):
            verb.add_argument("year", type=int)
            verb.add_argument(
                "--by", default="", help="e-mail of the maintainer who acts"
            )
        publish.add_argument("--push", default="", help="and push it to this remote")
        push = verbs.add_parser("push", help="push the published editions, again too")
        push.add_argument("edition", help="such as 2026.0")
        push.add_argument("remote", help="a git remote that takes pushes")
        verbs.add_parser("signer", help="print who signs the tags, for git tag -v")
        export = verbs.add_parser("export", help="write an edition as files")
        export.add_argument("edition", help="such as 2026.0")
        export.add_argument("directory", type=Path)
        for verb in verbs.choices.values():
            verb.add_argument("--project", default="", help="its slug, if several")
            verb.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb and print its answer."""
        try:
            project = staff.project_named(options["project"])
            answer = _VERBS[options["verb"]](project, options)
        except AlthingError as error:
            raise CommandError(error.message) from None
        except OSError as error:
            raise CommandError(f"The files cannot be written: {error}.") from None
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            told = (f"{name}: {value}" for name, value in answer.items())
            self.stdout.write("\n".join(told))


def _draft(project: Project, options: dict[str, Any]) -> Answer:
    by = _acting(project, options)
    edition = editions.draft_edition(project, year=options["year"], by=by)
    return _told(edition) | {"items": edition.items.count()}


def _publish(project: Project, options: dict[str, Any]) -> Answer:
    by = _acting(project, options)
    draft = staff.draft_of(project, options["year"])
    edition = editions.publish(draft, by=by)
    pushed = _pushed(edition, options["push"]) if options["push"] else {}
    return (
        _told(edition)
        | pushed
        | {
            "items": edition.items.count(),
            "json_hash": edition.json_hash,
            "markdown_hash": edition.markdown_hash,
            "entry_id": edition.entry_id,
        }
    )


def _export(project: Project, options: dict[str, Any]) -> Answer:
    edition = staff.edition_named(project, options["edition"])
    files = exporting.export(edition, options["directory"])
    return _told(edition) | {"files": [str(path) for path in files]}


def _push(project: Project, options: dict[str, Any]) -> Answer:
    edition = staff.edition_named(project, options["edition"])
    return _told(edition) | _pushed(edition, options["remote"])


def _pushed(edition: Edition, remote: str) -> Answer:
    row = delivery.push(edition, remote=remote)
    told = {"remote": row.remote, "tag": row.tag, "commit": row.commit_oid}
    return told | {"delivered_at": row.delivered_at.isoformat()}


def _signer(project: Project, options: dict[str, Any]) -> Answer:
    return {"allowed_signers": delivery.allowed_signers().strip()}


def _acting(project: Project, options: dict[str, Any]) -> User:
    return staff.maintainer(project, email=options["by"])


def _told(edition: Edition) -> Answer:
    return {
        "project": edition.project.slug,
        "edition": str(edition),
        "state": str(edition.state),
        "url": edition.get_absolute_url(),
    }


_VERBS = {
    "draft": _draft,
    "publish": _publish,
    "export": _export,
    "push": _push,
    "signer": _signer,
}
