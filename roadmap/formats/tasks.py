"""Task lists in a ROADMAP.md, as forges draw them: one milestone for each box.

A heading that names a date or a release is the target of what follows; any other
heading is a track. Boxes inside a box are what it takes to be done.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from roadmap.formats import markdown
from roadmap.formats.fields import KEY, keyed
from roadmap.formats.found import Format, FoundFile, FoundMilestone, Issue
from roadmap.formats.markdown import Task
from roadmap.targets import read_target

_ID = re.compile(r"<!--\s*id:\s*([^\s>]{1,120})\s*-->")
_WHO = re.compile(r"(?<![\w/])@[\w-]{1,60}")
_TARGET = re.compile(r"\(([^()]{2,40})\)\s*$")
_DATED = {"quarter", "half", "date", "month", "year"}
_RELEASE = re.compile(
    r"(?:release\s+|version\s+|milestone\s+)?(v?\d+(?:\.\d+)+\S*)", re.I
)
_YEARS = re.compile(r"(?:roadmap\s+)?(20\d\d)", re.IGNORECASE)


def claims(path: str) -> bool:
    """Whether the file is a ROADMAP.md outside hidden folders."""
    where = PurePosixPath(path)
    if any(part.startswith(".") for part in where.parts):
        return False
    return where.name.lower() == "roadmap.md"


def read(path: str, data: bytes) -> FoundFile:
    """Return a milestone for each outermost box; none is no mistake."""
    text = data.decode("utf-8-sig", errors="replace").replace("\0", "\ufffd")
    reader = _Reader()
    parts = markdown.sections(text)
    reader.known = markdown.definitions(parts)
    for part in parts:
        reader.heading(part.level, part.title)
        for task in part.tasks():
            reader.task(task)
    return FoundFile(milestones=tuple(reader.found), issues=tuple(reader.issues))


@dataclass
class _Reader:
    found: list[FoundMilestone] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[int, str, str]] = field(default_factory=list)

    def heading(self, level: int, title: str) -> None:
        """Go under a heading: a target, a track, or only the title of it all."""
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        target = _target_of(title)
        track = "" if target or level <= 1 else title
        if level:
            self.headings.append((level, target, track))

    def task(self, task: Task) -> None:
        """Take an outermost box as a milestone, an inner one as a criterion."""
        if task.depth and self.found:
            last = self.found[-1]
            said = " (done)" if task.done else f" [{task.mark}]".replace(" [ ]", "")
            words = f"{_words(task.text)}{said}"
            state = "active" if task.done and last.state == "planned" else last.state
            self.found[-1] = replace(
                last, criteria=(*last.criteria, words[:500]), state=state
            )
            return
        self.found.append(self._milestone(task))

    def _milestone(self, task: Task) -> FoundMilestone:
        title = _words(task.text)
        target = self._nearest(1)
        if match := _TARGET.search(title):
            said = read_target(match[1])
            if said.kind in _DATED or said.problem == "no-such-date":
                title, target = title[: match.start()].strip(), match[1]
        return FoundMilestone(
            key=self._key(task, title),
            title=title[:500] or "Untitled",
            track=self._nearest(2)[:80],
            owner=", ".join(dict.fromkeys(_WHO.findall(task.text)))[:200],
            target=target[:120],
            status="[x]" if task.done else f"[{task.mark}]",
            state=self._state(task),
            links=tuple(markdown.links(task.text, self.known)[:50]),
        )

    def _state(self, task: Task) -> str:
        """Return the state by the box; a mark of one's own says nothing to others."""
        if task.done:
            return "done"
        if task.mark != " ":
            message = f"“[{task.mark}]” is neither an empty box nor a ticked one."
            self.issues.append(Issue("unknown-mark", message, task.line))
            return "unknown"
        return "dropped" if task.text.startswith("~~") else "planned"

    def _nearest(self, member: int) -> str:
        for heading in reversed(self.headings):
            if heading[member]:
                return str(heading[member])
        return ""

    def _key(self, task: Task, title: str) -> str:
        match = _ID.search(task.text)
        if match and KEY.fullmatch(match[1]):
            return match[1]
        if match:
            message = f"The id “{match[1]}” may hold letters, digits, “.”, “_” and “-”."
            self.issues.append(Issue("bad-id", message, task.line))
        return keyed(title).lower()[:80] or f"task-{task.line}"


def _words(text: str) -> str:
    return markdown.plain(_ID.sub("", text))


def _target_of(title: str) -> str:
    """Return the target that a heading names, or nothing."""
    first = title.split(":")[0].split(" – ")[0].split(" - ")[0].strip()  # noqa: RUF001
    if read_target(first).kind in _DATED:
        return first
    if match := _RELEASE.fullmatch(first) or _YEARS.fullmatch(first):
        return match[1]
    swapped = re.fullmatch(r"[Qq]([1-4])[\s/-]*(20\d\d)", first)
    return f"{swapped[2]}-Q{swapped[1]}" if swapped else ""


FORMAT = Format("tasks", claims, read)
