"""Put a question: written down by a procedure of the policy, open to nobody yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from contributors import accounts
from contributors.models import User
from core import clock
from core.errors import NotPermitted
from core.results import require
from core.text import clean
from governance import answers, deadlines, exact, permissions, procedures, subjects
from governance.errors import (
    BallotNotReady,
    InvalidBallot,
    InvalidPolicy,
    InvalidVotes,
)
from governance.models import Ballot
from governance.standing import current
from governance.subjects import Subject
from mirror.models import Project

MOST_DAYS = 366
LONGEST_OPTION = 200


@transaction.atomic
def draft_ballot(
    kind: str,
    key: str,
    *,
    by: User | None,
    question: str,
    procedure: str = procedures.STANDARD,
    asked: Mapping[str, Any] | None = None,
    options: Sequence[str] = (),
    texts: Mapping[str, str] | None = None,
    closes_at: datetime | None = None,
    zone: str = "UTC",
    method: str = "",
    parameters: dict[str, Any] | None = None,
    by_rule: str = "",
) -> Ballot:
    """Write down a question on a subject as it stands now; nobody can vote yet.

    The policy's procedure says how it is counted and held; ``asked`` fills in what
    it leaves to the question, ``texts`` pins options to texts (``"rfc:12"``, or
    ``"rfc:12@<revision>"``). Nobody in ``by`` is the policy's rule ``by_rule``.
    """
    subject = subjects.current(kind, key)
    project = Project.objects.get(slug=subject.project)
    if by is not None:
        require(permissions.can_open_ballot(by, project))
    elif not by_rule:
        raise NotPermitted("A ballot is drafted by somebody, or by a rule.")
    if subject.closed:
        raise BallotNotReady(subject.closed)
    policy, now = current(project), clock.now()
    rule = _procedure(policy.body, procedure)
    _require_amendment(policy.body, kind, procedure)
    chosen = [clean(option) for option in options] or list(rule.get("options", []))
    if method in ("", rule["method"]):
        method = rule["method"]
        if parameters is None:
            parameters = _parameters(rule, asked or {}, chosen)
    held = procedures.held(rule)
    ballot = Ballot(
        project=project,
        subject_kind=kind,
        subject_key=key,
        subject_revision=subject.revision,
        subject_title=subject.title[:500],
        subject_url=subject.url[:500],
        question=clean(question),
        policy=policy,
        procedure=procedure,
        method=method,
        options=chosen,
        texts=_pinned(texts or {}, chosen),
        parameters=parameters or {},
        rules=held,
        created_by=accounts.contributor_of(by) if by else None,
        by_rule=by_rule,
        zone=zone,
        closes_at=closes_at
        or deadlines.later(now, exact.period("days", held["days"]), zone),
    )
    require_whole(ballot, now)
    ballot.save()
    return ballot


def require_whole(ballot: Ballot, now: datetime) -> None:
    """Refuse a question or rule that contradicts itself, before anyone votes."""
    if not ballot.question:
        raise InvalidBallot("A ballot needs a question.")
    deadlines.zone_of(ballot.zone)
    if not now < ballot.closes_at <= now + timedelta(days=MOST_DAYS):
        raise InvalidBallot(
            f"The deadline must lie ahead, at most {MOST_DAYS} days from now."
        )
    _require_options(ballot)
    try:
        procedures.rehearse(ballot.method, ballot.options, ballot.parameters)
    except InvalidVotes as error:
        raise InvalidBallot(f"The rule cannot be counted by: {error}") from None


def require_unchanged(ballot: Ballot) -> Subject:
    """Return the text as it was drafted on; refuse one that changed or went away."""
    subject = subjects.current(ballot.subject_kind, ballot.subject_key)
    _require_same(subject, ballot.subject_revision, "The text")
    for option, pin in ballot.texts.items():
        _require_same(subjects.pinned(pin["ref"]), pin["revision"], f"“{option}”")
    return subject


def _require_same(subject: Subject, revision: str, what: str) -> None:
    if subject.closed:
        raise BallotNotReady(subject.closed)
    if subject.revision != revision:
        raise BallotNotReady(
            f"{what} has changed since this ballot was drafted, from "
            f"{revision[:10]} to {subject.revision[:10]}. "
            "Draft it again on the current text."
        )
    if not subject.text_hash:
        raise BallotNotReady(f"{what} could not be read, so it cannot be frozen.")


def _procedure(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    try:
        return procedures.named(body, name)
    except InvalidPolicy as error:
        raise InvalidBallot(error.message) from None


def _require_amendment(body: Mapping[str, Any], kind: str, procedure: str) -> None:
    """Refuse a change of the policy by another procedure than the policy names."""
    wanted = body.get("amendment", {}).get("procedure", "")
    if kind == "policy" and wanted and procedure != wanted:
        raise InvalidBallot(
            f"The policy is changed by its procedure “{wanted}”, and by no other."
        )


def _parameters(
    rule: Mapping[str, Any], asked: Mapping[str, Any], options: Sequence[str]
) -> dict[str, Any]:
    """Return what the procedure fixes, with what it leaves to the question."""
    given = procedures.parameters(rule)
    for name in asked:
        if name not in rule.get("ask", []) and name not in ("organisations",):
            raise InvalidBallot(f"The policy fixes “{name}”; a question cannot set it.")
    if rule["method"] == "debian" and "default" not in given and options:
        given["default"] = options[-1]
    return {**given, **asked}


def _pinned(texts: Mapping[str, str], options: Sequence[str]) -> dict[str, Any]:
    found = {}
    for option, reference in texts.items():
        if option not in options:
            raise InvalidBallot(f"“{option}” is not an option of this ballot.")
        text = subjects.pinned(reference)
        found[option] = {
            "ref": reference,
            "kind": text.kind,
            "key": text.key,
            "revision": text.revision,
            "title": text.title,
            "url": text.url,
        }
    return found


def _require_options(ballot: Ballot) -> None:
    if not answers.has_options(ballot.method):
        if ballot.options:
            raise InvalidBallot(f"{ballot.method} has answers of its own.")
        return
    if not 2 <= len(ballot.options) <= procedures.MOST_OPTIONS:
        raise InvalidBallot(
            f"A choice needs 2 to {procedures.MOST_OPTIONS} options, one a line."
        )
    for option in ballot.options:
        if not option or len(option) > LONGEST_OPTION or "\n" in option:
            raise InvalidBallot(
                f"An option is one line of at most {LONGEST_OPTION} letters."
            )
