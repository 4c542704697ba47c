"""Editions in a public git repository: signed, repeatable, never half."""

import shutil
import subprocess

import pytest

from core.canonical import sha256_hex
from core.errors import Conflict
from ledger import keys
from roadmap import delivery, editions
from roadmap.models import Delivery


@pytest.fixture(autouse=True)
def places(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.LEDGER_KEY_FILE = tmp_path / "keys" / "ledger.key"
    settings.LEDGER_ORIGIN = "althing.example/ledger"
    keys.create()


@pytest.fixture
def edition(draft, maintainer):
    return editions.publish(draft, by=maintainer)


@pytest.fixture
def remote(tmp_path):
    where = tmp_path / "public.git"
    subprocess.run(["git", "init", "-q", "--bare", str(where)], check=True)
    return where


def git(where, *arguments):
    command = ["git", "-C", str(where), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


def refs(where):
    return dict(
        line.split()[::-1] for line in git(where, "show-ref").decode().splitlines()
    )


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no OpenSSH")
def test_git_itself_verifies_the_tag_of_a_pushed_edition(edition, remote, tmp_path):
    row = delivery.push(edition, remote=str(remote))
    assert row.tag == "roadmap-2026.0"
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "-b", "roadmap", str(remote), str(clone))
    signers = tmp_path / "signers"
    signers.write_text(delivery.allowed_signers())
    how = ["-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={signers}"]
    command = ["git", "-C", str(clone), *how, "tag", "-v", "roadmap-2026.0"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "Good" in told.stderr
    assert edition.json_hash in told.stdout
    files = {path.name for path in (clone / "2026.0").iterdir()}
    assert {"roadmap.json", "roadmap.pdf", "roadmap.md", "SHA256SUMS"} <= files
    data = (clone / "2026.0" / "roadmap.json").read_bytes()
    assert sha256_hex(data) == edition.json_hash
    assert git(clone, "fsck", "--strict") == b""


def test_another_machine_makes_the_same_commits_and_tags(
    edition, project, maintainer, settings, tmp_path
):
    amendment = editions.draft_edition(project, year=2026, by=maintainer)
    editions.publish(amendment, by=maintainer)
    made = delivery.build(project)
    assert list(made) == ["2026.0", "2026.1"]
    first = refs(delivery.place(project))
    settings.DATA_DIR = tmp_path / "elsewhere"
    assert delivery.build(project) == made
    assert refs(delivery.place(project)) == first


def test_a_push_can_be_repeated_and_is_recorded_once(edition, remote):
    delivery.push(edition, remote=str(remote))
    before = refs(remote)
    delivery.push(edition, remote=str(remote))
    assert refs(remote) == before
    assert Delivery.objects.count() == 1


def test_a_push_that_is_refused_leaves_nothing_behind(edition, remote, project):
    hook = remote / "hooks" / "update"
    hook.write_text('#!/bin/sh\ncase "$1" in refs/tags/*) exit 1;; esac\n')
    hook.chmod(0o755)
    with pytest.raises(Conflict, match="git push was refused"):
        delivery.push(edition, remote=str(remote))
    assert not Delivery.objects.exists()
    shown = subprocess.run(
        ["git", "-C", str(remote), "show-ref"], capture_output=True, check=False
    )
    assert shown.stdout == b""
    hook.unlink()
    assert delivery.push(edition, remote=str(remote)).tag == "roadmap-2026.0"


def test_a_remote_that_is_not_there_says_so(edition, tmp_path):
    with pytest.raises(Conflict, match="git push was refused"):
        delivery.push(edition, remote=str(tmp_path / "nowhere.git"))


def test_a_remote_cannot_be_an_option(edition):
    with pytest.raises(Conflict, match="git push was refused"):
        delivery.push(edition, remote="--receive-pack=touch /tmp/x")


def test_passwords_in_a_remote_are_not_recorded():
    told = delivery._without_secrets("https://me:secret@example.org/r.git")
    assert told == "https://example.org/r.git"
