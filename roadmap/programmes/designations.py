"""Acts on designations: apply, show, assess, set conditions, grant, end, lapse."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from contributors.models import User
from core.canonical import canonical_hash
from core.ids import new_id
from core.markup import render_comment
from core.results import Allowed, Denied, Verdict, require
from core.text import clean
from governance import permissions
from governance.models import Ballot, Decision
from governance.permissions import Person
from ledger import log
from roadmap.evidence import claims
from roadmap.programmes import filing
from roadmap.programmes.errors import InvalidFiling, NotOpen
from roadmap.programmes.models import Application, Assessment, Criteria, Exhibit
from roadmap.programmes.standing import rules_of

State = Application.State


@transaction.atomic
def apply(
    criteria: Criteria,
    *,
    by: User,
    product: str,
    statement: str,
    values: Mapping[str, str],
) -> Application:
    """Ask for a designation; from now on the rules of its criteria are checked."""
    require(permissions.can_take_part(by, criteria.project))
    if not _is_newest(criteria):
        raise NotOpen("There is a newer version of these criteria: apply under that.")
    asked = [ask["id"] for ask in criteria.asks]
    given = {key: filing.words(values.get(key, ""), f"“{key}”", 200) for key in asked}
    stamp = filing.stamp(by)
    statement = filing.words(statement, "What it is", 5_000)
    application = Application.objects.create(
        criteria=criteria,
        product=filing.words(product, "The name", 120),
        applicant=stamp["by"],
        values=given,
        statement=statement,
        statement_html=render_comment(statement),
        filed_at=stamp["filed_at"],
        entry_id=stamp["entry_id"],
    )
    stated = [rule for own in rules_of(application).values() for rule in own]
    claims.state(criteria.project, application.holder, stated)
    filing.enter(
        "designation.filed",
        _subject(application),
        stamp,
        {"product": application.product, "values": given, "statement": statement},
        criteria=criteria.pk,
        version=criteria.version,
    )
    return application


def can_show(user: Person, application: Application) -> Verdict:
    """Whether ``user`` may show something for a criterion: only the applicant."""
    if application.state != State.FILED:
        return Denied("The application is settled.")
    person = permissions.contributor(user)
    if person and person.pk == application.applicant_id:
        return Allowed()
    return Denied("Only the applicant files what is shown for a criterion.")


@transaction.atomic
def show(
    application: Application, *, by: User, criterion: str, text: str, link: str = ""
) -> Exhibit:
    """File what the applicant shows for one criterion."""
    application = _locked(application)
    require(can_show(by, application))
    _require_criterion(application, criterion)
    stamp = filing.stamp(by)
    text = filing.words(text, "What you show", 5_000)
    exhibit = Exhibit.objects.create(
        application=application,
        criterion=criterion,
        text=text,
        text_html=render_comment(text),
        link=filing.address(link, "The link", needed=False),
        **stamp,
    )
    filing.enter(
        "designation.exhibit",
        _subject(application),
        stamp,
        {"text": text, "link": exhibit.link},
        application=application.pk,
        criterion=criterion,
    )
    return exhibit


def can_assess(user: Person, application: Application) -> Verdict:
    """Whether ``user`` may assess criteria: a maintainer who did not apply."""
    if application.state != State.FILED:
        return Denied("The application is settled.")
    verdict = permissions.can_maintain(user, application.criteria.project)
    if not verdict:
        return verdict
    person = permissions.contributor(user)
    if person and person.pk == application.applicant_id:
        return Denied("Somebody else assesses what you applied for.")
    return Allowed()


@transaction.atomic
def assess(
    application: Application, *, by: User, criterion: str, is_met: bool, reason: str
) -> Assessment:
    """Say of a criterion that no rule checks whether it is met."""
    application = _locked(application)
    require(can_assess(by, application))
    entry = _require_criterion(application, criterion)
    if entry["by"] == "rule":
        raise NotOpen("Git answers this criterion, not a person.")
    stamp = filing.stamp(by)
    made = Assessment.objects.create(
        application=application,
        criterion=criterion,
        is_met=is_met,
        reason=filing.words(reason, "The reason", 2_000),
        **stamp,
    )
    filing.enter(
        "designation.assessed",
        _subject(application),
        stamp,
        {"met": is_met, "reason": made.reason},
        application=application.pk,
        criterion=criterion,
        met=is_met,
    )
    return made


@transaction.atomic
def set_conditions(application: Application, *, by: User, text: str) -> Application:
    """Say under which conditions the designation would be given.

    Not while people vote: what they read is what the decision gives.
    """
    application = _locked(application)
    require(can_assess(by, application))
    ballots = Ballot.objects.on("designation", str(application.pk))
    if ballots.filter(state__in=(*Ballot.VOTING, Ballot.State.CLOSED)).exists():
        raise NotOpen("A ballot on the conditions as they stand is not decided yet.")
    text = clean(text)
    if len(text) > 5_000:
        raise InvalidFiling("Conditions may have at most 5,000 characters.")
    application.conditions = text
    application.conditions_html = render_comment(text) if text else ""
    application.save(update_fields=["conditions", "conditions_html"])
    filing.enter(
        "designation.conditions",
        _subject(application),
        filing.stamp(by),
        text,
        application=application.pk,
    )
    return application


def text_hash(application: Application) -> str:
    """Return the digest of all that a ballot on the application is about."""
    exhibits = application.exhibits.values_list("entry_id", flat=True)
    words = application.assessments.values_list("entry_id", flat=True)
    return canonical_hash(
        {
            "entry": application.entry_id,
            "criteria": application.criteria.content_hash,
            "exhibits": sorted(exhibits),
            "assessments": sorted(words),
            "conditions": application.conditions,
            "state": str(application.state),
        }
    )


@transaction.atomic
def grant(application: Application, decision: Decision, *, at: datetime) -> None:
    """Give the designation, as a decision says; called in its transaction."""
    application = _locked(application)
    if application.state != State.FILED:
        raise NotOpen("The application is settled already.")
    application.state = State.DESIGNATED
    application.decision = decision
    application.designated_at = at
    application.expires_at = _months_later(at, application.criteria.months)
    application.save()
    log.append(
        "designation.granted",
        {
            "application": application.pk,
            "decision": decision.entry_id,
            "expires": f"{application.expires_at:%Y-%m-%dT%H:%M:%SZ}",
        },
        entry_id=new_id(),
        subject=_subject(application),
    )


@transaction.atomic
def end(
    application: Application,
    state: str,
    *,
    at: datetime,
    decision: Decision | None = None,
) -> None:
    """End an application or a designation: refused, lapsed or withdrawn."""
    application = _locked(application)
    expected = State.FILED if state == State.REFUSED else State.DESIGNATED
    if application.state != expected:
        raise NotOpen("The application is settled already.")
    application.state, application.ended_at = State(state), at
    if decision is not None:
        application.decision = decision
    application.save()
    claims.release(application.criteria.project, application.holder)
    body: dict[str, object] = {"application": application.pk, "state": state}
    if decision is not None:
        body["decision"] = decision.entry_id
    log.append(
        "designation.ended", body, entry_id=new_id(), subject=_subject(application)
    )


def lapse(*, at: datetime) -> int:
    """End every designation whose time is over; return how many."""
    due = list(Application.objects.lapsing_at(at))
    for application in due:
        try:
            end(application, State.LAPSED, at=at)
        except NotOpen:
            continue  # somebody was faster
    return len(due)


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related("criteria__project").get(pk=application.pk)


def _is_newest(criteria: Criteria) -> bool:
    later = Criteria.objects.filter(
        project=criteria.project_id, slug=criteria.slug, version__gt=criteria.version
    )
    return not later.exists()


def _require_criterion(application: Application, criterion: str) -> dict[str, object]:
    for entry in application.criteria.criteria:
        if entry["id"] == criterion:
            found: dict[str, object] = entry
            return found
    raise InvalidFiling("The criteria have no such criterion.")


def _months_later(at: datetime, months: int) -> datetime:
    month = at.month - 1 + months
    year, month = at.year + month // 12, month % 12 + 1
    day = min(at.day, monthrange(year, month)[1])
    return at.replace(year=year, month=month, day=day, microsecond=0)


def _subject(application: Application) -> str:
    return f"designation:{application.pk}"
