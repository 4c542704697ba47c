"""What can be followed: each kind finds its subject by a key.

A subject is named ``kind:key``, as in the ledger where it has the thing too. A kind
is added here by one function; events name the subjects that they are about, and
nothing else of the room knows the kinds apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from contributors.models import Contributor
from core.canonical import sha256_hex
from following.errors import UnknownSubject
from following.sections import Section, sections
from mirror.models import Project
from rfcs.models import Label, Rfc, Text
from roadmap.models import Milestone, Track
from search.query import read
from search.words import visible

RFC, SECTION, PROJECT, LABEL = "rfc", "section", "project", "label"
TRACK, MILESTONE, PERSON = "track", "milestone", "person"
SEARCH, ANSWERS, NOTICE = "search", "answers", "notice"
WHOLE = frozenset((SECTION, SEARCH, ANSWERS, MILESTONE))
"""Kinds that are narrow by themselves: all of what happens to them matters."""

PUBLIC = frozenset((RFC, SECTION, PROJECT, LABEL, TRACK, MILESTONE, PERSON))
"""Kinds that have a feed of their events; a search has one of its texts."""


@dataclass(frozen=True)
class Subject:
    """Something that can be followed, as it is called now."""

    kind: str
    name: str
    title: str
    url: str
    query: str = ""


def find(kind: str, key: str) -> Subject:
    """Return the subject; raise ``UnknownSubject`` where there is none."""
    finder = _FINDERS.get(kind)
    found = finder(visible(key)[:1000]) if finder else None
    if found is None:
        raise UnknownSubject("There is nothing of this name to follow.")
    return found


def kinds() -> list[str]:
    """Return the kinds that can be followed."""
    return sorted(_FINDERS)


def name(kind: str, key: object) -> str:
    """Return what a subject is called in events and subscriptions."""
    return f"{kind}:{key}"[:200]


def search_name(address: str) -> str:
    """Return what a saved search is called: its query may be longer than a name."""
    return name(SEARCH, sha256_hex(address.encode())[:32])


def _rfc(key: str) -> Subject | None:
    rfc = _rfc_row(key)
    if rfc is None:
        return None
    return Subject(RFC, name(RFC, rfc.pk), f"RFC {rfc}", rfc.get_absolute_url())


def _rfc_row(key: str) -> Rfc | None:
    """Return the RFC of a row's key, or of ``project/slug``."""
    rows = Rfc.objects.select_related("project", "current_revision")
    if "/" in key:
        project, _, slug = key.partition("/")
        return rows.filter(project__slug=project, slug=slug).first()
    return rows.filter(pk=int(key)).first() if _is_key(key) else None


def _section(key: str) -> Subject | None:
    number, _, anchor = key.partition("/")
    rfc = _rfc_row(number)
    heading = sections_of(rfc).get(anchor) if rfc else None
    if rfc is None or heading is None:
        return None
    return Subject(
        SECTION,
        name(SECTION, f"{rfc.pk}/{anchor}"),
        f"“{heading.title}” of RFC {rfc}"[:300],
        f"{rfc.get_absolute_url()}#{anchor}",
    )


def sections_of(rfc: Rfc) -> dict[str, Section]:
    """Return the sections of an RFC's latest text, by their anchors."""
    revision = rfc.current_revision
    if revision is None:
        return {}
    kept = Text.objects.filter(blob_oid=revision.blob_oid, markup=revision.markup)
    text = kept.first()
    return sections(text.html, text.blocks) if text else {}


def _project(key: str) -> Subject | None:
    project = Project.objects.filter(slug=key).first()
    if project is None:
        return None
    url = f"/rfcs/{project.slug}/"
    return Subject(PROJECT, name(PROJECT, project.slug), project.name, url)


def _label(key: str) -> Subject | None:
    rows = Label.objects.select_related("project")
    project, _, slug = key.partition("/")
    if slug:
        label = rows.filter(project__slug=project, slug=slug).first()
    else:
        label = rows.filter(pk=int(key)).first() if _is_key(key) else None
    if label is None:
        return None
    url = f"/rfcs/{label.project.slug}/?{urlencode({'label': label.slug})}"
    title = f"RFCs of {label.project} labelled “{label}”"
    return Subject(LABEL, name(LABEL, label.pk), title, url)


def of_rfc(rfc: Rfc) -> set[str]:
    """Return what an event of an RFC is about: it, its project, its labels."""
    return {
        name(RFC, rfc.pk),
        name(PROJECT, rfc.project.slug),
        *(name(LABEL, label["id"]) for label in rfc.labels),
    }


def _track(key: str) -> Subject | None:
    tracks = Track.objects.select_related("project")
    if "/" in key:
        project, _, slug = key.partition("/")
        track = tracks.filter(project__slug=project, slug=slug).first()
    else:
        track = tracks.filter(pk=int(key)).first() if _is_key(key) else None
    if track is None:
        return None
    url = f"/roadmap/{track.project.slug}/"
    title = f"the track “{track.title}”"
    return Subject(TRACK, name(TRACK, track.pk), title, url)


def _milestone(key: str) -> Subject | None:
    rows = Milestone.objects.select_related("project")
    milestone = rows.filter(pk=int(key)).first() if _is_key(key) else None
    if milestone is None:
        return None
    title = f"the milestone “{milestone.title}”"[:300]
    url = milestone.get_absolute_url()
    return Subject(MILESTONE, name(MILESTONE, milestone.pk), title, url)


def _person(key: str) -> Subject | None:
    person = Contributor.objects.filter(public_id=key).first()
    if person is None:
        return None
    return Subject(
        PERSON, name(PERSON, key), f"what {person.name} does", person.get_absolute_url()
    )


def _answers(key: str) -> Subject | None:
    if not Contributor.objects.filter(public_id=key).exists():
        return None
    title = "answers in threads that I wrote in"
    return Subject(ANSWERS, name(ANSWERS, key), title, "/desk/")


def _search(key: str) -> Subject | None:
    query = read(key)
    if query.is_empty:
        return None
    words = [f"“{query.typed}”"] if query.typed else []
    words += [f"{facet} {value}" for facet, value in sorted(query.facets.items())]
    return Subject(
        SEARCH,
        search_name(query.address),
        f"the search for {', '.join(words)}"[:300],
        f"/search/?{query.address}"[:500],
        query=query.address[:1000],
    )


def _is_key(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 18


_FINDERS: dict[str, Callable[[str], Subject | None]] = {
    RFC: _rfc,
    SECTION: _section,
    PROJECT: _project,
    LABEL: _label,
    TRACK: _track,
    MILESTONE: _milestone,
    PERSON: _person,
    SEARCH: _search,
    ANSWERS: _answers,
}
