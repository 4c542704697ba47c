"""No line of the edition before vanishes: each has a fate, and a reason."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.errors import Conflict, InvalidInput, NotPermitted
from mirror.models import Commit
from roadmap import editions, facts, fates
from roadmap.models import Edition, Fate


@pytest.fixture
def last_year(draft, maintainer, make_milestone):
    for key in ("loader", "tracer"):
        editions.add_item(draft, by=maintainer, milestone=make_milestone(key))
    return editions.publish(draft, by=maintainer)


def document(edition):
    return json.loads(bytes(edition.json_bytes))


def carry_over(edition):
    return {fate["id"]: fate for fate in document(edition)["carry_over"]}


def change(edition, key, **fields):
    milestone = edition.items.get(milestone__key=key).milestone
    for name, value in fields.items():
        setattr(milestone, name, value)
    milestone.save()
    return milestone


def line(edition, key):
    return edition.items.select_related("milestone").get(milestone__key=key)


def test_the_record_tells_what_is_done_carried_and_rescoped(
    last_year, project, maintainer, repository
):
    done = change(last_year, "driver", state="done", status="released")
    change(last_year, "loader", summary="Loads less.")
    Commit.objects.create(
        repository=repository, oid=done.commit_oid, subject="driver: Release 1.0"
    )
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    told = carry_over(editions.publish(coming, by=maintainer))
    assert {key: fate["fate"] for key, fate in told.items()} == {
        "driver": "done",
        "scheduler": "carried",
        "loader": "rescoped",
        "tracer": "carried",
    }
    assert "“released”" in told["driver"]["reason"]
    assert "driver: Release 1.0" in told["driver"]["reason"]
    assert told["driver"]["evidence"].startswith("roadmap, milestones/driver.yaml")
    assert told["scheduler"]["times"] == 1
    assert told["loader"]["fields"] == ["summary"]
    assert all(fate["from_record"] for fate in told.values())


def test_a_line_is_counted_each_year_that_it_is_carried(last_year, project, maintainer):
    for year in (2027, 2028):
        coming = editions.draft_edition(project, year=year, by=maintainer)
        editions.publish(coming, by=maintainer)
    text = bytes(Edition.objects.get(year=2028).markdown_bytes).decode()
    assert "(scheduler, 2027.0): Carried over for the 2nd time." in text


def test_publishing_names_the_lines_that_would_vanish(last_year, project, maintainer):
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    for key in ("driver", "tracer"):
        editions.remove_item(line(coming, key), by=maintainer)
    with pytest.raises(Conflict) as refusal:
        editions.publish(coming, by=maintainer)
    assert "2 lines of 2026.0 would vanish: “The driver”, “The tracer”" in str(
        refusal.value.message
    )
    assert Edition.objects.get(year=2027).state == Edition.State.DRAFT


def test_a_told_fate_goes_into_the_edition_with_its_evidence(
    last_year, project, maintainer
):
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    editions.remove_item(line(coming, "driver"), by=maintainer)
    fates.tell(
        coming,
        by=maintainer,
        earlier=line(last_year, "driver"),
        kind="dropped",
        reason="Nobody has the hardware any more.",
        evidence="https://example.org/minutes/7",
    )
    told = carry_over(editions.publish(coming, by=maintainer))["driver"]
    assert (told["fate"], told["from_record"]) == ("dropped", False)
    assert told["reason"] == "Nobody has the hardware any more."
    assert told["evidence"] == "https://example.org/minutes/7"
    assert Fate.objects.filter(edition=coming).count() == 4


@pytest.mark.parametrize(
    ("kind", "into", "remove", "refusal"),
    [
        ("split", ["loader"], True, "fewer than two lines"),
        ("split", ["loader", "ghost"], True, "into “ghost”"),
        ("merged", [], True, "the one line"),
        ("carried", [], True, "the draft does not list it"),
        ("dropped", [], False, "the draft still lists it"),
        ("rescoped", [], True, "into what is not said"),
        ("changed", [], False, "said to have changed"),
    ],
)
def test_a_fate_that_the_draft_contradicts_stops_the_publication(
    last_year, project, maintainer, kind, into, remove, refusal
):
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    if remove:
        editions.remove_item(line(coming, "driver"), by=maintainer)
    earlier = line(last_year, "driver")
    fates.tell(
        coming, by=maintainer, earlier=earlier, kind=kind, reason="So.", into=into
    )
    with pytest.raises(Conflict, match=refusal):
        editions.publish(coming, by=maintainer)


@pytest.mark.parametrize(
    ("kind", "into"),
    [("split", ["loader", "tracer"]), ("merged", ["loader"]), ("moved", [])],
)
def test_split_merged_and_moved_lines_say_where_they_went(
    last_year, project, maintainer, kind, into
):
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    editions.remove_item(line(coming, "driver"), by=maintainer)
    earlier = line(last_year, "driver")
    fates.tell(
        coming, by=maintainer, earlier=earlier, kind=kind, reason="So.", into=into
    )
    told = carry_over(editions.publish(coming, by=maintainer))["driver"]
    assert (told["fate"], told["into"]) == (kind, into)


def test_a_fate_needs_a_reason_a_maintainer_and_a_line_of_the_edition_before(
    last_year, project, maintainer, passer_by
):
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    earlier = line(last_year, "driver")
    with pytest.raises(InvalidInput, match="reason"):
        fates.tell(coming, by=maintainer, earlier=earlier, kind="done", reason=" ")
    with pytest.raises(InvalidInput, match="not a fate"):
        fates.tell(coming, by=maintainer, earlier=earlier, kind="lost", reason="x")
    with pytest.raises(NotPermitted):
        fates.tell(coming, by=passer_by, earlier=earlier, kind="done", reason="x")
    own = line(coming, "driver")
    with pytest.raises(InvalidInput, match="edition before"):
        fates.tell(coming, by=maintainer, earlier=own, kind="done", reason="x")


def test_a_told_fate_can_be_taken_back(last_year, project, maintainer):
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    earlier = line(last_year, "driver")
    fates.tell(coming, by=maintainer, earlier=earlier, kind="partly", reason="Half.")
    fates.tell(coming, by=maintainer, earlier=earlier, kind="", reason="")
    told = {fate.id: fate for fate in fates.of(coming, facts.items_of(coming))}
    assert told["driver"].kind == "carried"


class TestAmendments:
    def test_an_amendment_says_only_what_changed_and_why(
        self, last_year, project, maintainer, make_milestone
    ):
        change(last_year, "driver", target="2027-Q1", target_date="2027-03-31")
        coming = editions.draft_edition(project, year=2026, by=maintainer)
        editions.add_item(
            coming, by=maintainer, milestone=make_milestone("late"), note="Asked for."
        )
        told = document(editions.publish(coming, by=maintainer))
        assert told["carry_over"] == []
        assert told["amendment"]["of"] == "2026.0"
        late, driver = told["amendment"]["changes"]
        assert (late["kind"], late["reason"]) == ("added", "Asked for.")
        assert driver["kind"] == "changed"
        assert driver["fields"][0] == {
            "name": "target",
            "before": "2026-Q3",
            "after": "2027-Q1",
        }
        assert "due 2027-Q1" in driver["reason"]

    def test_a_line_left_out_of_an_amendment_needs_its_reason(
        self, last_year, project, maintainer
    ):
        coming = editions.draft_edition(project, year=2026, by=maintainer)
        editions.remove_item(line(coming, "tracer"), by=maintainer)
        with pytest.raises(Conflict, match="“The tracer”"):
            editions.publish(coming, by=maintainer)
        fates.tell(
            coming,
            by=maintainer,
            earlier=line(last_year, "tracer"),
            kind="dropped",
            reason="Withdrawn by its owner.",
        )
        (left,) = document(editions.publish(coming, by=maintainer))["amendment"][
            "changes"
        ]
        assert (left["kind"], left["reason"]) == ("dropped", "Withdrawn by its owner.")


def test_the_database_keeps_fates_and_files_of_a_published_edition(
    last_year, project, maintainer
):
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    editions.publish(coming, by=maintainer)
    refusal = "never changes|append-only"
    for sql in (
        "UPDATE roadmap_fate SET reason = 'Other'",
        "DELETE FROM roadmap_fate",
        "UPDATE roadmap_editionfile SET digest = 'x'",
        "INSERT INTO roadmap_editionfile (edition_id, kind, data, digest) "
        "SELECT edition_id, 'exe', data, digest FROM roadmap_editionfile",
    ):
        with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
            connection.cursor().execute(sql)


def test_a_line_whose_file_is_gone_stays_only_with_a_remark(
    last_year, project, maintainer
):
    change(last_year, "driver", gone_at=timezone.now())
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    with pytest.raises(Conflict, match="gone from git: “The driver”"):
        editions.publish(coming, by=maintainer)
    editions.annotate_item(
        line(coming, "driver"), by=maintainer, note="Moves to another repository."
    )
    assert editions.publish(coming, by=maintainer).published_at


def test_lines_that_wait_for_one_another_are_named(last_year, project, maintainer):
    change(last_year, "driver", dependencies=["loader"])
    change(last_year, "loader", dependencies=["driver"])
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    with pytest.raises(Conflict, match=r"wait for one another.*driver, loader"):
        editions.publish(coming, by=maintainer)


def test_the_queries_do_not_grow_with_the_lines(
    last_year, project, maintainer, make_milestone, count_queries
):
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    few = count_queries(lambda: fates.of(coming, facts.items_of(coming)))
    editions.publish(coming, by=maintainer)
    later = editions.draft_edition(project, year=2028, by=maintainer)
    for n in range(20):
        editions.add_item(later, by=maintainer, milestone=make_milestone(f"m{n}"))
    editions.publish(later, by=maintainer)
    last = editions.draft_edition(project, year=2029, by=maintainer)
    many = count_queries(lambda: fates.of(last, facts.items_of(last)))
    assert many == few


def test_a_line_that_goes_on_in_a_new_file_of_the_next_period_is_not_listed_twice(
    draft, project, maintainer, make_milestone
):
    for key in ("2026h1-loader", "2026h2-loader", "2026h2-tracer"):
        editions.add_item(draft, by=maintainer, milestone=make_milestone(key))
    editions.publish(draft, by=maintainer)
    due = {"target": "2027", "target_kind": "year", "target_date": "2027-12-31"}
    make_milestone("2027-loader", title="The loader, smaller", **due)
    make_milestone("2027-tracer", title="The 2026h2-tracer", **due)
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    carried = dict(coming.items.values_list("milestone__key", "carried"))
    assert carried == {
        "2027-loader": 1,
        "2027-tracer": 1,
        "driver": 1,
        "scheduler": 1,
    }
    told = carry_over(editions.publish(coming, by=maintainer))
    assert {key: (fate["fate"], fate["into"]) for key, fate in told.items()} == {
        "2026h1-loader": ("rescoped", ["2027-loader"]),
        "2026h2-loader": ("rescoped", ["2027-loader"]),
        "2026h2-tracer": ("carried", ["2027-tracer"]),
        "driver": ("carried", []),
        "scheduler": ("carried", []),
    }
    assert "milestones/2027-loader.yaml" in told["2026h1-loader"]["reason"]
    assert told["2026h1-loader"]["from_record"]


def test_what_a_maintainer_tells_comes_before_the_new_file(
    draft, project, maintainer, make_milestone
):
    item = make_milestone("2026h2-loader")
    editions.add_item(draft, by=maintainer, milestone=item)
    before = editions.publish(draft, by=maintainer)
    make_milestone("2027-loader", target_date="2027-12-31")
    coming = editions.draft_edition(project, year=2027, by=maintainer)
    earlier = line(before, "2026h2-loader")
    say = {"by": maintainer, "earlier": earlier, "reason": "Another loader."}
    fates.tell(coming, kind="dropped", **say)
    told = {t.id: t for t in fates.of(coming, facts.items_of(coming))}
    assert (told["2026h2-loader"].kind, told["2026h2-loader"].into) == ("dropped", ())
    fates.tell(coming, kind="carried", into=["nobody"], **say)
    told = {t.id: t for t in fates.of(coming, facts.items_of(coming))}
    assert "“nobody”" in told["2026h2-loader"].wrong
