"""The moment of publication: what an edition says goes into rows and bytes."""

from typing import Any

from django.conf import settings

from core.canonical import sha256_hex
from ledger import log
from roadmap import annex, downloads, facts, fates, publication, trail
from roadmap.models import Edition, EditionFile, EditionItem, ItemTrail
from roadmap.readiness import Readiness

MAX_LOGGED_DECISIONS = 1_000
COLUMNS = ("json", "md")
"""Kept with the edition itself; the other files have rows of their own."""


def freeze(edition: Edition, items: list[EditionItem], ready: Readiness) -> facts.Facts:
    """Write what the edition says into its rows; return it as one value."""
    steps = trail.trails(items)
    previous = fates.before(edition)
    edition.facts = {
        "front": facts.front_facts(edition, previous),
        "tracks": facts.track_facts(items),
        "annex": annex.of(edition, items, ready),
        "base": str(settings.PUBLIC_URL),
    }
    for position, item in enumerate(items):
        item.position = position
        item.facts = facts.item_facts(item)
        item.summary_html = item.milestone.summary_html
    EditionItem.objects.bulk_update(
        items, ["position", "facts", "summary_html"], batch_size=100
    )
    ItemTrail.objects.bulk_create(
        ItemTrail(item=item, steps=steps[item.pk]) for item in items
    )
    fates.freeze(edition, ready.told)
    lines = [(item.facts or {}) | {"trail": steps[item.pk]} for item in items]
    document = publication.document(
        edition.facts["front"], edition.facts["tracks"], lines, edition.facts["annex"]
    )
    _write(edition, document)
    return document


def files_of(document: facts.Facts, base: str) -> dict[str, bytes]:
    """Return every file of the edition, by its kind."""
    return {
        kind: write(document, base) for kind, (_, write) in downloads.WRITERS.items()
    }


def written_again(edition: Edition) -> dict[str, bytes]:
    """Return every file of a published edition, from its frozen facts alone."""
    document = facts.frozen(edition, facts.published_items(edition))
    return files_of(document, base_of(edition))


def base_of(edition: Edition) -> str:
    """Return the address of the site as the edition's files name it."""
    kept = (edition.facts or {}).get("base")
    return str(kept or settings.PUBLIC_URL)


def digests_of(edition: Edition) -> dict[str, str]:
    """Return the published digest of each file: one query."""
    more = dict(edition.files.values_list("kind", "digest"))
    return {"json": edition.json_hash, "md": edition.markdown_hash} | more


def ledger_body(edition: Edition, document: facts.Facts) -> dict[str, Any]:
    """Return what the ledger says of the publication."""
    decisions = facts.decisions_in(document)[:MAX_LOGGED_DECISIONS]
    indices = log.indices(decisions)
    return {
        "project": edition.project.slug,
        "edition": str(edition),
        "json": edition.json_hash,
        "markdown": edition.markdown_hash,
        "files": digests_of(edition),
        "schema": publication.SCHEMA,
        "items": len(document["items"]),
        "decisions": decisions,
        "indices": sorted(indices.values()),
    }


def _write(edition: Edition, document: facts.Facts) -> None:
    files = files_of(document, base_of(edition))
    edition.json_bytes, edition.markdown_bytes = files["json"], files["md"]
    edition.json_hash = sha256_hex(files["json"])
    edition.markdown_hash = sha256_hex(files["md"])
    EditionFile.objects.bulk_create(
        EditionFile(edition=edition, kind=kind, data=data, digest=sha256_hex(data))
        for kind, data in files.items()
        if kind not in COLUMNS
    )
