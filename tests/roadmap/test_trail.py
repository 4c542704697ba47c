"""From a roadmap line down to the commit, with the ledger entry of every step."""

import pytest

from ledger import log
from roadmap import editions, facts, trail


@pytest.fixture
def item(draft, maintainer, decision):
    return editions.link_decision(draft.items.first(), by=maintainer, decision=decision)


def kinds(steps):
    return [step["kind"] for step in steps]


def steps_of(item):
    return trail.trails(facts.items_of(item.edition))[item.pk]


def test_the_chain_goes_from_the_line_to_the_commit(item, decision, rfc):
    steps = steps_of(item)
    assert kinds(steps) == [
        "milestone",
        "decision",
        "ballot",
        "tally",
        "votes",
        "reviews",
        "revision",
        "commit",
    ]
    told = {step["kind"]: step for step in steps}
    assert told["decision"]["entry"] == decision.entry_id
    assert told["ballot"]["entry"] == decision.ballot.opened_entry_id
    assert told["ballot"]["facts"]["electors"] == 3
    assert told["tally"]["entry"] == decision.ballot.tally_entry_id
    assert told["votes"]["facts"]["choices"] == [
        {"word": "yes", "count": 2},
        {"word": "no", "count": 1},
    ]
    assert len(told["votes"]["entries"]) == 3
    assert told["reviews"]["facts"]["verdicts"] == [{"word": "approve", "count": 1}]
    assert told["revision"]["entry"] == rfc.current_revision.entry_id
    assert told["commit"]["facts"]["commit"] == "a" * 40


def test_a_vote_that_was_changed_counts_once(item, decision):
    elector = decision.ballot.electors.first()
    decision.ballot.votes.create(
        elector=elector, sequence=2, choice="abstain", cast_at=decision.decided_at
    )
    (votes,) = [s for s in steps_of(item) if s["kind"] == "votes"]
    assert votes["facts"]["count"] == 3
    assert {"word": "abstain", "count": 1} in votes["facts"]["choices"]


def test_the_ballots_revision_is_shown_not_a_newer_one(item, rfc):
    old = rfc.current_revision
    newer = type(old).objects.create(
        rfc=rfc,
        index=2,
        commit_oid="d" * 40,
        blob_oid="d" * 40,
        path=old.path,
        markup="markdown",
        title="Licences, again",
        author_name="Ada",
        author_email="ada@example.org",
        subject="rfc: Again",
        committed_at=old.committed_at,
    )
    rfc.current_revision = newer
    rfc.save()
    (revision,) = [s for s in steps_of(item) if s["kind"] == "revision"]
    assert revision["facts"]["revision"] == 1


def test_a_line_without_a_decision_leads_to_its_file(draft):
    assert kinds(steps_of(draft.items.first())) == ["milestone"]


def test_a_line_without_a_decision_still_shows_its_rfc(draft, rfc, make_milestone):
    item = draft.items.first()
    item.milestone.rfc = rfc
    item.milestone.save()
    assert kinds(steps_of(item)) == ["milestone", "reviews", "revision", "commit"]


def test_an_entry_that_waits_is_told_from_one_that_was_never_written(item, decision):
    log.append("decision.made", {"number": 1}, entry_id=decision.entry_id)
    found = {item.pk: steps_of(item)}
    assert {step["index"] for step in found[item.pk]} == {None}
    assert trail.waiting(found) == {decision.entry_id}


def test_an_entry_gets_its_number_once_it_is_sequenced(item, decision):
    log.append("decision.made", {"number": 1}, entry_id=decision.entry_id)
    log.sequence()
    told = {step["kind"]: step["index"] for step in steps_of(item)}
    assert told["decision"] is not None
    assert told["ballot"] is None


def test_reading_trails_takes_as_many_queries_for_forty_lines_as_for_two(
    draft, maintainer, decision, make_milestone, count_queries
):
    def link_all():
        for item in draft.items.all():
            editions.link_decision(item, by=maintainer, decision=decision)

    link_all()
    few = count_queries(lambda: trail.trails(facts.items_of(draft)))
    for n in range(38):
        editions.add_item(draft, by=maintainer, milestone=make_milestone(f"m{n}"))
    link_all()
    many = count_queries(lambda: trail.trails(facts.items_of(draft)))
    assert many == few <= 7


class TestPublishing:
    def test_queries_do_not_grow_with_the_lines(
        self, project, maintainer, make_milestone, decision, count_queries
    ):
        def publish_with(lines, year):
            for n in range(lines):
                make_milestone(f"m{year}-{n}", target_date=f"{year}-05-01")
            draft = editions.draft_edition(project, year=year, by=maintainer)
            for item in draft.items.all():
                editions.link_decision(item, by=maintainer, decision=decision)
            return count_queries(lambda: editions.publish(draft, by=maintainer))

        assert publish_with(2, 2026) == publish_with(40, 2025)
