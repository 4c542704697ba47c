"""Drafting, editing and publishing a year's roadmap."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.canonical import sha256_hex
from core.errors import Conflict, InvalidInput, NotPermitted
from ledger import log
from ledger.models import Pending
from roadmap import editions
from roadmap.models import Edition, EditionItem, ItemTrail, Track


def order(edition):
    return [i.milestone.key for i in edition.items.select_related("milestone")]


class TestDrafting:
    def test_a_draft_has_what_is_due_that_year_by_track(
        self, project, maintainer, make_milestone
    ):
        edge = Track.objects.create(
            project=project, slug="edge", title="Edge", position=0
        )
        make_milestone("late", target_date="2026-12-31")
        make_milestone("soon", target_date="2026-03-31")
        make_milestone("edgy", track=edge)
        make_milestone("next-year", target_date="2027-03-31")
        make_milestone("undated", target="v9", target_date=None)
        make_milestone("lost", gone_at=timezone.now())
        draft = editions.draft_edition(project, year=2026, by=maintainer)
        assert str(draft) == "2026.0"
        assert order(draft) == ["edgy", "soon", "late"]

    def test_only_maintainers_draft(self, project, passer_by):
        with pytest.raises(NotPermitted, match="maintainers"):
            editions.draft_edition(project, year=2026, by=passer_by)
        assert not Edition.objects.exists()

    def test_a_year_is_drafted_once_at_a_time(self, project, maintainer):
        editions.draft_edition(project, year=2026, by=maintainer)
        with pytest.raises(Conflict, match="exists already"):
            editions.draft_edition(project, year=2026, by=maintainer)

    def test_a_year_out_of_time_is_refused(self, project, maintainer):
        with pytest.raises(InvalidInput, match="9999"):
            editions.draft_edition(project, year=9999, by=maintainer)

    def test_an_amendment_keeps_every_line_of_what_it_amends(
        self, draft, project, maintainer
    ):
        item = draft.items.first()
        editions.annotate_item(item, by=maintainer, note="Held back by hardware.")
        item.milestone.target_date = "2027-01-01"
        item.milestone.state = "done"
        item.milestone.save()
        editions.publish(draft, by=maintainer)
        amendment = editions.draft_edition(project, year=2026, by=maintainer)
        assert str(amendment) == "2026.1"
        assert set(order(amendment)) == {"driver", "scheduler"}
        kept = amendment.items.get(milestone=item.milestone)
        assert (kept.note, kept.carried) == ("Held back by hardware.", 0)

    def test_a_new_year_carries_over_what_was_left_unfinished(
        self, draft, project, maintainer
    ):
        done = draft.items.first().milestone
        editions.publish(draft, by=maintainer)
        done.state = "done"
        done.save()
        coming = editions.draft_edition(project, year=2027, by=maintainer)
        assert order(coming) == ["scheduler"]
        assert coming.items.get().carried == 1


class TestEditing:
    def test_lines_are_added_moved_annotated_and_removed(
        self, draft, maintainer, make_milestone
    ):
        third = make_milestone("third")
        item = editions.add_item(draft, by=maintainer, milestone=third)
        editions.move_item(item, by=maintainer, to=0)
        assert order(draft) == ["third", "driver", "scheduler"]
        editions.remove_item(draft.items.get(position=1), by=maintainer)
        editions.move_item(item, by=maintainer, to=99)
        assert order(draft) == ["scheduler", "third"]

    def test_all_milestones_of_a_target_come_at_once(
        self, draft, maintainer, make_milestone
    ):
        for key in ("x", "y"):
            make_milestone(key, target="v1.33", target_date=None)
        assert editions.add_items_due(draft, by=maintainer, target="v1.33") == 2
        assert editions.add_items_due(draft, by=maintainer, target="v1.33") == 0
        assert editions.add_items_due(draft, by=maintainer, target=" ") == 0

    def test_a_milestone_stands_in_an_edition_once(self, draft, maintainer):
        milestone = draft.items.first().milestone
        with pytest.raises(Conflict, match="already"):
            editions.add_item(draft, by=maintainer, milestone=milestone)

    def test_the_introduction_is_rendered_safely(self, draft, maintainer):
        text = "Hello <script>alert(1)</script> *there*"
        edition = editions.describe(
            draft, by=maintainer, title=" A  title ", introduction=text
        )
        assert edition.title == "A title"
        assert "<script" not in edition.introduction_html
        assert "<em>there</em>" in edition.introduction_html

    @pytest.mark.parametrize("title", ["", "   ", "x" * 201])
    def test_a_title_that_does_not_fit_is_refused(self, draft, maintainer, title):
        with pytest.raises(InvalidInput, match="title"):
            editions.describe(draft, by=maintainer, title=title, introduction="")

    def test_a_passer_by_changes_nothing(self, draft, passer_by):
        item = draft.items.first()
        for act in (
            lambda: editions.remove_item(item, by=passer_by),
            lambda: editions.move_item(item, by=passer_by, to=1),
            lambda: editions.annotate_item(item, by=passer_by, note="x"),
            lambda: editions.publish(draft, by=passer_by),
        ):
            with pytest.raises(NotPermitted):
                act()
        assert order(draft) == ["driver", "scheduler"]


class TestDecisions:
    def test_a_line_rests_on_the_decision_it_is_given(
        self, draft, maintainer, decision
    ):
        item = editions.link_decision(
            draft.items.first(), by=maintainer, decision=decision
        )
        assert item.decision == decision

    def test_a_rejection_bears_no_line(self, draft, maintainer, make_decision):
        rejected = make_decision(disposition="reject")
        with pytest.raises(Conflict, match="did not accept"):
            editions.link_decision(
                draft.items.first(), by=maintainer, decision=rejected
            )

    def test_a_void_ballot_stops_the_publication(self, draft, maintainer, decision):
        item = draft.items.first()
        editions.link_decision(item, by=maintainer, decision=decision)
        decision.ballot.state = "void"
        decision.ballot.save()
        with pytest.raises(Conflict, match="void"):
            editions.publish(draft, by=maintainer)
        assert Edition.objects.get().state == Edition.State.DRAFT

    def test_a_draft_finds_the_decision_on_the_rfc_by_itself(
        self, project, maintainer, decision, rfc, make_milestone
    ):
        make_milestone("licensed", rfc=rfc)
        draft = editions.draft_edition(project, year=2026, by=maintainer)
        assert draft.items.get().decision == decision


class TestPublishing:
    def test_a_published_edition_is_frozen_hashed_and_logged(self, draft, maintainer):
        edition = editions.publish(draft, by=maintainer)
        edition.refresh_from_db()
        assert edition.state == Edition.State.PUBLISHED
        assert edition.json_hash == sha256_hex(bytes(edition.json_bytes))
        assert edition.markdown_hash == sha256_hex(bytes(edition.markdown_bytes))
        assert ItemTrail.objects.filter(item__edition=edition).count() == 2
        entry = json.loads(bytes(Pending.objects.get(kind="roadmap.published").data))
        assert entry["body"]["json"] == edition.json_hash
        assert entry["body"]["markdown"] == edition.markdown_hash
        assert entry["id"] == edition.entry_id
        assert entry["ref"] == f"edition:{edition.pk}"
        assert entry["actor"] == maintainer.contributor.public_id

    def test_the_bytes_can_be_written_again_whatever_happened_since(
        self, draft, maintainer, project
    ):
        edition = editions.publish(draft, by=maintainer)
        published = bytes(edition.json_bytes), bytes(edition.markdown_bytes)
        milestone = edition.items.first().milestone
        milestone.title, milestone.track.title = "Another", "Another"
        milestone.save()
        milestone.track.save()
        project.name = "Another"
        project.save()
        assert editions.written_again(Edition.objects.get()) == published

    def test_publishing_twice_is_refused(self, draft, maintainer):
        edition = editions.publish(draft, by=maintainer)
        first = edition.json_hash
        with pytest.raises(Conflict, match="never changes"):
            editions.publish(draft, by=maintainer)
        assert Edition.objects.get().json_hash == first
        assert Pending.objects.filter(kind="roadmap.published").count() == 1

    def test_nothing_of_it_can_be_edited_afterwards(
        self, draft, maintainer, make_milestone
    ):
        editions.publish(draft, by=maintainer)
        item = EditionItem.objects.first()
        for act in (
            lambda: editions.remove_item(item, by=maintainer),
            lambda: editions.annotate_item(item, by=maintainer, note="x"),
            lambda: editions.add_item(
                draft, by=maintainer, milestone=make_milestone("z")
            ),
            lambda: editions.describe(draft, by=maintainer, title="x", introduction=""),
        ):
            with pytest.raises(Conflict, match="never changes"):
                act()

    def test_an_empty_draft_says_what_to_do(self, project, maintainer):
        draft = editions.draft_edition(project, year=2026, by=maintainer)
        with pytest.raises(Conflict, match="add a milestone"):
            editions.publish(draft, by=maintainer)

    def test_the_edition_before_is_named_with_its_digest(
        self, draft, project, maintainer
    ):
        first = editions.publish(draft, by=maintainer)
        amendment = editions.draft_edition(project, year=2026, by=maintainer)
        second = editions.publish(amendment, by=maintainer)
        document = json.loads(bytes(second.json_bytes))
        assert document["previous"] == {
            "edition": "2026.0",
            "json_hash": first.json_hash,
        }

    def test_a_failure_at_the_last_step_leaves_a_draft(
        self, draft, maintainer, monkeypatch
    ):
        def fail(*args, **kwargs):
            raise RuntimeError("the power went")

        monkeypatch.setattr(log, "append", fail)
        with pytest.raises(RuntimeError):
            editions.publish(draft, by=maintainer)
        draft.refresh_from_db()
        assert draft.state == Edition.State.DRAFT
        assert not ItemTrail.objects.exists()
        assert EditionItem.objects.filter(facts__isnull=True).count() == 2


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite's test database is one connection"
)
@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_publish_once(draft, maintainer):
    outcomes = []
    start = threading.Barrier(2)

    def press():
        start.wait()
        try:
            outcomes.append(str(editions.publish(draft, by=maintainer)))
        except Conflict as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["2026.0", "edition-published"]
    assert Pending.objects.filter(kind="roadmap.published").count() == 1
    assert Edition.objects.get().published_at <= timezone.now() + timedelta(seconds=1)
