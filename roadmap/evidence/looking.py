"""Look into one repository: only at what is new since the last look. Git, no writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mirror import repositories
from mirror.errors import TooLarge, Unreadable
from mirror.git import GitRepository
from mirror.models import Repository
from mirror.objects import Tag
from roadmap import rules
from roadmap.evidence.engine import Engine, Finding, TooMuch, Trailer, trailers_of
from roadmap.evidence.models import Check, Evidence, Scan, TrailerCommit
from roadmap.rules import Rule

RULES = 1
"""Grows with every change that should ask all rules again."""
MOST_TAGS = 20_000
LONGEST_TAG = 300


@dataclass
class Answer:
    """What a look says of one rule: still there, lost, found, or in trouble."""

    lost: str = ""
    found: Finding | None = None
    trouble: str = ""


@dataclass
class Look:
    """What a look into one repository brought."""

    repository: Repository
    head: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    trailer_tags: dict[str, str] = field(default_factory=dict)
    trailers: list[Trailer] = field(default_factory=list)
    forget_trailers: bool = False
    answers: dict[str, Answer] = field(default_factory=dict)
    is_new: bool = False


def look(
    repository: Repository, wanted: Sequence[Rule], checks: dict[str, Check]
) -> Look:
    """Ask the repository every rule that has not got its answer yet.

    A rule whose evidence stands is only held against the tag that it names; a rule
    without any is asked of new tags alone, once it has been asked of all.
    """
    result = Look(repository)
    git = repositories.open_git(repository)
    tags = [tag for tag in git.tags() if len(tag.name) <= LONGEST_TAG][:MOST_TAGS]
    result.head = repository.head_oid
    result.tags = {tag.name: tag.oid for tag in tags}
    last = Scan.objects.filter(repository=repository).first()
    if last is None or last.rules != RULES:
        last = Scan(repository=repository)
    reads_messages = any(rule.kind == rules.COMMIT for rule in wanted)
    if reads_messages:
        _read_trailers(git, result, tags, last)
    stored = _stored_trailers(repository) if reads_messages else []
    kept = [] if result.forget_trailers else stored
    engine = Engine(git, result.head, tags, sorted([*kept, *result.trailers], key=_age))
    fresh = [tag for tag in tags if last.tags.get(tag.name) != tag.oid]
    moved = last.head_oid != result.head
    result.is_new = bool(fresh or moved or set(last.tags) - set(result.tags))
    for rule in wanted:
        check = checks.get(rule.hash())
        answer = _ask(engine, rule, check, fresh, moved=moved, known=bool(last.pk))
        if answer is not None:
            result.answers[rule.hash()] = answer
    return result


def finding(evidence: Evidence) -> Finding:
    """Return the finding that a row records."""
    return Finding(
        evidence.commit_oid,
        evidence.committed_at,
        evidence.tag,
        evidence.tag_oid,
        evidence.path,
        evidence.line,
    )


def _ask(
    engine: Engine,
    rule: Rule,
    check: Check | None,
    fresh: list[Tag],
    *,
    moved: bool,
    known: bool,
) -> Answer | None:
    """Return what is new about a rule, or nothing if nothing is."""
    standing = check.evidence if check and check.state in _STANDING else None
    was_asked = known and check is not None and check.trouble != "no-repository"
    try:
        if standing is not None:
            if rule.at == rules.HEAD and not moved:
                return None
            reason = engine.missing(rule, finding(standing))
            return Answer(reason, engine.look(rule)) if reason else None
        if rule.at == rules.HEAD:
            if was_asked and not moved:
                return None
            found = engine.look(rule)
        else:
            found = engine.look(rule, fresh if was_asked else None)
    except TooMuch:
        return Answer(trouble="too-many-files")
    except TooLarge:
        return Answer(trouble="too-large")
    except Unreadable:
        return Answer(trouble="unreadable")
    if found is None and was_asked and check and not check.trouble:
        return None
    return Answer(found=found)


_STANDING = {Check.State.FRESH, Check.State.STALE}


def _read_trailers(
    git: GitRepository, result: Look, tags: list[Tag], last: Scan
) -> None:
    """Read the messages of commits that only new tags reach."""
    before = last.trailer_tags
    result.trailer_tags = result.tags
    if any(result.tags.get(name) != oid for name, oid in before.items()):
        before, result.forget_trailers = {}, True  # a tag was moved or taken away
    new = [tag for tag in tags if tag.name not in before]
    if new:
        walked = git.walk((tag.oid for tag in new), hidden=set(before.values()))
        result.trailers = trailers_of(walked, new)


def _stored_trailers(repository: Repository) -> list[Trailer]:
    rows = TrailerCommit.objects.filter(repository=repository)
    return [Trailer(r.value, r.oid, r.committed_at, r.tag, r.tag_oid) for r in rows]


def _age(trailer: Trailer) -> tuple[float, str]:
    return (trailer.at.timestamp() if trailer.at else 0.0, trailer.oid)


def names(rules_: Iterable[Rule]) -> set[str]:
    """Return the repositories that rules name."""
    return {rule.repository for rule in rules_ if rule.is_git}
