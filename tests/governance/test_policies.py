import pytest
from django.utils import timezone

from contributors.accounts import contributor_of
from contributors.models import User
from core.errors import NotPermitted
from governance import policies
from governance.errors import InvalidPolicy, NoPolicy
from governance.models import Role
from ledger.models import Pending
from mirror.models import Project


@pytest.fixture
def project(db):
    return Project.objects.create(slug="oas", name="OAS", created_at=timezone.now())


def test_an_adopted_policy_is_complete_versioned_and_logged(project):
    first = policies.adopt_policy(project, "rules", {}, by=None)
    second = policies.adopt_policy(
        project, "rules", {"caps": {"organisation": "1/4"}}, by=None
    )
    assert (first.version, second.version) == (1, 2)
    assert policies.current(project) == second
    assert second.body["caps"] == {
        **policies.DEFAULT_BODY["caps"],
        "organisation": "1/4",
    }
    assert Pending.objects.filter(kind="policy.adopted").count() == 2


def test_a_maintainer_may_adopt_and_others_may_not(project):
    user = User.objects.create_user("ada@acme.example")
    with pytest.raises(NotPermitted, match="Only maintainers"):
        policies.adopt_policy(project, "rules", {}, by=user)
    Role.objects.create(
        project=project,
        contributor=contributor_of(user),
        name=Role.Name.MAINTAINER,
        granted_at=timezone.now(),
    )
    assert policies.adopt_policy(project, "rules", {}, by=user).version == 1


def test_a_project_without_a_policy_says_so(project):
    assert policies.standing(project) is None
    with pytest.raises(NoPolicy, match="adopt one first"):
        policies.current(project)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"cups": {}}, "cups: no such member"),
        ({"caps": {"company": "1/5"}}, r"caps\.company: no such member"),
        ({"caps": {"organisation": 0.2}}, r"caps\.organisation: write an exact"),
        ({"caps": {"organisation": "1/0"}}, r"caps\.organisation: write an exact"),
        ({"caps": {"organisation": "6/5"}}, r"caps\.organisation: a share"),
        ({"caps": {"person": "1/4"}}, r"caps\.person: one person may not"),
        ({"caps": {"most-cut": "1"}}, r"caps\.most-cut: something"),
        ({"weights": {"quarters": 0}}, r"weights\.quarters: lies between"),
        ({"weights": {"quarters": True}}, r"weights\.quarters: is not a whole"),
        ({"weights": {"days": 9}}, r"weights\.days: work on more days"),
        ({"weights": {"rates": {"lines": 1}}}, r"weights\.rates\.lines: no such"),
        ({"weights": []}, "weights: is not an object"),
        ({"ballots": {"method": "dice"}}, r"ballots\.method: 'dice' is not known"),
        ({"ballots": {"threshold": "1/2"}}, "yes and no could carry together"),
        ({"ballots": {"threshold": "4/3"}}, "no vote could ever reach it"),
        ({"ballots": {"comparator": "=>"}}, r"ballots\.comparator"),
        ({"ballots": {"base": "all"}}, r"ballots\.base"),
        ({"ballots": {"quorum": "3/2"}}, r"ballots\.quorum"),
    ],
)
def test_a_contradiction_is_refused_with_its_place(project, body, place):
    with pytest.raises(InvalidPolicy, match=place):
        policies.adopt_policy(project, "rules", body, by=None)


def test_half_is_a_threshold_only_where_it_must_be_passed(project):
    ballots = {"threshold": "1/2", "comparator": ">"}
    policy = policies.adopt_policy(project, "rules", {"ballots": ballots}, by=None)
    assert policies.rules_of(policy).ballots["comparator"] == ">"


def test_a_rate_of_nought_leaves_a_kind_out(project):
    body = {"weights": {"rates": {"acked": 0}}}
    policy = policies.adopt_policy(project, "rules", body, by=None)
    rates = policies.rules_of(policy).weights.rates
    assert (rates["acked"], rates["authored"]) == (0, 1)
