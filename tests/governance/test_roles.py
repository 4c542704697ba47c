"""Offices are given and ended, and both are in the log."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from contributors import accounts
from core.errors import NotPermitted
from governance import permissions, roles
from governance.errors import RoleUnchanged
from governance.models import Role
from ledger.models import Pending
from tests.governance import community

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return community.make_project()


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_an_office_is_held_until_it_ends(project):
    ada = community.make_user("ada")
    person = accounts.contributor_of(ada)
    roles.grant(project, person, Role.Name.MAINTAINER, by=None)
    assert permissions.can_maintain(ada, project)
    roles.end(project, person, Role.Name.MAINTAINER, by=ada)
    assert not permissions.can_maintain(ada, project)
    kinds = Pending.objects.filter(kind__startswith="role.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["role.granted", "role.ended"]
    roles.grant(project, person, Role.Name.MAINTAINER, by=None)
    assert Role.objects.count() == 2


def test_an_office_is_given_once_and_ended_once(project):
    person = accounts.contributor_of(community.make_user("ada"))
    with pytest.raises(RoleUnchanged, match="is not editor"):
        roles.end(project, person, Role.Name.EDITOR, by=None)
    roles.grant(project, person, Role.Name.EDITOR, by=None)
    with pytest.raises(RoleUnchanged, match="already"):
        roles.grant(project, person, Role.Name.EDITOR, by=None)


def test_only_maintainers_appoint(project):
    bob = community.make_user("bob")
    with pytest.raises(NotPermitted, match="Only maintainers"):
        roles.grant(project, accounts.contributor_of(bob), Role.Name.MAINTAINER, by=bob)


def test_the_command_knows_people_by_confirmed_addresses(project):
    ada = community.make_user("ada")
    with pytest.raises(CommandError, match="No account has confirmed"):
        run("role", "grant", "oas", "ada@example.org", "maintainer")
    ada.emailaddress_set.create(email="ada@example.org", verified=True)
    said = run("role", "grant", "oas", "ADA@example.org", "maintainer")
    assert said.strip() == f"Ada is maintainer of {project}."
    told = json.loads(
        run("role", "end", "oas", "ada@example.org", "maintainer", "--json")
    )
    assert told["held"] is False


def test_a_policy_is_adopted_from_a_file_and_shown(project, tmp_path):
    file = tmp_path / "policy.yaml"
    file.write_text("ballots: {days: 1/24, quorum: 1/3}\n")
    told = json.loads(run("policy", "adopt", "oas", str(file), "--json"))
    assert told["policy"] == "default v1"
    assert json.loads(run("policy", "show", "oas"))["ballots"]["days"] == "1/24"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("weight: {}", "weight: no such member"),
        ("- 1", "does not hold the policy's sections"),
        ("a: [", "cannot be read"),
        ("ballots: {days: 0}", "ballots.days: lies between"),
        ("ballots: {days: 1.5}", "ballots.days: write an exact fraction"),
    ],
)
def test_a_policy_that_cannot_be_read_is_refused(project, tmp_path, text, sentence):
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    with pytest.raises(CommandError, match=sentence):
        run("policy", "adopt", "oas", str(file))
