"""Labels: put one on an RFC, take it off. Maintainers do; the record says who."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from contributors import accounts
from contributors.models import User
from core.canonical import sha256_hex
from core.errors import InvalidInput
from core.results import require
from ledger import log
from mirror.models import Project
from rfcs import permissions
from rfcs.models import Label, Labelling, Rfc

MOST = 20
LONGEST = 40


@transaction.atomic
def put(rfc: Rfc, *, by: User, name: str) -> Labelling:
    """Put a label on an RFC; a name that is new makes the label.

    Names that read alike, but for case and signs, are one label.
    """
    rfc = _locked(rfc)
    require(permissions.can_label(by, rfc))
    label = _label(rfc.project, name)
    standing = Labelling.objects.filter(rfc=rfc, taken_at=None)
    if there := standing.filter(label=label).first():
        return there
    if standing.count() >= MOST:
        raise InvalidInput(f"{MOST} labels on one RFC are enough: take one off first.")
    person = accounts.contributor_of(by)
    made = Labelling.objects.create(
        rfc=rfc, label=label, put_by=person, put_at=timezone.now()
    )
    _write_down(rfc)
    _record("rfc.labelled", made, made.entry_id, person.public_id)
    return made


@transaction.atomic
def take_off(rfc: Rfc, *, by: User, slug: str) -> Labelling | None:
    """Take a label off an RFC; that it was there stays in the record."""
    rfc = _locked(rfc)
    require(permissions.can_label(by, rfc))
    there = Labelling.objects.filter(rfc=rfc, taken_at=None, label__slug=slug)
    found = there.select_related("label").first()
    if found is None:
        return None
    person = accounts.contributor_of(by)
    found.taken_by, found.taken_at = person, timezone.now()
    found.save(update_fields=["taken_by", "taken_at"])
    _write_down(rfc)
    _record("rfc.unlabelled", found, found.taken_entry_id, person.public_id)
    return found


def of_project(project: Project) -> QuerySet[Label]:
    """Return the labels that a project has used."""
    return Label.objects.filter(project=project)


def _label(project: Project, name: str) -> Label:
    name = " ".join(name.replace("\x00", "").split())
    slug = slugify(name, allow_unicode=True)
    if not slug or not name.isprintable() or len(name) > LONGEST:
        raise InvalidInput(
            f"A label is a word or a few, of at most {LONGEST} characters."
        )
    made = {"name": name, "made_at": timezone.now()}
    return Label.objects.get_or_create(project=project, slug=slug, defaults=made)[0]


def _locked(rfc: Rfc) -> Rfc:
    rows = Rfc.objects.select_for_update(of=("self",)).select_related("project")
    return rows.get(pk=rfc.pk)


def _write_down(rfc: Rfc) -> None:
    """Keep the labels in the RFC's row, where every list and page reads it anyway."""
    rows = Label.objects.filter(labellings__rfc=rfc, labellings__taken_at=None)
    rfc.labels = list(rows.order_by("name").values("id", "slug", "name"))
    rfc.changed_at = timezone.now()
    rfc.save(update_fields=["labels", "changed_at"])


def _record(kind: str, labelling: Labelling, entry_id: str, actor: str) -> None:
    label = labelling.label
    log.append(
        kind,
        {"label": label.pk, "name": sha256_hex(label.name.encode())},
        entry_id=entry_id,
        subject=f"rfc:{labelling.rfc_id}",
        actor=actor,
    )
