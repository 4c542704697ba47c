"""What a folder's name says: that proposals lie in it, and in which state.

Plain Python.
"""

import re
from posixpath import basename, dirname

from rfcs.formats import naming

FOLDER = re.compile(
    r"(?:.+[-_])?(?:rfcs?|proposals?|text|design|designs|design[-_]?docs?|decisions?|decision[-_]records?|adrs?"
    r"|enhancements?|specs|blueprints|peps|keps|jeps|neps|content|eips|ercs|zips|cips"
    r"|bips|msc|rfds?|reps|teps|geps|hips|seps|aips|iips|ecips|fips|lips|sips|flips|pdeps"
    r"|improvement[-_]proposals|architecture[-_]decisions?"
    r"|architecture[-_]decision[-_]records?|improvements)",
    re.IGNORECASE,
)
NUMBERED_ONLY = re.compile(
    r"text|content|keps|archived?|closed|done|complete", re.IGNORECASE
)
STATUS_WORDS = re.compile(
    r"(?P<word>draft|drafts|proposed|review|in[-_]review|accepted|approved|active|final"
    r"|implemented|implementable|rejected|withdrawn|superseded|deferred|postponed"
    r"|abandoned|deprecated|obsolete|closed|completed?|done|pending|archived?|provisional"
    r"|living|stagnant|backlog|ideas?|finished|inactive|retired|declined|merged|under[-_]review)"
    r"(?:[-_](?:rfcs?|proposals?|specs?|adrs?))?",
    re.IGNORECASE,
)
GUIDES = re.compile(r"docs?|documentation|guides?|process", re.IGNORECASE)


def is_named(folder: str) -> bool:
    """Whether the folder's name is one that proposals are kept under."""
    if naming.is_other(f"{folder}/x.md"):
        return False
    names = folder.split("/")
    if any(is_kind(name) for name in names[:-1]):
        return _is_division(names[-1])
    return is_kind(names[-1])


def is_kind(folder: str) -> bool:
    """Whether a folder's own name says proposals, or the state of some."""
    name = basename(folder)
    return bool(FOLDER.fullmatch(name) or STATUS_WORDS.fullmatch(name))


def _is_division(name: str) -> bool:
    """Whether a folder parts proposals by year or topic, and is not one's own."""
    if GUIDES.fullmatch(name):
        return False
    return naming.EDITION.fullmatch(name) is not None or not re.search(r"\d{3,}", name)


def takes_any_name(folder: str) -> bool:
    """Whether every text of such a folder is one, numbered or not."""
    *above, name = folder.split("/")
    if is_kind(name):
        return not NUMBERED_ONLY.fullmatch(name)
    return any(is_kind(n) and not NUMBERED_ONLY.fullmatch(n) for n in above)


def status(path: str) -> str:
    """Return the word of the folder that stands for a status, ``""`` for none."""
    for name in reversed(dirname(path).split("/")):
        if found := STATUS_WORDS.fullmatch(name):
            return found["word"]
    return ""
