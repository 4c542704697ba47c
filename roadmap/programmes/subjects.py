"""Designations as subjects of ballots: given by decision, withdrawn by decision."""

from django.utils import timezone

from governance import subjects
from governance.errors import UnknownSubject
from governance.models import Decision
from governance.subjects import Hooks, Outcome, Subject
from roadmap.programmes import designations
from roadmap.programmes.models import Application
from roadmap.programmes.standing import missing

State = Application.State
GRANT, WITHDRAW = "designation", "designation-withdrawal"
GRANT_EFFECTS = {
    "accept": "The designation is given, with its conditions, until it expires.",
    "reject": "The application is refused; the applicant may file another.",
    "postpone": "The application stays open.",
}
WITHDRAW_EFFECTS = {
    "accept": "The designation is withdrawn at once; its badge says so.",
    "reject": "The designation stays.",
    "postpone": "The designation stays.",
}


def register() -> None:
    """Make designations known to the ballots."""
    subjects.register(GRANT, Hooks(to_grant, granted, GRANT_EFFECTS))
    subjects.register(WITHDRAW, Hooks(to_withdraw, withdrawn, WITHDRAW_EFFECTS))


def to_grant(key: str) -> Subject:
    """Return an application as it stands now, closed until its criteria are met."""
    application = _found(key)
    closed = ""
    if application.state != State.FILED:
        closed = "The application is settled."
    elif unmet := missing(application):
        closed = f"Criteria are not met yet: {', '.join(unmet)}."
    return _subject(GRANT, application, closed)


def to_withdraw(key: str) -> Subject:
    """Return a designation as it stands now."""
    application = _found(key)
    is_held = application.state == State.DESIGNATED
    closed = "" if is_held else "The designation is not in force."
    return _subject(WITHDRAW, application, closed)


def granted(outcome: Outcome) -> None:
    """Give the designation, or refuse it, as the decision says."""
    application, decision = _found(outcome.key), _decision(outcome)
    if outcome.disposition == Decision.Disposition.ACCEPT:
        designations.grant(application, decision, at=outcome.decided_at)
    elif outcome.disposition == Decision.Disposition.REJECT:
        designations.end(
            application, State.REFUSED, at=outcome.decided_at, decision=decision
        )


def withdrawn(outcome: Outcome) -> None:
    """Withdraw the designation if the decision accepts that."""
    if outcome.disposition == Decision.Disposition.ACCEPT:
        designations.end(
            _found(outcome.key),
            State.WITHDRAWN,
            at=timezone.now(),
            decision=_decision(outcome),
        )


def _found(key: str) -> Application:
    rows = Application.objects.select_related("criteria__project")
    found = rows.filter(pk=key).first() if key.isdecimal() else None
    if found is None:
        raise UnknownSubject(f"There is no application with the key “{key}”.")
    return found


def _decision(outcome: Outcome) -> Decision:
    return Decision.objects.get(project__slug=outcome.project, number=outcome.number)


def _subject(kind: str, application: Application, closed: str) -> Subject:
    digest = designations.text_hash(application)
    return Subject(
        kind=kind,
        key=str(application.pk),
        revision=digest,
        title=str(application),
        url=application.get_absolute_url(),
        project=application.criteria.project.slug,
        text_hash=digest,
        closed=closed,
    )
