"""Designations: applied for, checked, given by a ballot, ended by time or decision."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.errors import Conflict, InvalidInput, NotPermitted
from governance import subjects
from governance.subjects import Outcome
from ledger.models import Pending
from mirror import repositories
from mirror.models import Problem
from roadmap.evidence import gathering
from roadmap.evidence.models import Claim
from roadmap.programmes import designations
from roadmap.programmes.importing import import_programmes
from roadmap.programmes.models import Application, Criteria
from roadmap.programmes.standing import checked, missing

FILE = """\
designation: ai-ready
title: AI-ready distribution
version: 1
months: 6
description: Runs models *at once*.
asks:
  - {id: repository, title: Mirrored repository}
criteria:
  - id: list
    title: The packages are listed
    evidence: [{file: AI.md, line: "*runtime*", at: "v*", repository: "{repository}"}]
  - {id: help, title: Somebody answers}
"""


@pytest.fixture
def world(git_server, project, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    plans, distro = git_server.create("plans.git"), git_server.create("distro.git")
    plans.commit({"designations/ai-ready.yaml": FILE})
    distro.commit({"README": "hi"})
    homes = [
        repositories.add(served.url, project=project, name=name, holds=(holds,))
        for served, name, holds in (
            (plans, "plans", "roadmap"),
            (distro, "distro", "code"),
        )
    ]

    def sync():
        for home in homes:
            assert not repositories.fetch(home).error_code
        import_programmes(homes[0])
        gathering.check(project)

    sync()
    return plans, distro, sync


@pytest.fixture
def criteria(world):
    return Criteria.objects.get()


@pytest.fixture
def application(criteria, passer_by):
    return designations.apply(
        criteria,
        by=passer_by,
        product="Fjord Linux 12",
        statement="A *calm* system.",
        values={"repository": "distro"},
    )


def meet(world, application, maintainer):
    _, distro, sync = world
    distro.git("tag", "v1", distro.commit({"AI.md": "the runtime\n"}))
    sync()
    designations.assess(
        application, by=maintainer, criterion="help", is_met=True, reason="They do."
    )


def decide(kind, application, make_decision, disposition="accept"):
    decision = make_decision(disposition)
    subjects.hooks_of(kind).decided(
        Outcome(
            key=str(application.pk),
            revision="",
            project="stack",
            number=decision.number,
            disposition=disposition,
            decided_at=timezone.now(),
        )
    )
    application.refresh_from_db()
    return decision


def test_rules_and_people_check_the_criteria_and_a_ballot_waits_for_them(
    world, application, maintainer
):
    assert [c.state for c in checked(application)] == ["unmet", "waiting"]
    closed = subjects.current("designation", str(application.pk)).closed
    assert "The packages are listed, Somebody answers" in closed
    meet(world, application, maintainer)
    assert missing(application) == []
    assert subjects.current("designation", str(application.pk)).closed == ""
    with pytest.raises(Conflict, match="Git answers"):
        designations.assess(
            application, by=maintainer, criterion="list", is_met=True, reason="Yes."
        )


def test_a_ballot_gives_it_until_it_expires(
    world, application, maintainer, make_decision, client
):
    meet(world, application, maintainer)
    designations.set_conditions(application, by=maintainer, text="Say so *yearly*.")
    badge = f"/badges/designation/{application.pk}.svg"
    assert "applied" in client.get(badge).content.decode()
    decision = decide("designation", application, make_decision)
    assert application.state == "designated"
    assert application.decision == decision
    assert 178 < (application.expires_at - application.designated_at).days < 186
    assert "designated" in client.get(badge).content.decode()
    page = client.get(application.get_absolute_url()).content.decode()
    assert "Say so <em>yearly</em>." in page
    later = application.expires_at + timedelta(seconds=1)
    assert designations.lapse(at=application.expires_at - timedelta(days=1)) == 0
    assert designations.lapse(at=later) == 1
    assert designations.lapse(at=later) == 0
    application.refresh_from_db()
    assert application.state == "lapsed"
    assert "lapsed" in client.get(badge).content.decode()
    assert not Claim.objects.exists()
    kinds = list(Pending.objects.values_list("kind", flat=True))
    assert kinds.count("designation.granted") == 1
    assert kinds.count("designation.ended") == 1


def test_a_decision_withdraws_or_refuses_it(
    world, application, maintainer, make_decision, client
):
    meet(world, application, maintainer)
    key = str(application.pk)
    assert subjects.current("designation-withdrawal", key).closed
    decide("designation", application, make_decision)
    assert subjects.current("designation-withdrawal", key).closed == ""
    decide("designation-withdrawal", application, make_decision, "reject")
    assert application.state == "designated"
    decide("designation-withdrawal", application, make_decision)
    assert application.state == "withdrawn"
    with pytest.raises(Conflict):
        designations.end(application, "lapsed", at=timezone.now())


def test_a_refused_application_stays_on_record(application, make_decision, client):
    decide("designation", application, make_decision, "reject")
    assert application.state == "refused"
    page = client.get("/roadmap/stack/designations/").content.decode()
    assert "Fjord Linux 12" in page


def test_changed_criteria_need_a_new_version(world, criteria, application, passer_by):
    plans, _, sync = world
    plans.commit({"designations/ai-ready.yaml": FILE.replace("months: 6", "months: 9")})
    sync()
    assert Problem.objects.get(source="programmes").code == "version-taken"
    assert Criteria.objects.get().months == 6
    plans.commit(
        {"designations/ai-ready.yaml": FILE.replace("version: 1", "version: 2")}
    )
    sync()
    assert Criteria.objects.count() == 2
    assert application.criteria.version == 1
    with pytest.raises(Conflict, match="newer version"):
        designations.apply(
            criteria, by=passer_by, product="B", statement="C", values={}
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Criteria.objects.update(months=1)


def test_only_the_applicant_shows_and_only_others_assess(
    application, passer_by, maintainer, criteria
):
    said = {"criterion": "help", "text": "We answer.", "link": "https://example.org"}
    with pytest.raises(NotPermitted, match="applicant"):
        designations.show(application, by=maintainer, **said)
    designations.show(application, by=passer_by, **said)
    with pytest.raises(NotPermitted):
        designations.assess(
            application, by=passer_by, criterion="help", is_met=True, reason="Yes."
        )
    with pytest.raises(InvalidInput, match="no such criterion"):
        designations.show(application, by=passer_by, criterion="x", text="Y")
    own = designations.apply(
        criteria,
        by=maintainer,
        product="Ours",
        statement="S",
        values={"repository": "distro"},
    )
    with pytest.raises(NotPermitted, match="Somebody else"):
        designations.assess(
            own, by=maintainer, criterion="help", is_met=True, reason="Yes."
        )


def test_what_is_shown_later_changes_what_a_ballot_is_about(application, passer_by):
    before = subjects.current("designation", str(application.pk)).revision
    designations.show(application, by=passer_by, criterion="help", text="We answer.")
    assert subjects.current("designation", str(application.pk)).revision != before


def test_it_is_all_done_in_the_browser(world, criteria, client, passer_by, maintainer):
    client.force_login(passer_by)
    page = criteria.get_absolute_url()
    assert "Runs models <em>at once</em>" in client.get(page).content.decode()
    form = {"product": "Harbour", "statement": "S", "ask-repository": "distro"}
    answer = client.post(f"{page}apply/", form, follow=True)
    assert "Your application is filed" in answer.content.decode()
    made = Application.objects.get()
    act = f"{made.get_absolute_url()}act/"
    client.post(
        act, {"action": "show", "criterion": "help", "text": "We *do*.", "link": ""}
    )
    client.force_login(maintainer)
    client.post(
        act,
        {"action": "assess", "criterion": "help", "is_met": "yes", "reason": "Seen."},
    )
    client.post(act, {"action": "conditions", "text": "Yearly."})
    shown = client.get(made.get_absolute_url()).content.decode()
    for words in ("We <em>do</em>.", "Seen.", "Yearly.", "1 of 2 criteria are met"):
        assert words in shown
    assert client.post(act, {"action": "dance"}).status_code == 400


def test_the_list_costs_the_same_with_many_applications(
    world, criteria, client, passer_by, count_queries
):
    def grow(count):
        for n in range(count):
            designations.apply(
                criteria,
                by=passer_by,
                product=f"P{n}",
                statement="S",
                values={"repository": "distro"},
            )

    grow(1)
    pages = ["/roadmap/stack/designations/", criteria.get_absolute_url()]
    before = [count_queries(lambda p=p: client.get(p)) for p in pages]
    before = [count_queries(lambda p=p: client.get(p)) for p in pages]
    grow(5)
    assert [count_queries(lambda p=p: client.get(p)) for p in pages] == before
