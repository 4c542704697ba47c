"""A published edition as JSON, made by hand."""


def line(id_="driver", **changes):
    return {
        "id": id_,
        "title": f"The {id_}",
        "summary": "Runs without the old shim.",
        "track": "kernel",
        "owner": "Ines",
        "champion": "",
        "target": "2026-Q3",
        "target_kind": "quarter",
        "due": "2026-09-30",
        "confidence": "planned",
        "status": "in-progress",
        "state": "active",
        "criteria": ["It boots"],
        "depends_on": [],
        "needs": [],
        "links": [],
        "note": "",
        "carried": 0,
        "gone": False,
        "rfc": None,
        "decision": None,
        "source": {
            "repository": "roadmap",
            "address": "https://example.org/roadmap.git",
            "path": f"milestones/{id_}.yaml",
            "commit": "c" * 40,
            "blob": "b" * 40,
            "committed_at": "2026-01-02T03:04:05Z",
        },
        "trail": [],
    } | changes


def rfc(slug="7", **changes):
    return {
        "slug": slug,
        "number": slug,
        "title": "Licences",
        "status": "Draft",
        "phase": "review",
        "resolution": "none",
        "url": f"/rfcs/stack/{slug}/",
    } | changes


def edition(*lines, name="2026.0", **changes):
    year, number = name.split(".")
    return {
        "schema": "althing.roadmap/1",
        "project": {"slug": "stack", "name": "Open Stack"},
        "edition": name,
        "year": int(year),
        "number": int(number),
        "title": "Open Stack roadmap",
        "introduction": "What we will do.",
        "published_at": "2026-01-15T12:00:00Z",
        "published_by": "f" * 32,
        "previous": None,
        "tracks": [{"slug": "kernel", "title": "Kernel", "description": ""}],
        "items": list(lines),
    } | changes


def annex(**changes):
    process = {
        "call": None,
        "proposals": 0,
        "feedback": {},
        "approvals": [],
        "ballot": None,
        "draft": "0" * 64,
    }
    return {
        "schema": "althing.roadmap/2",
        "process": process,
        "carry_over": [],
        "amendment": None,
        "not_accepted": [],
        "deferred": [],
        "calendar": [],
    } | changes


def fate(id_="shim", **changes):
    return {
        "id": id_,
        "title": f"The {id_}",
        "edition": "2025.1",
        "fate": "carried",
        "times": 1,
        "reason": "Not finished.",
        "into": [],
        "fields": [],
        "evidence": "",
        "from_record": True,
    } | changes
