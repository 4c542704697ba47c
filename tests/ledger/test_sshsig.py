"""SSH signatures, as OpenSSH itself reads them."""

import shutil
import subprocess

import pytest

from ledger import sshsig
from ledger.note import Signer

SIGNER = Signer("althing.example/ledger", bytes(range(32)))

needs_ssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed"
)


def check(tmp_path, message, signature, namespace="git"):
    public = sshsig.public_line(SIGNER.verifier.public)
    (tmp_path / "signers").write_text(f"roadmap@althing.example {public}\n")
    (tmp_path / "signature").write_text(signature)
    signers, where = str(tmp_path / "signers"), str(tmp_path / "signature")
    who = ["-I", "roadmap@althing.example", "-n", namespace, "-s", where]
    command = ["ssh-keygen", "-Y", "verify", "-f", signers, *who]
    return subprocess.run(command, input=message, capture_output=True, check=False)


@needs_ssh
def test_openssh_verifies_the_signature_of_exactly_this_message(tmp_path):
    signature = sshsig.signature(SIGNER.seed, b"a roadmap\n", namespace="git")
    assert check(tmp_path, b"a roadmap\n", signature).returncode == 0
    assert check(tmp_path, b"another\n", signature).returncode != 0
    assert check(tmp_path, b"a roadmap\n", signature, "file").returncode != 0


def test_a_signature_is_the_same_every_time():
    one = sshsig.signature(SIGNER.seed, b"x", namespace="git")
    assert one == sshsig.signature(SIGNER.seed, b"x", namespace="git")
    assert max(map(len, one.splitlines())) <= 70
