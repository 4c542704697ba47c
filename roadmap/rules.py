"""Rules by which something counts as done: what must be found in git. Plain Python.

A rule says one thing that a repository either holds or does not. Patterns know only
``*`` (anything but a slash), ``**`` (any folders) and ``?``; they are bounded, so that
no rule can make a check run away.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from unicodedata import normalize

from core.canonical import canonical_hash

PATH, COMMIT, TAG, LINE, MILESTONES = "path", "commit", "tag", "line", "milestones"
HEAD = "head"
ANY = "*"
MEMBERS = {
    PATH: {"path", "at", "repository"},
    COMMIT: {"commit", "at", "repository"},
    TAG: {"tag", "repository"},
    LINE: {"file", "line", "at", "repository"},
    MILESTONES: {"milestones"},
}
MAX_PATTERN = 300
MAX_WILDCARDS = 8
MAX_RULES = 50
MAX_NAMED = 200

Note = Callable[[str, str], None]


@dataclass(frozen=True)
class Rule:
    """One thing to be found.

    ``pattern`` is the path, the trailer's value or the tag; ``line`` a pattern for one
    line of a file; ``at`` a pattern of tags or "head". Without a repository, the one
    that the rule's own file is in is meant.
    """

    kind: str
    pattern: str = ""
    at: str = ""
    line: str = ""
    repository: str = ""
    milestones: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return the rule that ``as_json`` wrote."""
        members = dict(value)
        members["milestones"] = tuple(members.get("milestones", ()))
        return cls(**members)

    def as_json(self) -> dict[str, Any]:
        """Return the rule as a value that JSON holds; empty members are left out."""
        written = {name: value for name, value in asdict(self).items() if value}
        if self.milestones:
            written["milestones"] = list(self.milestones)
        return written

    def hash(self) -> str:
        """Return the digest by which the same rule is known, whoever states it."""
        return canonical_hash(self.as_json())

    @property
    def is_git(self) -> bool:
        """Whether a repository answers it, and not other milestones."""
        return self.kind != MILESTONES


def read(value: Any, note: Note, *, own: str = "", home: str = "") -> tuple[Rule, ...]:
    """Return the rules that a file states under ``evidence``.

    What is no rule is noted and left out. ``own`` is the id that stands for an empty
    trailer, ``home`` the repository that is meant where none is named.
    """
    listed = value if isinstance(value, list) else [] if value is None else [value]
    if len(listed) > MAX_RULES:
        note("too-many-rules", f"Only the first {MAX_RULES} rules are read.")
    found = []
    for index, members in enumerate(listed[:MAX_RULES], start=1):
        try:
            found.append(_rule(members, own, home))
        except ValueError as error:
            note("bad-rule", f"Rule {index} under “evidence” is not read: {error}")
    return tuple(found)


def _rule(members: Any, own: str, home: str) -> Rule:
    if not isinstance(members, Mapping):
        raise ValueError("it should hold named members.")
    kind = _kind(members)
    for name in members:
        if name not in MEMBERS[kind]:
            raise ValueError(f"“{name}” does not belong to a rule of “{kind}”.")
    if kind == MILESTONES:
        return Rule(kind, milestones=_named(members[MILESTONES]))
    if kind == COMMIT:
        said = _word(members, COMMIT)
        pattern = own if said in {"", "own"} else said
    else:
        pattern = _pattern(members, "file" if kind == LINE else kind)
    if not pattern:
        raise ValueError(f"“{kind}” is empty.")
    at = "" if kind == TAG else _pattern(members, "at") or ANY
    if kind == COMMIT and at == HEAD:
        raise ValueError("a commit counts once it is in a tag, not at the head.")
    line = _pattern(members, LINE) if kind == LINE else ""
    if kind in {PATH, LINE}:
        _require_inside(pattern)
    if kind == LINE and ("*" in pattern or "?" in pattern):
        raise ValueError("“file” names one file, without a pattern.")
    repository = _word(members, "repository") or home
    return Rule(kind, pattern, at, line, repository)


def _kind(members: Mapping[str, Any]) -> str:
    kinds = [kind for kind in (PATH, COMMIT, TAG, MILESTONES) if kind in members]
    if "file" in members or LINE in members:
        kinds.append(LINE)
    if not kinds:
        listed = "path, commit, tag, file with line, or milestones"
        raise ValueError(f"it says none of {listed}.")
    if len(kinds) > 1:
        raise ValueError(f"it says both “{kinds[0]}” and “{kinds[1]}”.")
    if kinds == [LINE] and not {"file", LINE} <= set(members):
        raise ValueError("“file” and “line” belong together.")
    return kinds[0]


def _word(members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > MAX_PATTERN:
        raise ValueError(f"“{name}” should be a text of at most {MAX_PATTERN} letters.")
    return normalize("NFC", value.strip())


def _pattern(members: Mapping[str, Any], name: str) -> str:
    word = _word(members, name)
    if word.count("*") + word.count("?") > MAX_WILDCARDS:
        raise ValueError(f"“{name}” has more than {MAX_WILDCARDS} wildcards.")
    return word


def _require_inside(path: str) -> None:
    steps = path.split("/")
    if any(step in {"", ".", ".."} for step in steps):
        raise ValueError(f"“{path}” is not a path inside a repository.")


def _named(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    names = [v.strip() for v in listed if isinstance(v, str) and v.strip()]
    if not names or len(names) > MAX_NAMED or len(names) != len(listed):
        raise ValueError(f"“milestones” should list one to {MAX_NAMED} ids.")
    return tuple(names)
