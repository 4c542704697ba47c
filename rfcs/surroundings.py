"""What stands around a document: who wrote it, what it is related to, what is said of
it elsewhere, and what is wrong with its file. Reads only, each when it is asked for.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mirror.models import Problem
from rfcs import carriers, contradictions, mentions, relations
from rfcs.models import Letter, Rfc

MOST_LETTERS = 200


class Surroundings:
    """The surroundings of one RFC; ``present`` says of what there is anything."""

    def __init__(self, rfc: Rfc, present: frozenset[str]) -> None:
        self.rfc, self.present = rfc, present

    @property
    def authors(self) -> list[str]:
        """Their names, or handles where the source gives no names."""
        people = [a for a in self.rfc.authors if isinstance(a, dict)]
        return [str(a.get("name") or a.get("handle") or "unnamed") for a in people]

    @cached_property
    def letters(self) -> list[Letter]:
        """Replies to a series that was posted by e-mail, to any of its versions."""
        if self.rfc.format != "mail":
            return []
        rows = Letter.objects.filter(rfc=self.rfc, role=Letter.Role.REPLY)
        return list(rows.order_by("sent_at", "pk")[:MOST_LETTERS])

    @property
    def mailed_trailers(self) -> list[dict[str, Any]]:
        """Who said Reviewed-by and the like in a reply, and on which version."""
        return [
            {**trailer, "version": letter.version, "at": letter.sent_at}
            for letter in self.letters
            for trailer in letter.trailers
        ]

    @cached_property
    def _problems(self) -> list[Mapping[str, object]]:
        if "problems" not in self.present:
            return []
        found = Problem.objects.filter(
            repository=self.rfc.repository_id, path=self.rfc.path
        )
        return list(found.order_by().values("source", "line", "code", "message"))

    @property
    def problems(self) -> list[Mapping[str, object]]:
        """What could not be read in this document."""
        known = contradictions.SOURCES
        return [row for row in self._problems if row["source"] not in known]

    @property
    def contradictions(self) -> list[Mapping[str, object]]:
        """Where its own word and what was decided or built do not agree."""
        known = contradictions.SOURCES
        return [row for row in self._problems if row["source"] in known]

    @cached_property
    def related(self) -> list[relations.Group]:
        """Other documents that this one names, or that name it."""
        if "relations" not in self.present:
            return []
        return relations.of(self.rfc)

    @property
    def successors(self) -> list[relations.Other]:
        """What stands in its place now."""
        found = [g for g in self.related if g.kind == "superseded_by"]
        return found[0].others if found else []

    @cached_property
    def delivered_by(self) -> list[carriers.Carrier]:
        """What delivers it: milestones of the roadmap."""
        return carriers.of(self.rfc.pk, self.present)

    @cached_property
    def named_by(self) -> list[mentions.Naming]:
        """The newest commits of the project's code that name it."""
        return mentions.of(self.rfc)

    @property
    def discussed_at(self) -> list[tuple[str, str]]:
        """Where it was discussed elsewhere: the words, and their web address if any."""
        said = [str(where).strip() for where in self.rfc.discussion]
        return [
            (where, where if where.startswith(("https://", "http://")) else "")
            for where in said
            if where
        ]
