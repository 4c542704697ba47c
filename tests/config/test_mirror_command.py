"""``manage.py mirror`` says what it did, in words or JSON, and exits as it should."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mirror import repositories
from mirror.models import Project, Repository
from tests.servers import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mirrors(settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"


@pytest.fixture
def served(git_server):
    served = git_server.create("rfcs.git")
    served.commit({"README.md": "# Hello\n"}, "Begin")
    return served


def run(*arguments):
    """Return the exit status, standard output and standard error."""
    out, err = StringIO(), StringIO()
    try:
        call_command("mirror", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


def test_add_registers_fetches_and_reports(served):
    status, out, err = run("add", served.url, "--project", "oas")
    assert (status, err) == (0, "")
    head = served.git("rev-parse", "main")
    assert out.startswith(f"rfcs is at {head[:12]}: 0 documents, 0 revisions and 1 ")
    repository = Repository.objects.get()
    assert (repository.project.slug, repository.head_oid) == ("oas", head)


def test_add_answers_json(served):
    status, out, _ = run("add", served.url, "--holds", "code", "--json")
    answer = json.loads(out)
    assert status == 0
    assert answer["repository"] == "rfcs"
    assert answer["commits"] == 1
    assert answer["problems"] == []


def test_sync_reports_one_object_by_name_and_a_list_for_all(served):
    run("add", served.url)
    served.commit({"a": "1"})
    assert json.loads(run("sync", "rfcs", "--json")[1])["commits"] == 1
    assert [r["commits"] for r in json.loads(run("sync", "--all", "--json")[1])] == [0]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("file:///etc", "Only https and http URLs are fetched."),
        ("ext::sh -c date", "holds a character"),
        ("git@github.com:a/b", "Only https and http"),
        ("/work/repo", "Only https and http"),
        ("https://user:pw@example.org/x", "user name or password"),
        ("https://example.org/", "names no repository"),
    ],
)
def test_add_refuses_a_url_and_writes_nothing(url, sentence):
    status, out, err = run("add", url)
    assert (status, out) == (1, "")
    assert sentence in err
    assert not Repository.objects.exists()
    assert not Project.objects.exists()


def test_add_keeps_a_repository_that_cannot_be_fetched_and_says_so(git_server):
    status, _, err = run("add", f"{git_server.url}/nothing.git", "--json")
    assert status == 1
    assert "There is no git repository at this address." in err
    repository = Repository.objects.get()
    assert repository.problems.get().code == "not-a-git-repository"


def test_add_says_when_the_server_does_not_answer():
    status, _, err = run("add", f"http://127.0.0.1:{free_port()}/a/b.git")
    assert status == 1
    assert "The server does not answer." in err


def test_an_empty_repository_is_added_with_its_problem(git_server):
    status, out, _ = run("add", git_server.create("empty.git").url)
    assert status == 0
    assert "The repository is empty" in out


def test_adding_twice_is_refused(served):
    run("add", served.url)
    status, _, err = run("add", served.url)
    assert status == 1
    assert "mirrored already" in err


def test_an_unknown_name_is_refused(served):
    status, _, err = run("sync", "nothing")
    assert (status, err) == (1, "No repository is called nothing.")


def test_sync_without_a_name_is_wrong_usage():
    status, _, err = run("sync")
    assert (status, err) == (2, "Name repositories, or give --all.")


def test_retire_stops_syncing_and_keeps_everything(served):
    run("add", served.url)
    assert run("retire", "rfcs")[0] == 0
    assert run("sync", "rfcs")[0] == 1
    assert Repository.objects.get().head_oid


def test_hook_shows_addresses_and_secret(served):
    run("add", served.url)
    answer = json.loads(run("hook", "rfcs", "--json")[1])
    assert answer["addresses"]["github"].endswith("/hooks/github/rfcs/")
    assert answer["secret"] == Repository.objects.get().hook_secret
    assert repositories.Repository.objects.get().hook_secret in run("hook", "rfcs")[1]


def test_a_wrong_format_is_wrong_usage_on_the_command_line():
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "mirror",
            "add",
            "https://x.org/y",
            "--format=no",
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "invalid choice: 'no'" in done.stderr
