"""A vote that cannot be taken is refused alike on the page and by the API, in words."""

import re

import pytest

from governance import policies
from governance.models import Vote
from tests.governance import community

OPTIONS = ["Alpha", "Beta"]
HEX = re.compile(r"[0-9a-f]{32}")
CASES = {
    "unknown answer": ("", {"choice": "maybe"}, "choice: maybe is none of yes"),
    "no answer": ("", {}, "Choose one of yes, no, abstain."),
    "a ranking": ("", {"ranking": [["Alpha"]]}, "'Alpha' is not an option"),
    "unknown option": ("election", {"ranking": [["Zeta"]]}, "'Zeta' is not an option"),
    "doubled": (
        "election",
        {"ranking": [["Beta"], ["Beta"]]},
        "'Beta' is ranked twice",
    ),
    "empty ranking": ("election", {"ranking": []}, "Rank at least one option"),
    "no ranking": ("election", {}, "Rank the options."),
    "equal ranks": ("proportional", {"ranking": [OPTIONS]}, "equal ranks"),
    "discuss": ("positions", {"choice": "discuss"}, "Give your reason to answer"),
    "recusal": ("election", {"choice": "recuse"}, "Give your reason to answer"),
}
ASKED = {
    "election": {"options": OPTIONS, "asked": {"seats": 1}},
    "proportional": {"options": OPTIONS, "asked": {"seats": 1}},
    "positions": {"asked": {"class": "other"}},
}


def post(client, ballot, **answer):
    body = {"ballot": ballot.pk, **answer}
    return client.post("/api/v1/votes/", body, content_type="application/json")


@pytest.mark.parametrize("case", CASES)
def test_a_vote_that_means_nothing_is_refused_in_words(
    client, rfc, maintainer, voters, case
):
    procedure, answer, words = CASES[case]
    ballot = community.open_ballot(
        rfc, maintainer, procedure=procedure, **ASKED.get(procedure, {})
    )
    client.force_login(voters["ann"])
    by_api = post(client, ballot, **answer)
    assert by_api.status_code == 400
    told = by_api.json()["detail"]
    assert words in told
    assert "$" not in told
    form = {"choice": answer["choice"]} if "choice" in answer else {"place_9": "1"}
    on_page = client.post(f"/ballots/{ballot.pk}/vote/", form)
    assert on_page.status_code == 400
    html = on_page.content.decode()
    assert "field__error" in html or "errorlist nonfield" in html
    assert not Vote.objects.exists()


def test_one_whom_the_question_is_not_put_to_is_told_so_without_an_id(
    client, project, rfc, maintainer, voters
):
    asked = [voters[name].contributor.public_id for name in ("bea", "ben")]
    rule = {"method": "consensus", "reviewers": asked, "period_days": "5"}
    body = {"weights": community.EASY, "procedures": {"panel": rule}}
    policies.adopt_policy(project, "rules", body, by=None)
    ballot = community.open_ballot(rfc, maintainer, procedure="panel")
    client.force_login(voters["ann"])
    by_api = post(client, ballot, choice="reviewed")
    on_page = client.post(f"/ballots/{ballot.pk}/vote/", {"choice": "reviewed"})
    assert by_api.status_code == on_page.status_code == 403
    told = by_api.json()["detail"]
    assert "put to 2 reviewers whom the policy names" in told
    assert not HEX.search(told)
    assert not Vote.objects.exists()
