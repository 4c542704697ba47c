"""Documents of texts that come by git: RFCs and milestones."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.db.models import Q

from contributors.mailmap import address_key
from contributors.models import Identity
from rfcs.models import Rfc, Text
from roadmap.models import Milestone
from search.employers import Employers
from search.made import By, Kind, Made, shared, version
from search.models import Document
from search.words import fold

VERSIONED: dict[Kind, tuple[str, ...]] = {
    Kind.RFC: ("slug", "phase", "resolution", "current_revision", "gone_at"),
    Kind.MILESTONE: ("blob_oid", "commit_oid", "state", "gone_at"),
}


def rfcs(chosen: Q) -> list[Made]:
    """Return RFCs as their latest revision has them."""
    rows = list(
        Rfc.objects.filter(chosen).select_related("project", "current_revision")
    )
    texts = _texts(rows)
    addresses = {
        address_key(author["email"])
        for rfc in rows
        for author in rfc.authors
        if author.get("email")
    }
    known = dict(
        Identity.objects.filter(email__in=addresses).values_list("email", "contributor")
    )
    employers = Employers(pk for pk in known.values() if pk)
    made = []
    for rfc in rows:
        revision = rfc.current_revision
        at = revision.committed_at if revision else rfc.changed_at
        day = rfc.created or at.date()
        body = texts.get((revision.blob_oid, revision.markup), "") if revision else ""
        credits = []
        for author in rfc.authors:
            person = known.get(address_key(author.get("email") or ""))
            name = author.get("name") or author.get("handle") or ""
            if name:
                credits.append(By(name, person, employers.at(person, at)))
        document = Document(
            **shared(Kind.RFC, rfc.pk, rfc.project_id, rfc.pk, at, rfc.title, body),
            number=rfc.number,
            sought_number=fold(rfc.number) if rfc.number else "",
            state=rfc.phase,
            url=f"/rfcs/{rfc.project.slug}/{rfc.slug}/",
            version=version(_row(rfc, VERSIONED[Kind.RFC])),
        )
        document.year = day.year
        heading = f"RFC {rfc.number} {rfc.process} {rfc.number} {rfc.title}"
        made.append(Made(document, heading, credits))
    return made


def _texts(rows: Iterable[Rfc]) -> dict[tuple[str, str], str]:
    blobs = [row.current_revision.blob_oid for row in rows if row.current_revision]
    found = Text.objects.filter(blob_oid__in=blobs)
    return {
        (blob, markup): "\n".join(block["text"] for block in blocks) or source
        for blob, markup, blocks, source in found.values_list(
            "blob_oid", "markup", "blocks", "source"
        )
    }


def milestones(chosen: Q) -> list[Made]:
    """Return milestones with what they promise."""
    made = []
    for row in Milestone.objects.filter(chosen).select_related("project", "repository"):
        at = row.committed_at or row.repository.added_at
        criteria = "\n".join(map(_plain, row.criteria))
        body = f"{row.summary}\n{criteria}"
        columns = shared(
            Kind.MILESTONE, row.pk, row.project_id, row.rfc_id, at, row.title, body
        )
        document = Document(
            **columns,
            state="gone" if row.gone_at else row.state,
            url=row.get_absolute_url(),
            version=version(_row(row, VERSIONED[Kind.MILESTONE])),
        )
        if row.target_date:
            document.year = row.target_date.year
        credits = [By(name) for name in {row.owner, row.champion} if name]
        made.append(Made(document, f"{row.key} {row.title}", credits))
    return made


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(map(_plain, value.values()))
    return value if isinstance(value, str) else ""


def _row(row: models.Model, columns: Iterable[str]) -> list[object]:
    names = (f"{name}_id" if name == "current_revision" else name for name in columns)
    return [getattr(row, name) for name in names]
