"""What an edition says, drawn from the rows: live for a draft, frozen once out."""

from collections.abc import Iterable, Mapping
from typing import Any

from roadmap import publication, trail
from roadmap.models import Edition, EditionItem, EditionItemQuerySet, Track

Facts = dict[str, Any]


def items_of(edition: Edition) -> list[EditionItem]:
    """Return the lines of an edition with all that they say and rest on."""
    return list(edition.items.with_grounds())


def frozen(edition: Edition, items: Iterable[EditionItem]) -> Facts:
    """Return a published edition as one JSON value, from its frozen facts alone.

    With all its items, in their order and with their trails, the value has the
    published bytes.
    """
    kept = edition.facts or {}
    lines = [(item.facts or {}) | {"trail": item.trail.steps} for item in items]
    annex = kept.get("annex")
    return publication.document(kept["front"], kept["tracks"], lines, annex)


def outlined(edition: Edition) -> tuple[Facts, list[EditionItem]]:
    """Return a published edition without its trails, and its lines: one query."""
    kept = edition.facts or {}
    items = list(edition.items.order_by("position", "pk"))
    lines = [(item.facts or {}) | {"trail": []} for item in items]
    annex = kept.get("annex")
    return publication.document(kept["front"], kept["tracks"], lines, annex), items


def published_items(edition: Edition) -> EditionItemQuerySet:
    """Return the lines of a published edition with their frozen trails."""
    return edition.items.select_related("trail").order_by("position", "pk")


def drawn(
    edition: Edition, items: list[EditionItem], annex: Facts | None = None
) -> Facts:
    """Return the document of a draft whose items are already read."""
    steps = trail.trails(items)
    lines = [item_facts(item) | {"trail": steps[item.pk]} for item in items]
    front, tracks = front_facts(edition), track_facts(items)
    return publication.document(front, tracks, lines, annex)


def front_facts(edition: Edition, previous: Edition | None = None) -> Facts:
    """Return what stands before the lines."""
    publisher = edition.published_by
    front: Facts = publication.normalised(
        {
            "project": {"slug": edition.project.slug, "name": edition.project.name},
            "edition": str(edition),
            "year": edition.year,
            "number": edition.number,
            "title": edition.title,
            "introduction": edition.introduction,
            "published_at": trail.moment(edition.published_at),
            "published_by": publisher.public_id if publisher else None,
            "previous": previous
            and {"edition": str(previous), "json_hash": previous.json_hash},
        }
    )
    return front


def track_facts(items: Iterable[EditionItem]) -> list[Facts]:
    """Return the tracks of the lines, in their order."""
    tracks = {i.milestone.track_id: i.milestone.track for i in items}
    ordered = sorted(
        (track for track in tracks.values() if track),
        key=lambda track: (track.position, track.title, track.slug),
    )
    return [_track(track) for track in ordered]


def item_facts(item: EditionItem) -> Facts:
    """Return one line as it stands now, without its trail."""
    milestone = item.milestone
    rfc, decision = milestone.rfc, item.decision
    said: Facts = publication.normalised(
        {
            "id": milestone.key,
            "title": milestone.title,
            "summary": milestone.summary,
            "track": milestone.track.slug if milestone.track else "",
            "owner": milestone.owner,
            "champion": milestone.champion,
            "target": milestone.target,
            "target_kind": milestone.target_kind,
            "due": milestone.target_date and milestone.target_date.isoformat(),
            "confidence": milestone.confidence,
            "status": milestone.status,
            "state": milestone.state,
            "criteria": milestone.criteria,
            "depends_on": milestone.dependencies,
            "needs": milestone.needs,
            "links": milestone.links,
            "note": item.note,
            "carried": item.carried,
            "gone": milestone.gone_at is not None,
            "rfc": rfc
            and {
                "slug": rfc.slug,
                "number": rfc.number,
                "title": rfc.title,
                "status": rfc.status,
                "phase": rfc.phase,
                "resolution": rfc.resolution,
                "url": rfc.get_absolute_url(),
            },
            "decision": decision
            and {
                "number": decision.number,
                "disposition": decision.disposition,
                "decided_at": trail.moment(decision.decided_at),
                "entry": decision.entry_id,
                "url": decision.get_absolute_url(),
            },
            "source": {
                "repository": milestone.repository.name,
                "address": milestone.repository.url,
                "path": milestone.path,
                "commit": milestone.commit_oid,
                "blob": milestone.blob_oid,
                "committed_at": trail.moment(milestone.committed_at),
            },
        }
    )
    return said


def _track(track: Track) -> Facts:
    return {
        "slug": track.slug,
        "title": track.title,
        "description": track.description,
    }


def decisions_in(document: Mapping[str, Any]) -> list[str]:
    """Return the entry ids of the decisions that the lines rest on, each once."""
    return sorted({i["decision"]["entry"] for i in document["items"] if i["decision"]})
