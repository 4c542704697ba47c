"""Search keeps its promise of what is found, and in which order, on both databases."""

import pytest

from contributors import accounts, identity
from contributors.models import Organisation, User
from governance.models import Ballot, Decision
from ledger import log
from rfcs import comments, concerns
from search import finding, index
from search.models import Document
from search.query import parse
from tests.rfcs import community
from tests.web.test_pages import make_ballot

pytestmark = pytest.mark.django_db


def make_alice():
    alice = User.objects.create_user("alice@example.org", None, first_name="Alice")
    accounts.contributor_of(alice)
    return alice


@pytest.fixture
def repository():
    return community.make_repository(community.make_project())


@pytest.fixture
def library(repository):
    """RFCs that have the same words in different places."""
    texts = {
        3: ("Memory quotas", ["Memory is shared, and no memory is left over."]),
        7: ("Free memory licences", ["Nothing of the sort. " * 9]),
        8: (
            "The licence of what is free",
            ["Memory is named once. " + "All else is padding. " * 9],
        ),
        9: ("Scheduling", ["A free licence. " + "Words between the others. " * 20]),
        10: ("Leases", ["free licence " * 3 + "and memory"]),
        11: ("日本語の提案", ["キューとメモリのリース。"]),
    }
    for number, (title, paragraphs) in texts.items():
        rfc = community.make_rfc(
            repository, number, title=title, authors=[{"name": f"Author {number}"}]
        )
        community.make_revision(rfc, 1, paragraphs)
    index.index_repository(repository)
    return {rfc.number: rfc for rfc in repository.rfcs.all()}


def numbers(typed, **facets):
    return [
        int(hit.document.number or 0) for hit in finding.find(parse(typed, facets)).hits
    ]


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("free licence", [8, 10, 9]),
        ("licence free", [8, 10, 9]),
        ("memory licence", [7, 10, 8]),
        ("free memory", [7, 10, 8]),
        ('"free licence"', [10, 9]),
        ('"licence of what"', [8]),
        ("RFC 7", [7]),
        ("RFC-0007", [7]),
        ("rfc7", [7]),
        ('"RFC 7"', [7]),
        ("0007", [7]),
        ("memory", [3, 7, 10, 8]),
        ("memory -shared", [7, 10, 8]),
        ('memory -"free memory"', [3, 10, 8]),
        ("sched*", [9]),
        ('"free lic*', [10, 9]),
        ("提案", [11]),
        ("リース", [11]),
        ("FREE LICENSES", []),
        ("nowhere", []),
        ("author:author", []),
        ('author:"Author 9"', [9]),
        ("by:author", []),
    ],
)
def test_the_order_is_number_phrase_heading_text(library, typed, order):
    found = numbers(typed)
    if typed in ("free licence", "licence free"):
        # RFC 7's heading has both words too, and neither side by side.
        assert found[0] in (7, 8)
        found.remove(7)
    assert found == order


def test_headings_that_say_little_else_come_first(repository):
    titles = ["Where the queues and the leases end", "Leases", "More on leases"]
    for number, title in enumerate(titles, start=1):
        rfc = community.make_rfc(repository, number, title=title)
        community.make_revision(rfc, 1, ["leases " * number])
    index.index_repository(repository)
    assert numbers("leases") == [2, 3, 1]


def test_signs_are_first_looked_for_as_they_were_typed(repository):
    texts = ["A slot, slots, and more slots.", "Set `__slots__` once.", "__SLOTS__"]
    for number, text in enumerate(texts, start=1):
        rfc = community.make_rfc(repository, number, title=f"No. {number}")
        community.make_revision(rfc, 1, [text])
    rfc = community.make_rfc(repository, 4, title="Slots")
    community.make_revision(rfc, 1, ["See `vec<T>[100%]`."])
    index.index_repository(repository)
    assert numbers("__slots__")[:2] == [2, 4]
    assert set(numbers("slots")) == {1, 2, 3, 4}
    assert numbers("vec<T>[100%]") == [4]


def test_words_that_nothing_has_are_loosened(library):
    results = finding.find(parse("schedul"))
    assert results.loosened
    assert [hit.document.number for hit in results.hits] == ["9"]


def test_talk_and_decisions_are_found_once_the_log_has_them(library):
    alice = make_alice()
    rfc = library["9"]
    thread = comments.start_thread(rfc, rfc.current_revision, by=alice, body="Fair?")
    reply = comments.reply(thread, by=alice, body="Nobody is starved.")
    concern = concerns.raise_concern(
        rfc.current_revision, by=alice, name="Starvation", reason="It may be starved."
    )
    assert not numbers("starved")
    log.sequence()
    assert index.catch_up() >= 3
    results = finding.find(parse("starved"))
    states = {hit.document.kind: hit.document.state for hit in results.hits}
    assert states == {"concern": "open", "comment": "open"}
    concerns.withdraw(concern, by=alice, reason="It cannot.")
    comments.edit(reply, by=alice, body="Nobody is famished.")
    log.sequence()
    index.catch_up()
    assert Document.objects.get(kind="concern").state == "withdrawn"
    assert index.catch_up() == 0
    assert finding.find(parse("famished", {"state": "open"})).count == 1
    assert [h.document.kind for h in finding.find(parse("alice")).hits].count(
        "comment"
    ) == 2


def test_texts_come_before_talk(library):
    alice, rfc = make_alice(), library["9"]
    comments.start_thread(rfc, rfc.current_revision, by=alice, body="between " * 30)
    log.sequence()
    index.catch_up()
    kinds = [hit.document.kind for hit in finding.find(parse("between")).hits]
    assert kinds == ["rfc", "comment"]


def test_a_decision_is_found_by_its_outcome_and_its_number(library):
    alice = make_alice()
    ballot = make_ballot(library["3"], alice, state=Ballot.State.DECIDED)
    decision = Decision.objects.create(
        project=ballot.project, number=3, ballot=ballot, disposition="accept",
        outcome="Quotas it is.", outcome_html="", decided_at=community.MORNING,
        decided_by=accounts.contributor_of(alice),
    )  # fmt: skip
    index.rebuild()
    hits = finding.find(parse("decision 3")).hits
    assert [hit.document.url for hit in hits] == [decision.get_absolute_url()]
    assert finding.find(parse("quotas", {"kind": "decision"})).count == 1
    assert finding.find(parse("quotas", {"state": "accept"})).count == 1


def test_facets_count_and_narrow(library):
    alice = make_alice()
    acme = Organisation.objects.create(
        slug="acme", name="Acme", created_at=community.MORNING
    )
    identity.declare_affiliation(
        accounts.contributor_of(alice), acme, community.MORNING.date(), by=alice
    )
    rfc = library["9"]
    comments.start_thread(rfc, rfc.current_revision, by=alice, body="I like memory.")
    log.sequence()
    index.catch_up()
    facets = finding.find(parse("memory")).facets
    assert {c.value: c.count for c in facets["kind"]} == {"rfc": 4, "comment": 1}
    assert [(c.value, c.count) for c in facets["project"]] == [("oas", 5)]
    assert [(c.label, c.count) for c in facets["organisation"]] == [("Acme", 1)]
    assert finding.find(parse("memory", {"organisation": "acme"})).count == 1
    assert finding.find(parse("memory", {"author": "alice"})).count == 1
    assert finding.find(parse("memory", {"year": "1999"})).count == 0
    assert finding.find(parse("", {"kind": "comment"})).count == 1
    assert finding.find(parse("-memory", {"kind": "rfc"})).count == 2


def test_a_changed_text_is_taken_in_again_and_an_unchanged_one_is_not(
    library, repository
):
    assert index.index_repository(repository) == 0
    community.make_revision(library["9"], 2, ["Entirely rewritten."])
    assert index.index_repository(repository) == 1
    assert numbers("rewritten") == [9]
    assert 9 not in numbers("licence")


def test_an_index_made_anew_is_the_same(library):
    before = numbers("memory")
    index.rebuild()
    assert numbers("memory") == before


@pytest.mark.parametrize(
    "typed",
    ['" AND ( NEAR *', "'; DROP TABLE search_document; --", "a & !b | c:*", "\\' \\",
     "%s", "-" * 200, '"' * 199, "col:heading", "🦀", "a* b* c* d* e*", "NOT OR AND",
     "\x00", "<script>alert(1)</script>", "year:٢٠٢٦", "-memory", '-"'],
)  # fmt: skip
def test_odd_queries_are_answered(library, client, typed):
    finding.find(parse(typed))
    answer = client.get("/search/", {"q": typed, "page": "-1", "kind": typed})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_what_a_text_holds_is_escaped_and_marked(repository, client):
    rfc = community.make_rfc(repository, 5, title="On <i>markup</i>")
    community.make_revision(rfc, 1, ["Beware of <script>markup</script> here."])
    index.index_repository(repository)
    html = client.get("/search/?q=markup").content.decode()
    assert "&lt;script&gt;<mark>markup</mark>&lt;/script&gt;" in html
    assert "&lt;i&gt;<mark>markup</mark>&lt;/i&gt;" in html


@pytest.mark.parametrize("count", [2, 30])
def test_a_page_of_results_costs_the_same_for_any_number(
    repository, client, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        rfc = community.make_rfc(repository, number, authors=[{"name": "Ada"}])
        community.make_revision(rfc, 1)
    index.index_repository(repository)
    with django_assert_num_queries(11):
        html = client.get("/search/?q=license").content.decode()
    assert html.count('class="hits__title"') == min(count, 20)
