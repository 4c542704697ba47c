"""Rust project goals: a Markdown file for each goal, with a table of metadata.

The period is the folder (``src/2026/…``, ``src/2025h1/…``). A file whose table has no
status is no goal: ``roadmap-*.md`` describes a theme, which becomes a track.
"""

import re
from pathlib import PurePosixPath

from roadmap.formats import markdown
from roadmap.formats.fields import keyed
from roadmap.formats.found import (
    Ask,
    Format,
    FoundFile,
    FoundMilestone,
    FoundTrack,
    Issue,
)
from roadmap.formats.markdown import Section, Table

STATES = {
    "proposed": ("planned", "planned"),
    "accepted": ("active", "committed"),
    "completed": ("done", "committed"),
    "not accepted": ("dropped", ""),
}
LEVELS = ("small", "medium", "large")
_PERIOD = re.compile(r"20\d\d(?:[hH][12])?")
_CHAMPION = re.compile(r"\[?([\w-]{1,60})\]?\s+champion", re.IGNORECASE)
_ISSUE = re.compile(r"([\w.-]{1,60}/[\w.-]{1,80})#(\d{1,9})")
_OTHERS = {"readme", "summary", "template", "roadmap_template"}
_THEMES = ("roadmap", "flagship")
_KNOWN = {
    "short title",
    "point of contact",
    "owner",
    "owner(s)",
    "status",
    "tracking issue",
    "what and why",
    "teams",
    "task owners",
}


def claims(path: str) -> bool:
    """Whether the file stands where the goals of a period stand."""
    where = PurePosixPath(path)
    if where.suffix != ".md" or len(where.parts) < 3 or where.parts[0] != "src":
        return False
    if where.stem.lower() in _OTHERS:
        return False
    return len(where.parts) == 3 and bool(_PERIOD.fullmatch(where.parts[1]))


def read(path: str, data: bytes) -> FoundFile:
    """Return the goal, or the theme, that the file describes; or nothing."""
    text = data.decode("utf-8-sig", errors="replace").replace("\0", "\ufffd")
    parts = markdown.sections(text)
    found = _metadata(parts)
    if found is None:
        return FoundFile()
    part, table = found
    goal = _Goal(path, parts, part, table)
    if "status" in goal.members:
        return FoundFile(milestones=(goal.milestone(),), issues=tuple(goal.issues))
    if PurePosixPath(path).stem.startswith("roadmap-"):
        return FoundFile(tracks=(goal.theme(),))
    message = "The table of metadata has no status: this is no goal."
    return FoundFile(issues=(Issue("missing-status", message, table.line),))


def _metadata(parts: list[Section]) -> tuple[Section, Table] | None:
    """Return the first table that begins with “Metadata”, before any subgoal."""
    for part in parts:
        for table in part.tables():
            if table.header and table.header[0].strip("* ").lower() == "metadata":
                return part, table
    return None


class _Goal:
    def __init__(
        self, path: str, parts: list[Section], part: Section, table: Table
    ) -> None:
        self.path = PurePosixPath(path)
        self.parts = parts
        self.part = part
        self.table = table
        self.known = markdown.definitions(parts)
        self.issues: list[Issue] = []
        self.members: dict[str, list[str]] = {}
        self.names: dict[str, str] = {}
        for row in table.rows:
            name = row[0].strip() if row else ""
            value = row[1] if len(row) > 1 else ""
            self.names.setdefault(name.lower(), name)
            self.members.setdefault(name.lower(), []).append(value)

    def milestone(self) -> FoundMilestone:
        status = self._text("status")
        state, confidence = self._state(status)
        title = self.part.title or self._text("short title") or self.path.stem
        tracking = self._tracking()
        return FoundMilestone(
            key=keyed(f"{self.path.parts[1].lower()}-{self.path.stem}"),
            title=title[:500],
            track=self._theme_names()[0][:80],
            owner=self._owner(),
            champion=", ".join(f"{who} ({team})" for team, who in self._champions())[
                :200
            ],
            target=self.path.parts[1],
            confidence=confidence,
            status=status[:200],
            state=state,
            summary=self._summary()[:20_000],
            criteria=tuple(self._tasks()),
            needs=tuple(self._needs()),
            links=((("Tracking issue", tracking),) if tracking else ()),
            tracking=tracking,
            asks=tuple(self._asks()),
            more=tuple(self._more()),
        )

    def theme(self) -> FoundTrack:
        title = self._text("short title") or self.part.title or self.path.stem
        return FoundTrack(
            keyed(title).lower()[:80],
            title[:200],
            (self._text("what and why") or self._summary())[:5_000],
        )

    def _text(self, name: str) -> str:
        return markdown.plain(", ".join(v for v in self.members.get(name, []) if v))

    def _note(self, code: str, message: str) -> None:
        self.issues.append(Issue(code, message, self.table.line))

    def _state(self, status: str) -> tuple[str, str]:
        known = STATES.get(status.lower())
        if known is None:
            listed = ", ".join(STATES)
            self._note("unknown-status", f"status “{status}” is not one of: {listed}.")
            return "unknown", ""
        return known

    def _owner(self) -> str:
        for name in ("point of contact", "owner(s)", "owner"):
            if found := self._text(name):
                return found[:200]
        self._note("missing-owner", "The goal names no point of contact.")
        return ""

    def _champions(self) -> list[tuple[str, str]]:
        found = []
        for name, values in self.members.items():
            if match := _CHAMPION.fullmatch(name):
                found += [(match[1], markdown.plain(v)) for v in values if v]
        return found

    def _theme_names(self) -> list[str]:
        found = []
        for name in _THEMES:
            for value in self.members.get(name, []):
                word = markdown.plain(value).strip()
                if word.lower() in {"yes", "no", "n/a", ""}:
                    word = "Flagship" if word.lower() == "yes" else ""
                if word:
                    found.append(word)
        return found or [""]

    def _tracking(self) -> str:
        raw = " ".join(self.members.get("tracking issue", []))
        for _, address in markdown.links(raw, self.known):
            if address.startswith(("https://", "http://")):
                return address[:500]
        if match := _ISSUE.search(raw):
            return f"https://github.com/{match[1]}/issues/{match[2]}"
        return ""

    def _summary(self) -> str:
        for part in self.parts:
            if part.title.lower() == "summary":
                return part.prose()
        return self._text("what and why")

    def _tables(self, first: str, second: str) -> list[Table]:
        """Return the tables whose header begins with these two words."""
        return [
            table
            for part in self.parts
            for table in part.tables()
            if len(table.header) > 1
            and table.header[0].lower().startswith(first)
            and table.header[1].lower().startswith(second)
        ]

    def _tasks(self) -> list[str]:
        found = []
        for row in (r for t in self._tables("task", "owner") for r in t.rows):
            task, who = (*row, "", "")[:2]
            if not task.strip() or "![team]" in who.lower():
                continue
            names = ", ".join(re.findall(r"@[\w-]+", who))
            found.append(markdown.plain(task) + (f" ({names})" if names else ""))
        return found[:200]

    def _needs(self) -> list[str]:
        found = []
        for row in (r for t in self._tables("task", "owner") for r in t.rows):
            if len(row) > 1 and "help want" in row[1].lower():
                found.append(f"Help: {markdown.plain(row[0])}")
        for table in self._tables("task", "experience"):
            found += [f"Help: {markdown.plain(row[0])}" for row in table.rows if row[0]]
        for table in self._tables("purpose", "cost"):
            for row in table.rows:
                purpose, cost = (*row, "", "")[:2]
                if purpose:
                    found.append(f"Funding: {markdown.plain(purpose)} ({cost})")
        return list(dict.fromkeys(found))[:100]

    def _asks(self) -> list[Ask]:
        champions = dict(self._champions())
        found = []
        for table in self._tables("team", "support"):
            for row in table.rows:
                name, level, what = (*row, "", "", "")[:3]
                team = (markdown.references(name) or [markdown.plain(name)])[0]
                if not team or not (level or what):
                    continue
                if level and level.lower() not in LEVELS:
                    self._note("unknown-level", f"The support “{level}” is no level.")
                who = champions.get(team, "")
                found.append(Ask(team, level, markdown.plain(what), who))
        for row in (r for t in self._tables("task", "owner") for r in t.rows):
            if len(row) > 1 and "![team]" in row[1].lower():
                found += [
                    Ask(team, "", markdown.plain(row[0]), champions.get(team, ""))
                    for team in dict.fromkeys(markdown.references(row[1]))
                ]
        return found

    def _more(self) -> list[tuple[str, str]]:
        """Return what else the table says, word for word."""
        return [
            (self.names[name], markdown.plain(value))
            for name, values in self.members.items()
            for value in values
            if name and value and name not in _KNOWN and not _CHAMPION.fullmatch(name)
        ]


FORMAT = Format("goals", claims, read)
