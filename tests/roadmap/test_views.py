"""The roadmap's pages, as readers and maintainers meet them."""

import hashlib
import json

import pytest
import time_machine
from django.test import Client, override_settings

from ledger import log
from roadmap import editions
from roadmap.models import Edition


@pytest.fixture
def published(draft, maintainer):
    return editions.publish(draft, by=maintainer)


@pytest.fixture
def as_maintainer(client, maintainer):
    client.force_login(maintainer)
    return client


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


class TestReading:
    def test_an_empty_roadmap_says_what_to_do(self, client, db):
        text = page(client, "/roadmap/")
        assert "No edition is published yet" in text
        assert "mirror add" in text
        assert text.count("<h1") == 1

    @time_machine.travel("2026-05-01", tick=False)
    def test_the_roadmap_lists_editions_and_this_years_milestones(
        self, client, published, make_milestone
    ):
        make_milestone("extra")
        text = page(client, "/roadmap/")
        assert 'href="/roadmap/stack/2026.0/"' in text
        assert "The extra" in text
        assert "3 milestones" in text
        assert page(client, "/roadmap/stack/").count("<h1") == 1

    def test_a_year_has_a_page_even_when_it_is_empty(self, client, published):
        assert "2026.0" in page(client, "/roadmap/2026/")
        assert "No milestone is due in 2031" in page(client, "/roadmap/2031/")
        assert "No roadmap of 2031" in page(client, "/roadmap/stack/2031/")

    @pytest.mark.parametrize("view", ["document", "board", "timeline"])
    @pytest.mark.parametrize("address", ["/roadmap/2026.0/", "/roadmap/stack/2026.0/"])
    def test_an_edition_can_be_read_in_three_ways(
        self, client, published, address, view
    ):
        text = page(client, f"{address}?view={view}")
        assert "The driver" in text
        assert "The scheduler" in text
        assert text.count("<h1") == 1
        assert published.json_hash in text
        assert "style=" not in text

    @pytest.mark.parametrize("by", ["track", "quarter", "state", "confidence", "junk"])
    def test_the_board_is_arranged_as_asked(self, client, published, by):
        assert "The driver" in page(client, f"/roadmap/2026.0/?view=board&by={by}")

    def test_a_published_edition_does_not_follow_its_milestones(
        self, client, published
    ):
        milestone = published.items.first().milestone
        milestone.title = "Something else"
        milestone.save()
        assert "Something else" not in page(client, "/roadmap/2026.0/")
        assert "Something else" in page(client, milestone.get_absolute_url())

    def test_each_line_has_a_page_with_its_trail(self, client, published):
        text = page(client, "/roadmap/stack/2026.0/lines/driver/")
        assert "milestones/driver.yaml" in text
        page(client, "/roadmap/stack/2026.0/lines/nobody/", 404)

    def test_a_line_says_when_its_decision_was_declared_void_since(
        self, client, draft, maintainer, decision
    ):
        item = draft.items.first()
        editions.link_decision(item, by=maintainer, decision=decision)
        published = editions.publish(draft, by=maintainer)
        assert "void" not in page(client, "/roadmap/2026.0/")
        type(decision.ballot).objects.update(state="void")
        assert page(client, "/roadmap/2026.0/").count("Declared void") == 1
        line = f"/roadmap/stack/2026.0/lines/{item.milestone.key}/"
        assert "no longer has its ground" in page(client, line)
        json_file = client.get("/roadmap/stack/2026.0/roadmap.json").content
        assert hashlib.sha256(json_file).hexdigest() == published.json_hash

    def test_a_page_tells_a_waiting_entry_from_none(
        self, client, draft, maintainer, decision
    ):
        item = draft.items.first()
        editions.link_decision(item, by=maintainer, decision=decision)
        log.append("decision.made", {"number": 1}, entry_id=decision.entry_id)
        editions.publish(draft, by=maintainer)
        text = page(client, f"/roadmap/stack/2026.0/lines/{item.milestone.key}/")
        assert decision.entry_id in text
        assert "waits for the next checkpoint" in text
        assert "No entry of its own" in text
        assert "Not in the ledger" in text

    def test_a_maintainer_can_put_a_milestone_to_a_vote(
        self, as_maintainer, client, make_milestone
    ):
        milestone = make_milestone("driver")
        link = f"/ballots/new/?subject=milestone:{milestone.pk}"
        assert link in page(as_maintainer, milestone.get_absolute_url())
        client.logout()
        assert link not in page(client, milestone.get_absolute_url())

    def test_a_milestone_says_where_it_was_published_and_what_waits_for_it(
        self, client, published, make_milestone
    ):
        make_milestone("after", dependencies=["driver", "ghost"])
        text = page(client, "/roadmap/stack/milestones/driver/")
        assert "edition 2026.0" in text
        assert "The after" in text
        assert "ghost (no such milestone)" in page(
            client, "/roadmap/stack/milestones/after/"
        )

    @pytest.mark.parametrize(
        "address",
        [
            "/roadmap/2026.1/",
            "/roadmap/nobody/2026.0/",
            "/roadmap/nobody/",
            "/roadmap/stack/milestones/nobody/",
            "/roadmap/stack/2026.0/roadmap.exe",
            "/roadmap/stack/2026/draft/",
            "/roadmap/2026.00/",
        ],
    )
    def test_what_does_not_exist_is_not_found(self, client, published, address):
        assert client.get(address).status_code == 404

    def test_two_editions_are_compared_older_first(
        self, client, published, project, maintainer
    ):
        milestone = published.items.first().milestone
        milestone.target, milestone.target_date = "2027-Q1", "2027-03-31"
        milestone.save()
        amendment = editions.draft_edition(project, year=2026, by=maintainer)
        editions.publish(amendment, by=maintainer)
        for address in ("2026.0/compare/2026.1", "stack/2026.1/compare/2026.0"):
            text = page(client, f"/roadmap/{address}/")
            assert "From 2026.0 to 2026.1" in text
            assert "+2 quarters" in text

    def test_hostile_words_of_a_milestone_are_shown_as_text(
        self, client, draft, maintainer, make_milestone
    ):
        evil = "<script>alert(1)</script>"
        milestone = make_milestone("evil", title=evil, owner=evil, criteria=[evil])
        editions.add_item(draft, by=maintainer, milestone=milestone, note=evil)
        editions.publish(draft, by=maintainer)
        for address in ("2026.0/", "2026.0/?view=board", "2026.0/?view=timeline"):
            assert evil not in page(client, f"/roadmap/{address}")
        assert evil not in page(client, "/roadmap/stack/milestones/evil/")

    def test_pages_take_as_many_queries_for_forty_lines_as_for_two(
        self, client, draft, maintainer, make_milestone, count_queries
    ):
        few = count_queries(lambda: page(client, "/roadmap/stack/2026/draft/"))
        for n in range(38):
            milestone = make_milestone(f"m{n}")
            editions.add_item(draft, by=maintainer, milestone=milestone)
        assert count_queries(lambda: page(client, "/roadmap/stack/2026/draft/")) == few
        editions.publish(draft, by=maintainer)
        page(client, "/roadmap/2026.0/")
        assert count_queries(lambda: page(client, "/roadmap/2026.0/")) <= 8


class TestDownloads:
    def test_json_and_markdown_are_the_bytes_that_were_hashed(self, client, published):
        for kind, digest in (
            ("json", published.json_hash),
            ("md", published.markdown_hash),
        ):
            data = client.get(f"/roadmap/stack/2026.0/roadmap.{kind}").content
            assert hashlib.sha256(data).hexdigest() == digest

    @pytest.mark.parametrize(
        ("kind", "media_type"),
        [
            ("json", "application/json"),
            ("md", "text/markdown"),
            ("csv", "text/csv"),
            ("ics", "text/calendar"),
            ("atom", "application/atom+xml"),
            ("pdf", "application/pdf"),
            ("bib", "application/x-bibtex"),
            ("csl.json", "application/vnd.citationstyles.csl+json"),
        ],
    )
    def test_every_download_has_its_type_and_answers_304(
        self, client, published, kind, media_type
    ):
        address = f"/roadmap/stack/2026.0/roadmap.{kind}"
        response = client.get(address)
        assert response["Content-Type"].startswith(media_type)
        assert response["Access-Control-Allow-Origin"] == "*"
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304

    @override_settings(PUBLIC_URL="https://althing.example")
    def test_feed_and_calendar_name_the_public_address(self, client, draft, maintainer):
        editions.publish(draft, by=maintainer)
        data = client.get("/roadmap/stack/2026.0/roadmap.atom").content.decode()
        assert "https://althing.example/roadmap/stack/2026.0/" in data


class TestDrafting:
    base = "/roadmap/stack/2026/draft/"

    def change(self, client, **fields):
        return client.post(f"{self.base}change/", fields)

    def test_a_maintainer_begins_edits_and_publishes(
        self, as_maintainer, project, make_milestone
    ):
        for key in ("driver", "scheduler"):
            make_milestone(key)
        make_milestone("extra", target="v9", target_date=None)
        as_maintainer.post("/roadmap/stack/2026/new/")
        assert (
            self.change(
                as_maintainer, action="describe", title="Our 2026", introduction="*Hi*"
            ).status_code
            == 302
        )
        self.change(as_maintainer, action="add", milestone="extra", target="")
        draft = Edition.objects.get()
        item = draft.items.get(milestone__key="extra")
        as_maintainer.post(
            f"{self.base}{item.pk}/",
            {"action": "save", "place": 1, "decision": "", "note": "First of all."},
        )
        removed = draft.items.get(milestone__key="driver")
        as_maintainer.post(f"{self.base}{removed.pk}/", {"action": "remove"})
        assert "First of all." in page(as_maintainer, self.base)
        response = self.change(as_maintainer, action="publish")
        assert response["Location"] == "/roadmap/stack/2026.0/"
        document = json.loads(bytes(Edition.objects.get().json_bytes))
        assert document["title"] == "Our 2026"
        assert [i["id"] for i in document["items"]] == ["extra", "scheduler"]
        assert document["items"][0]["note"] == "First of all."

    def test_everyone_reads_a_draft_but_sees_no_forms(self, client, draft):
        text = page(client, self.base)
        assert "This is a draft" in text
        assert "The driver" in text
        assert "<textarea" not in text

    def test_a_passer_by_is_refused_with_the_reason(self, client, draft, passer_by):
        client.force_login(passer_by)
        response = self.change(client, action="publish")
        assert response.status_code == 403
        assert "Only maintainers" in response.content.decode()
        item = draft.items.first()
        response = client.post(f"{self.base}{item.pk}/", {"action": "remove"})
        assert response.status_code == 403
        assert draft.items.count() == 2

    def test_signing_in_comes_first(self, client, draft):
        response = self.change(client, action="publish")
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]

    @pytest.mark.parametrize(
        ("fields", "status", "reason"),
        [
            ({"action": "dance"}, 400, "Choose what to do"),
            ({"action": "add", "milestone": "ghost"}, 400, "no milestone"),
            ({"action": "add", "milestone": "driver"}, 409, "already"),
            ({"action": "describe", "title": ""}, 400, "Title"),
        ],
    )
    def test_wrong_input_is_named(self, as_maintainer, draft, fields, status, reason):
        response = self.change(as_maintainer, **fields)
        assert response.status_code == status
        assert reason in response.content.decode()

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"place": "first"}, "Place"),
            ({"place": 1, "decision": 99}, "no decision 99"),
            ({"place": 1, "note": "x" * 5001}, "Note"),
        ],
    )
    def test_a_wrong_line_is_named(self, as_maintainer, draft, fields, reason):
        item = draft.items.first()
        response = as_maintainer.post(f"{self.base}{item.pk}/", fields)
        assert response.status_code == 400
        assert reason in response.content.decode()

    def test_a_form_without_its_token_changes_nothing(self, draft, maintainer):
        client = Client(enforce_csrf_checks=True)
        client.force_login(maintainer)
        assert self.change(client, action="publish").status_code == 403
        assert Edition.objects.get().state == Edition.State.DRAFT

    def test_publishing_again_from_an_old_page_is_not_found(
        self, as_maintainer, published
    ):
        assert self.change(as_maintainer, action="publish").status_code == 404
