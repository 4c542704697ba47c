"""Milestones and drafts can be voted on, and hear what was decided."""

import pytest

from governance import subjects
from governance.errors import UnknownSubject
from governance.subjects import Outcome
from roadmap import editions


def outcome_of(decision, key):
    return Outcome(
        key=key,
        revision="",
        project=decision.project.slug,
        number=decision.number,
        disposition=decision.disposition,
        decided_at=decision.decided_at,
    )


def test_a_milestone_stands_at_its_commit(make_milestone):
    milestone = make_milestone("driver")
    subject = subjects.current("milestone", str(milestone.pk))
    assert subject.revision == milestone.commit_oid
    assert subject.project == "stack"
    assert subject.url == "/roadmap/stack/milestones/driver/"
    assert subject.closed == ""


def test_its_text_hash_changes_with_what_it_says(make_milestone):
    milestone = make_milestone("driver")
    before = subjects.current("milestone", str(milestone.pk)).text_hash
    milestone.criteria = ["It boots"]
    milestone.save()
    assert subjects.current("milestone", str(milestone.pk)).text_hash != before


def test_an_acceptance_bears_the_lines_of_drafts(draft, decision):
    item = draft.items.first()
    key = str(item.milestone_id)
    subjects.hooks_of("milestone").decided(outcome_of(decision, key))
    item.refresh_from_db()
    assert item.decision == decision


def test_a_rejection_bears_nothing(draft, make_decision):
    item = draft.items.first()
    rejected = make_decision(disposition="reject")
    subjects.hooks_of("milestone").decided(outcome_of(rejected, str(item.milestone_id)))
    item.refresh_from_db()
    assert item.decision is None


def test_a_draft_stands_at_the_digest_of_what_it_says(draft, maintainer):
    before = subjects.current("edition", str(draft.pk)).revision
    editions.annotate_item(draft.items.first(), by=maintainer, note="New.")
    assert subjects.current("edition", str(draft.pk)).revision != before
    editions.publish(draft, by=maintainer)
    assert "published" in subjects.current("edition", str(draft.pk)).closed


@pytest.mark.parametrize("kind", ["milestone", "edition"])
@pytest.mark.parametrize("key", ["999", "x", ""])
@pytest.mark.django_db
def test_what_does_not_exist_cannot_be_voted_on(kind, key):
    with pytest.raises(UnknownSubject):
        subjects.current(kind, key)
