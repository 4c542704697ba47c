"""The whole road, once: from a proposal in git to a roadmap that anyone can verify."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ledger.sources import DirectorySource
from ledger.verification import VerificationFailed, verify
from tests.browser.conftest import eventually
from tests.journey.project import SECOND, YEAR

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

RFC = "/rfcs/oak/1/"
# The timetable may have signed the next checkpoint already.
IN_THE_LOG = re.compile(r"Entry\s*(\d+|waits for the next checkpoint)")
BALLOT_DAYS = "1/1440"  # one minute


def test_from_a_proposal_in_git_to_a_verified_roadmap(world, ada, ben, cleo, dan, eve):
    _the_proposal_is_read_at_both_revisions(eve)
    _a_paragraph_is_discussed(ben, cleo)
    _the_revision_is_reviewed(ben, dan)
    _a_concern_blocks_until_it_is_resolved(dan, ada)
    _everyone_can_see_why_a_weight_is_what_it_is(world, eve)
    ballot = _the_maintainer_opens_a_ballot(world, ada)
    _who_is_not_on_the_roll_is_refused(eve, ballot)
    _electors_vote_and_change_their_vote(ada, ben, cleo, dan, ballot)
    _the_timetable_closes_it_and_a_late_vote_is_refused(world, dan, ballot)
    _the_count_is_exact(world, eve, ballot)
    _the_decision_moves_the_proposal(ada, eve, ballot)
    _the_edition_is_published_and_leads_to_the_commit(world, ada, eve)
    _the_log_verifies_and_any_changed_byte_is_refused(world)
    _the_api_tells_all_of_it(world)
    for person in world.people.values():
        assert person.complaints == []


def _the_proposal_is_read_at_both_revisions(eve):
    eve.open("/rfcs/")
    eve.follow("Fair sharing of accelerators")
    expect(eve.page.get_by_role("heading", level=1)).to_have_text(
        "Fair sharing of accelerators"
    )
    eve.sees("a quantum that its priority sets")
    eve.sees("Cleo Marsh")
    eve.open(f"{RFC}1/")
    eve.sees("a quantum of ten milliseconds")
    eve.follow("see what changed since")
    expect(eve.page.locator("ins").first).to_be_visible()
    eve.open(f"{RFC}2/source/")
    eve.sees(SECOND.splitlines()[-1])


def _a_paragraph_is_discussed(ben, cleo):
    ben.open(RFC)
    block = ben.page.locator("#text [id^=b-]", has_text="never less than two").first
    block.hover()
    block.get_by_role("link", name="Comment on this").click()
    ben.write("Comment on this paragraph", "Is two milliseconds **enough** for DMA?")
    ben.press("Comment")
    ben.sees("Your comment is posted.")
    cleo.open(RFC)
    cleo.page.get_by_text("1 comment").first.click()  # folded on her phone
    thread = cleo.page.get_by_role("article", name=re.compile("Thread"))
    expect(thread.locator("strong", has_text="enough")).to_be_visible()
    thread.get_by_role("link", name=re.compile("^Reply")).click()
    thread.get_by_label("Your reply").fill("Yes: a transfer takes a tenth of that.")
    thread.get_by_role("button", name="Reply", exact=True).click()
    expect(thread).to_contain_text("a tenth of that")
    expect(thread).to_contain_text("Ben Okafor")


def _the_revision_is_reviewed(ben, dan):
    ben.open(RFC)
    ben.choose("Approve")
    ben.press("Post review")
    ben.sees("Your review is posted.")
    ben.sees(IN_THE_LOG)
    dan.open(RFC)
    dan.choose("Request changes")
    dan.press("Post review")
    dan.sees("summary")  # a change that is requested must be named
    dan.open(RFC)
    dan.choose("Request changes")
    dan.write("Why", "Say what a switch costs, in microseconds.")
    dan.press("Post review")
    reviews = dan.page.locator("section", has=dan.page.locator("#reviews"))
    expect(reviews).to_contain_text("Ben Okafor")
    expect(reviews).to_contain_text("in microseconds")
    expect(reviews).to_contain_text("on revision 2")


def _a_concern_blocks_until_it_is_resolved(dan, ada):
    dan.open(RFC)
    dan.page.get_by_text("Raise a concern that blocks").click()
    dan.write("Name", "Cost of switching")
    dan.write("What must be settled first", "Nobody has measured it.")
    dan.press("Raise the concern")
    dan.sees("Your concern is raised.")
    expect(dan.page.locator(".lead")).to_contain_text("open concern")
    ada.open(RFC)
    concern = ada.page.get_by_role("article", name="Cost of switching")
    expect(concern).to_contain_text("Open concern")
    concern.get_by_text("Settle it").click()
    concern.get_by_label("What settles it").fill("It was measured in the driver.")
    concern.get_by_role("button", name="Resolve: it is met").click()
    ada.sees("The concern is settled.")
    expect(ada.page.locator(".lead")).not_to_contain_text("open concern")


def _everyone_can_see_why_a_weight_is_what_it_is(world, eve):
    roll = {line["name"]: line for line in world.manage("weights", "oak")["weights"]}
    assert set(roll) == {"Ada Almgren", "Ben Okafor", "Cleo Marsh", "Dan Ruiz"}
    exact = {name: Fraction(line["weight"]) for name, line in roll.items()}
    northwind = exact["Ada Almgren"] + exact["Ben Okafor"]
    assert northwind == sum(exact.values()) * Fraction(2, 5)  # cut to its cap
    eve.open("/people/?project=oak")
    eve.follow("Ada Almgren")
    eve.sees("Maintainer of oak")
    eve.page.get_by_text("the arithmetic").click()
    for figure in (
        str(exact["Ada Almgren"]),
        f"the whole part of √({roll['Ada Almgren']['scale']} ",
        "Northwind together",
    ):
        eve.sees(figure)


def _the_maintainer_opens_a_ballot(world, ada):
    world.adopt(days=BALLOT_DAYS)
    ada.open(RFC)
    ada.follow("Put it to the vote")
    expect(ada.page.get_by_label("Days to vote")).to_have_value(BALLOT_DAYS)
    ada.write("Question", "Shall priority set the quantum?")
    ada.press("Write the draft")
    ada.sees("4 electors")
    ada.press("Freeze and open the ballot")
    ada.sees("The ballot is open; what was frozen is logged.")
    ada.sees("0 of 4 electors have answered")
    return ada.page.url.removeprefix(world.site.url)


def _who_is_not_on_the_roll_is_refused(eve, ballot):
    eve.open(ballot)
    eve.sees("You are not on the roll of this ballot.")
    cookies = {each["name"]: each["value"] for each in eve.context.cookies()}
    answer = eve.context.request.post(
        f"{ballot}vote/",
        form={"choice": "yes", "csrfmiddlewaretoken": cookies["csrftoken"]},
        headers={"Referer": eve.site.url},
    )
    assert answer.status == 403
    assert "You are not on the roll of this ballot." in answer.text()


def _electors_vote_and_change_their_vote(ada, ben, cleo, dan, ballot):
    dan.open(ballot)  # and thinks about it for too long
    dan.choose("No")
    for person, answer in ((ada, "Yes"), (ben, "No"), (cleo, "Yes")):
        person.open(ballot)
        person.sees("You may vote: you are on the roll")
        person.choose(answer)
        person.press("Cast my vote")
        person.sees("Your answer is recorded")
    ben.choose("Yes")
    ben.write("Your reason", "Cleo's measurement convinced me.")
    ben.press("Change my answer")
    ben.sees("You answered “Yes”, your vote number 2.")


def _the_timetable_closes_it_and_a_late_vote_is_refused(world, dan, ballot):
    number = ballot.strip("/").rsplit("/", 1)[1]
    eventually(
        lambda: world.api(f"ballots/{number}/")["state"] == "closed",
        seconds=90,
        what="the timetable to close the ballot",
    )
    dan.press("Cast my vote")
    dan.sees("Voting closed on")
    assert world.api(f"votes/?ballot={number}")["results"][0]["elector"]["name"] != (
        dan.name
    )


def _the_count_is_exact(world, eve, ballot):
    eve.open(ballot)
    eve.sees("Passed")
    eve.sees("3 of 4 electors took part")
    votes = world.directory / "votes.json"
    with urllib.request.urlopen(f"{world.site.url}{ballot}votes.json") as response:
        votes.write_bytes(response.read())
    counted = world.manage("count_votes", str(votes))
    shown = world.one("ballots/?state=closed")["tally"]
    assert counted["figures"] == shown["figures"]
    assert counted["passed"] is True
    yes, no = (Fraction(counted["figures"][name]) for name in ("yes", "no"))
    assert (yes > 0, no) == (True, 0)
    for step in counted["steps"]:
        eve.sees(step["working"])


def _the_decision_moves_the_proposal(ada, eve, ballot):
    ada.open("/desk/")
    ada.follow("Shall priority set the quantum?")
    ada.choose("Accept")
    ada.write("The outcome, in your words", "Priority sets the **quantum**.")
    ada.press("Record the decision")
    expect(ada.page).to_have_url(re.compile("/decisions/oak/1/$"))
    eve.open("/decisions/")
    eve.follow("Fair sharing")
    eve.sees("Priority sets the quantum.")
    eve.sees("Ada Almgren")
    eve.open(RFC)
    eve.sees("Accepted; it waits for its implementation.")
    eve.open("/rfcs/oak/?phase=accepted")
    eve.sees("Fair sharing of accelerators")


def _the_edition_is_published_and_leads_to_the_commit(world, ada, eve):
    ada.open(f"/roadmap/oak/{YEAR}/")
    ada.press(f"Draft the roadmap of {YEAR}")
    ada.sees(f"The draft for {YEAR} has 1 line.")
    line = ada.page.locator(".draft-line")
    rests_on = line.get_by_label("Rests on decision no.")
    expect(rests_on).to_have_value("1")  # found by way of the proposal
    rests_on.fill("")
    line.get_by_role("button", name="Save").click()
    ada.sees("1 line, 1 without a decision yet")
    rests_on.fill("1")
    line.get_by_role("button", name="Save").click()
    expect(ada.page.locator("main")).not_to_contain_text("without a decision")
    ada.page.get_by_role("button", name=f"Publish edition {YEAR}.0").click()
    ada.sees(f"Edition {YEAR}.0 is published.")
    edition = f"/roadmap/oak/{YEAR}.0/"
    eve.open(f"/roadmap/{YEAR}/")
    eve.follow(f"{YEAR}.0")
    expect(eve.page).to_have_url(re.compile(f"{edition}$"))
    eve.sees("Fair sharing is the default")
    eve.page.get_by_text("The trail down to the commit").click()
    revision = world.rfcs.git("log", "--format=%H", "-1", "main", "--", "text/0001*")
    trail = eve.page.locator("ol.trail")
    expect(trail).to_contain_text(revision)
    for step in ("Decision 1", "Shall priority set", "3 votes", "2 reviews"):
        expect(trail).to_contain_text(step)
    _the_files_say_the_same(world, f"{world.site.url}{edition}roadmap", revision)


def _the_files_say_the_same(world, address, revision):
    with urllib.request.urlopen(f"{address}.md") as response:
        markdown = response.read().decode()
    assert "Fair sharing is the default" in markdown
    assert "- Decision: 1 (" in markdown
    with urllib.request.urlopen(f"{address}.json") as response:
        published = json.load(response)
    (item,) = published["items"]
    steps = {step["kind"]: step for step in item["trail"]}
    assert steps["commit"]["facts"]["commit"] == revision
    assert list(steps) == [
        *("milestone", "decision", "ballot", "tally", "votes", "reviews"),
        *("revision", "commit"),
    ]


def _the_log_verifies_and_any_changed_byte_is_refused(world):
    log = world.directory / "log"
    eventually(
        lambda: world.api("entries/?kind=roadmap.published")["results"],
        what="the edition's entry in a signed tree",
    )
    assert world.manage("ledger", "export", str(log))["size"] > 20
    with urllib.request.urlopen(f"{world.site.url}/ledger/vkey") as response:
        vkey = response.read().decode().strip()
    assert world.manage("ledger", "verify", str(log), "--vkey", vkey)["verified"]
    alone = [sys.executable, "-I", str(log / "verify.py"), str(log), vkey]
    subprocess.run(alone, check=True, capture_output=True, cwd="/")
    files = [
        max(log.glob("tile/entries/**/*.p/*")),
        max(log.glob("tile/0/**/*.p/*")),
        log / "checkpoint",
    ]
    for file in files:
        with _one_changed_byte(file, len(file.read_bytes()) // 2):
            done = world.site.manage(
                "ledger", "verify", str(log), "--vkey", vkey, check=False
            )
            assert (done.returncode, "NOT VERIFIED" in done.stderr) == (1, True), file
    for file in files:
        for place in range(0, len(file.read_bytes()), 97):
            with _one_changed_byte(file, place), pytest.raises(VerificationFailed):
                verify(DirectorySource(log), vkey)
    assert verify(DirectorySource(log), vkey).size > 20


class _one_changed_byte:  # noqa: N801
    """While it lasts, one bit of one byte of a file is another."""

    def __init__(self, file: Path, place: int):
        self.file, self.place, self.kept = file, place, file.read_bytes()

    def __enter__(self):
        changed = bytearray(self.kept)
        changed[self.place] ^= 1
        self.file.write_bytes(changed)

    def __exit__(self, *_):
        self.file.write_bytes(self.kept)


def _the_api_tells_all_of_it(world):
    rfc = world.one("rfcs/?project=oak&number=1")
    assert rfc["status"] == "review"  # its source's own word stays
    assert rfc["state"]["phase"] == "accepted"
    assert len(world.api(f"revisions/?rfc={rfc['id']}")["results"]) == 2
    assert len(world.api(f"comments/?rfc={rfc['id']}")["results"]) == 2
    verdicts = {
        each["verdict"] for each in world.api(f"reviews/?rfc={rfc['id']}")["results"]
    }
    assert verdicts == {"approve", "request-changes"}
    assert world.one(f"concerns/?rfc={rfc['id']}")["state"] == "resolved"
    ballot = world.one("ballots/?state=decided")
    assert len(world.api(f"votes/?ballot={ballot['id']}")["results"]) == 4
    decision = world.one("decisions/?project=oak")
    assert decision["disposition"] == "accept"
    assert world.one("milestones/?project=oak")["key"] == "fair-sharing"
    assert world.one("roadmaps/?project=oak")["edition"] == f"{YEAR}.0"
    kinds = {each["kind"] for each in _every(world, "entries/")}
    assert kinds >= {
        *("log.open", "member.enrol", "role.granted", "policy.adopted"),
        *("review.posted", "concern.raised", "concern.settled", "comment.posted"),
        *("ballot.opened", "vote.cast", "ballot.closed", "tally.made"),
        *("decision.made", "rfc.state", "roadmap.published"),
    }
    schema = urllib.request.urlopen(f"{world.site.url}/api/v1/schema/?format=json")
    with schema as response:
        assert json.load(response)["openapi"].startswith("3.1")
    _an_unchanged_answer_is_not_sent_again(f"{world.site.url}/api/v1/rfcs/")


def _every(world, path):
    page = world.api(path)
    found = page["results"]
    while page["next"]:
        with urllib.request.urlopen(page["next"]) as response:
            page = json.load(response)
        found += page["results"]
    return found


def _an_unchanged_answer_is_not_sent_again(address):
    with urllib.request.urlopen(address) as response:
        etag = response.headers["ETag"]
    again = urllib.request.Request(address, headers={"If-None-Match": etag})
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(again)
    assert answer.value.code == 304
    answer.value.close()
