"""Adopters' reports: measured, with a source, reviewed before they are shown."""

import pytest

from core.errors import Conflict, InvalidInput, NotPermitted
from ledger.models import Pending
from roadmap.programmes import adopters
from roadmap.programmes.models import AdopterReport

SAID = {
    "adopter": "Kestrel Cloud",
    "metric": "Throughput",
    "value": "12.5",
    "unit": "GiB/s",
    "method": "A week of training.",
    "hardware": "Two cards",
    "commit": "abcdef1",
    "link": "https://example.org/data",
}


@pytest.fixture
def milestone(make_milestone):
    return make_milestone("driver")


@pytest.fixture
def report(milestone, passer_by):
    return adopters.file_report(milestone, by=passer_by, **SAID)


def test_nobody_else_sees_a_report_before_its_review(
    client, milestone, report, passer_by, maintainer
):
    page = milestone.get_absolute_url()
    assert "12.5" not in client.get(page).content.decode()
    client.force_login(passer_by)
    assert "Waits for its review" in client.get(page).content.decode()
    client.force_login(maintainer)
    client.post(
        f"/roadmap/stack/reports/{report.pk}/review/",
        {"is_shown": "yes", "reason": "Measured again here."},
    )
    client.logout()
    shown = client.get(page).content.decode()
    assert "12.5 GiB/s" in shown
    assert 'href="https://example.org/data"' in shown
    assert "Measured again here." in shown
    kinds = set(Pending.objects.values_list("kind", flat=True))
    assert {"adopter.reported", "adopter.reviewed"} <= kinds


def test_a_refused_report_is_never_shown(client, milestone, report, maintainer):
    adopters.review(report, by=maintainer, is_shown=False, reason="No data there.")
    client.force_login(maintainer)
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert "12.5" not in page
    with pytest.raises(Conflict):
        adopters.review(report, by=maintainer, is_shown=True, reason="Yet.")


def test_nobody_reviews_what_they_filed(milestone, passer_by, report, maintainer):
    with pytest.raises(NotPermitted):
        adopters.review(report, by=passer_by, is_shown=True, reason="Mine.")
    own = adopters.file_report(milestone, by=maintainer, **SAID)
    with pytest.raises(NotPermitted, match="Somebody else"):
        adopters.review(own, by=maintainer, is_shown=True, reason="Mine.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"link": ""},
        {"link": "ftp://example.org"},
        {"method": " "},
        {"value": "fast"},
        {"value": "NaN"},
        {"commit": "HEAD"},
        {"unit": ""},
    ],
)
def test_a_report_without_its_source_is_refused(milestone, passer_by, wrong):
    with pytest.raises(InvalidInput):
        adopters.file_report(milestone, by=passer_by, **(SAID | wrong))
    assert not AdopterReport.objects.exists()


def test_a_report_is_filed_in_the_browser(client, milestone, passer_by):
    client.force_login(passer_by)
    answer = client.post("/roadmap/stack/milestones/driver/reports/", SAID, follow=True)
    assert "shown once it is reviewed" in answer.content.decode()
    assert AdopterReport.objects.get().milestone == milestone
