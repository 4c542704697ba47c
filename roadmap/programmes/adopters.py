"""Adopters' reports: a measured claim, reviewed before anybody else sees it."""

import re
from decimal import Decimal, InvalidOperation

from django.db import transaction

from contributors.models import User
from core.results import Allowed, Denied, Verdict, require
from governance import permissions
from governance.permissions import Person
from roadmap.models import Milestone
from roadmap.programmes import filing
from roadmap.programmes.errors import InvalidFiling, NotOpen
from roadmap.programmes.models import AdopterReport, ReportReview

_COMMIT = re.compile(r"[0-9a-f]{7,64}")


@transaction.atomic
def file_report(milestone: Milestone, *, by: User, **said: str) -> AdopterReport:
    """File a measurement: metric, value, unit, method, hardware, commit and link."""
    require(permissions.can_take_part(by, milestone.project))
    value = said["value"].strip()
    try:
        finite = Decimal(value).is_finite()
    except InvalidOperation:
        finite = False
    if not finite or len(value) > 60:
        raise InvalidFiling("The value is one number, such as 12.5.")
    commit = said["commit"].strip().lower()
    if not _COMMIT.fullmatch(commit):
        raise InvalidFiling(
            "Name the commit that was measured: 7 to 64 digits of its id."
        )
    words = {
        "adopter": filing.words(said["adopter"], "Who measured", 200),
        "metric": filing.words(said["metric"], "The metric", 200),
        "value": value,
        "unit": filing.words(said["unit"], "The unit", 40),
        "method": filing.words(said["method"], "The method", 5_000),
        "hardware": filing.words(said["hardware"], "The hardware", 300),
        "commit_oid": commit,
        "link": filing.address(said["link"], "The source"),
    }
    stamp = filing.stamp(by)
    report = AdopterReport.objects.create(
        milestone=milestone,
        reporter=stamp["by"],
        filed_at=stamp["filed_at"],
        entry_id=stamp["entry_id"],
        **words,
    )
    filing.enter(
        "adopter.reported",
        f"milestone:{milestone.pk}",
        stamp,
        words,
        milestone=milestone.pk,
        report=report.pk,
    )
    return report


def can_review(user: Person, report: AdopterReport) -> Verdict:
    """Whether ``user`` may review a report: a maintainer who did not file it."""
    verdict = permissions.can_maintain(user, report.milestone.project)
    if not verdict:
        return verdict
    person = permissions.contributor(user)
    if person and person.pk == report.reporter_id:
        return Denied("Somebody else reviews what you filed.")
    return Allowed()


@transaction.atomic
def review(
    report: AdopterReport, *, by: User, is_shown: bool, reason: str
) -> ReportReview:
    """Say whether a report is shown, and why; said once."""
    locked = AdopterReport.objects.select_for_update(of=("self",))
    report = locked.select_related("milestone__project").get(pk=report.pk)
    require(can_review(by, report))
    if report.state != AdopterReport.State.WAITING:
        raise NotOpen("This report has its review already.")
    stamp = filing.stamp(by)
    made = ReportReview.objects.create(
        report=report,
        is_shown=is_shown,
        reason=filing.words(reason, "The reason", 2_000),
        **stamp,
    )
    state = AdopterReport.State.SHOWN if is_shown else AdopterReport.State.REFUSED
    report.state = state
    report.save(update_fields=["state"])
    filing.enter(
        "adopter.reviewed",
        f"milestone:{report.milestone_id}",
        stamp,
        {"shown": is_shown, "reason": made.reason},
        report=report.pk,
        shown=is_shown,
    )
    return made
