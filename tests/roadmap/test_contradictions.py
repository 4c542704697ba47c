"""Where word and deed differ is flagged everywhere, and nothing is overwritten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config import pipeline
from governance import subjects
from governance.subjects import Outcome
from mirror.models import Problem
from rfcs import contradictions
from rfcs.lifecycle import State
from rfcs.models import Mention, Rfc


def note(project, days=0):
    at = timezone.now() + timedelta(days=days, seconds=5)
    pipeline.note_contradictions(project, at=at)
    return list(Problem.objects.values_list("path", "code"))


def say(rfc, **fields):
    Rfc.objects.filter(pk=rfc.pk).update(process="althing", **fields)


@pytest.mark.parametrize(
    ("disposition", "state", "days", "code"),
    [
        ("accept", State("accepted", resolution="accepted"), 90, ""),
        ("accept", State("closed", resolution="superseded"), 90, ""),
        ("accept", State("closed", resolution="rejected"), 0, "decided-otherwise"),
        ("accept", State("draft"), 13, ""),
        ("accept", State("draft"), 14, "decision-not-in-document"),
        ("accept", State(), 90, ""),
        ("reject", State("closed", resolution="withdrawn"), 90, ""),
        ("reject", State("settled", resolution="accepted"), 0, "decided-otherwise"),
        ("reject", State("review"), 90, "decision-not-in-document"),
        ("postpone", State("draft", activity="deferred"), 90, ""),
        ("postpone", State("draft"), 90, "decision-not-in-document"),
        ("postpone", State("released"), 0, "decided-otherwise"),
    ],
)
def test_a_document_agrees_with_a_decision_or_not(disposition, state, days, code):
    found = contradictions.against(disposition, state, since=timedelta(days=days))
    assert found == code


def test_a_document_that_says_the_opposite_is_flagged_and_keeps_its_word(
    project, rfc, make_decision
):
    say(rfc, status="accepted")
    make_decision(disposition="reject")
    assert note(project) == [(rfc.path, "decided-otherwise")]
    problem = Problem.objects.get()
    assert "rejected. The document says “accepted”." in problem.message
    rfc.refresh_from_db()
    assert rfc.status == "accepted"


def test_a_decision_that_the_document_never_learns_is_flagged_in_time(
    project, rfc, make_decision
):
    say(rfc, status="draft")
    make_decision()
    assert note(project) == []
    assert note(project, 20) == [(rfc.path, "decision-not-in-document")]
    seen = Problem.objects.get().seen_at
    note(project, 21)
    assert Problem.objects.get().seen_at == seen
    say(rfc, status="accepted")
    assert note(project, 20) == []


def test_a_decision_that_is_void_contradicts_nothing(project, rfc, make_decision):
    say(rfc, status="accepted")
    decision = make_decision(disposition="reject")
    decision.ballot.state = "void"
    decision.ballot.save()
    assert note(project) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"phase": "closed", "resolution": "withdrawn"}, "built-though-closed"),
        ({"phase": "draft", "resolution": "none"}, "built-before-acceptance"),
        ({"phase": "closed", "resolution": "superseded"}, ""),
        ({"phase": "accepted", "resolution": "accepted"}, ""),
    ],
)
@pytest.mark.parametrize("work", [{"state": "done"}, {"proof": "partly"}, {}])
def test_work_on_what_nobody_accepted_is_flagged(
    project, rfc, make_milestone, fields, code, work
):
    say(rfc, **fields)
    make_milestone("driver", rfc=rfc, **work)
    expected = [(rfc.path, code)] if code and work else []
    assert note(project) == expected


def mention(rfc, oid, *, by_trailer=True):
    Mention.objects.create(
        repository=rfc.repository,
        number=rfc.number,
        oid=oid * 40,
        subject="Light",
        by_trailer=by_trailer,
    )


def test_commits_that_name_what_nobody_accepted_in_a_trailer_are_flagged(project, rfc):
    say(rfc, phase="draft")
    mention(rfc, "a", by_trailer=False)
    assert note(project) == []
    mention(rfc, "b")
    assert note(project) == [(rfc.path, "built-before-acceptance")]
    assert f"commit {'b' * 12}" in Problem.objects.get().message
    say(rfc, phase="accepted")
    assert note(project) == []


def test_a_trailer_with_the_number_of_two_documents_tells_of_neither(project, rfc):
    say(rfc, phase="draft")
    mention(rfc, "b")
    Rfc.objects.create(
        project=project,
        repository=rfc.repository,
        number=rfc.number,
        slug="other-7",
        path="other/0007-other.md",
        format="althing",
        title="Other",
        changed_at=timezone.now(),
    )
    assert note(project) == []


def test_work_on_what_is_decided_at_last_is_flagged_no_longer(
    project, rfc, make_milestone, make_decision
):
    say(rfc, phase="draft")
    make_milestone("driver", rfc=rfc, state="done")
    assert note(project) == [(rfc.path, "built-before-acceptance")]
    decision = make_decision()
    subjects.hooks_of("rfc").decided(
        Outcome(
            key=str(rfc.pk),
            revision="7" * 40,
            project=project.slug,
            number=decision.number,
            disposition="accept",
            decided_at=decision.decided_at,
        )
    )
    assert not Problem.objects.exists()


@pytest.fixture
def contradicted(project, rfc, make_decision):
    say(rfc, status="accepted", phase="accepted")
    make_decision(disposition="reject")
    before = Rfc.objects.get(pk=rfc.pk).changed_at
    note(project)
    assert Rfc.objects.get(pk=rfc.pk).changed_at > before
    return rfc


def test_it_is_said_in_the_list_and_in_the_repository(contradicted, project, client):
    other = Rfc.objects.create(
        project=project,
        repository=contradicted.repository,
        slug="8-other",
        path="rfcs/0008-other.md",
        format="althing",
        title="Other",
        changed_at=timezone.now(),
    )
    page = client.get("/rfcs/?contradicted=yes").content.decode()
    assert contradicted.title in page
    assert other.title not in page
    assert "In contradiction (1)" in page
    page = client.get("/repositories/roadmap/").content.decode()
    assert "/problems/decided-otherwise/" in page
    assert client.get("/problems/decided-otherwise/").status_code == 200


def test_it_is_said_in_the_api(contradicted, client):
    def ask(query):
        return client.get(f"/api/v1/rfcs/?{query}").json()["results"]

    (row,) = ask("contradicted=true")
    assert [problem["code"] for problem in row["problems"]] == ["decided-otherwise"]
    assert row["status"] == "accepted"
    assert ask("contradicted=false") == []
