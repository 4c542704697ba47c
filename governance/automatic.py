"""Ballots that a policy opens by itself: which rule fits which text. Plain Python."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from governance import exact
from governance.errors import InvalidPolicy

KNOWN = ("name", "kind", "path", "state", "procedure", "question", "do")
DEEDS = ("draft", "announce", "open")
MOST_RULES = 20
LONGEST_QUESTION = 300
TITLE = "{title}"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True)
class Candidate:
    """A text that a rule may fit: what it is, where it lies and how it stands."""

    kind: str
    key: str
    title: str
    path: str
    state: str


def require(rules: Any, procedures: Mapping[str, Any], standard: Any) -> None:
    """Refuse rules that could never do what they say."""
    if not isinstance(rules, list) or len(rules) > MOST_RULES:
        raise InvalidPolicy(f"auto: lists at most {MOST_RULES} rules.")
    seen = set()
    for index, rule in enumerate(rules):
        place = f"auto[{index}]"
        exact.members(place, rule, KNOWN)
        for name in KNOWN:
            if not isinstance(rule.get(name, ""), str):
                raise InvalidPolicy(f"{place}.{name}: is not text.")
        name = rule.get("name", "")
        if not _NAME.fullmatch(name) or len(name) > 60:
            raise InvalidPolicy(f"{place}.name: is a word of letters, digits and -.")
        if name in seen:
            raise InvalidPolicy(f"{place}.name: another rule is called {name}.")
        seen.add(name)
        _require_one(place, rule, procedures, standard)


def _require_one(
    place: str, rule: Mapping[str, Any], procedures: Mapping[str, Any], standard: Any
) -> None:
    if not rule.get("path") and not rule.get("state"):
        raise InvalidPolicy(f"{place}: without path and state it would fit every text.")
    deed = rule.get("do", "draft")
    if deed not in DEEDS:
        raise InvalidPolicy(f"{place}.do: is one of {', '.join(DEEDS)}.")
    if TITLE not in (rule.get("question") or TITLE):
        raise InvalidPolicy(f"{place}.question: has no {TITLE} to name the text.")
    if len(rule.get("question", "")) > LONGEST_QUESTION:
        raise InvalidPolicy(f"{place}.question: is too long.")
    named = rule.get("procedure", "")
    if named and named not in procedures:
        raise InvalidPolicy(f"{place}.procedure: there is no procedure {named!r}.")
    procedure = procedures[named] if named else standard
    if procedure.get("ask"):
        raise InvalidPolicy(
            f"{place}.procedure: it asks for {', '.join(procedure['ask'])}, and "
            "nobody is there to answer."
        )
    ranked = procedure["method"] in ("approval", "debian", "schulze", "stv")
    if ranked and not procedure.get("options"):
        raise InvalidPolicy(f"{place}.procedure: it has no options to choose from.")
    if deed == "open" and procedure.get("announce-days"):
        raise InvalidPolicy(f"{place}.do: the procedure asks for an announcement.")


def fitting(
    rules: Iterable[Mapping[str, Any]], candidate: Candidate
) -> list[Mapping[str, Any]]:
    """Return the rules that fit a text, in the order of the policy."""
    return [
        rule
        for rule in rules
        if rule.get("kind", "rfc") == candidate.kind
        and fnmatchcase(candidate.path, rule.get("path") or "*")
        and rule.get("state", "") in ("", candidate.state)
    ]


def question(rule: Mapping[str, Any], title: str) -> str:
    """Return the question that a rule puts."""
    asked = str(rule.get("question") or f"Shall “{TITLE}” be accepted?")
    return asked.replace(TITLE, title)
