"""Bring a remote's branch into a bare mirror with the git command line, and no more.

git runs with redirects refused, one protocol allowed, one address pinned, one
branch asked for, under a deadline; what it says becomes a code and a sentence.
"""

import contextlib
import re
import selectors
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from core.canonical import sha256_hex
from mirror import remotes
from mirror.errors import FetchFailed
from mirror.process import Child, Progress, configured, environment, output
from mirror.remotes import Remote

HEAD_REF = "refs/mirror/head"
PROPOSALS_REF = "refs/mirror/proposals"
_FALLBACKS = ("refs/heads/main", "refs/heads/master")
_SAID_BYTES = 65_536
_LS_BYTES = 32_000_000
_MOST_PACKS = 30
_BRANCH = re.compile(r"refs/heads/[^\x00-\x20~^:?*\[\\\x7f]+")
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PROGRESS = re.compile(rb"(Receiving objects|Resolving deltas): +\d+% \((\d+)/(\d+)\)")
_FSCK = re.compile(r"error: object [0-9a-f]+: (\w+)")

# What git says, most telling first; the first that is found names the failure.
_CODES: list[tuple[str, str, str]] = [
    ("No space left on device", "no-space", "The disk of the mirror is full."),
    ("Disk quota exceeded", "no-space", "The disk of the mirror is full."),
    ("File too large", "too-large", "The repository is larger than is allowed."),
    ("died of signal 25", "too-large", "The repository is larger than is allowed."),
    ("Out of memory", "too-large", "The repository needs more memory than allowed."),
    ("malloc failed", "too-large", "The repository needs more memory than allowed."),
    ("The requested URL returned error: 30", "redirect-refused", "{redirect}"),
    ("unable to update url base from redirection", "redirect-refused", "{redirect}"),
    ("Authentication failed", "not-a-git-repository", "{private}"),
    ("could not read Username", "not-a-git-repository", "{private}"),
    ("terminal prompts disabled", "not-a-git-repository", "{private}"),
    ("returned error: 401", "not-a-git-repository", "{private}"),
    ("returned error: 403", "not-a-git-repository", "{private}"),
    ("returned error: 404", "not-a-git-repository", "{nothing}"),
    ("' not found", "not-a-git-repository", "{nothing}"),
    ("not valid: is this a git repository?", "not-a-git-repository", "{nothing}"),
    ("invalid server response", "not-a-git-repository", "{nothing}"),
    ("Operation too slow", "timed-out", "The server sent next to nothing for long."),
    ("Could not resolve host", "unreachable", "The server's name has no address."),
    ("Failed to connect", "unreachable", "The server does not answer."),
    ("Couldn't connect", "unreachable", "The server does not answer."),
    ("Connection refused", "unreachable", "The server does not answer."),
    ("timed out", "unreachable", "The server does not answer in time."),
    ("SSL", "unreachable", "No secure connection to the server can be made."),
    ("certificate", "unreachable", "No secure connection to the server can be made."),
    ("returned error: 5", "unreachable", "The server has an error of its own."),
    ("missing blob", "damaged", "{damaged}"),
    ("did not send all necessary objects", "damaged", "{damaged}"),
    ("remote error", "refused-by-server", "The server refused: {said}"),
    ("upload-pack: not our ref", "damaged", "{damaged}"),
    ("bad object", "damaged", "{damaged}"),
    ("early EOF", "interrupted", "The server hung up before everything was sent."),
    ("unexpected disconnect", "interrupted", "The server hung up too early."),
    ("RPC failed", "interrupted", "The server hung up before everything was sent."),
    ("hung up unexpectedly", "interrupted", "The server hung up too early."),
]
_SENTENCES = {
    "redirect": (
        "The server redirects to another address. Give the address that it "
        "redirects to; redirects are not followed."
    ),
    "private": "There is no public git repository at this address.",
    "nothing": "There is no git repository at this address.",
    "damaged": "The repository is damaged: it does not hold every object it needs.",
}


@dataclass(frozen=True, slots=True)
class Advertised:
    """What the remote says its default branch and its tip are; empty if it has none."""

    branch: str
    oid: str
    digest: str
    """Of everything that was asked for: the same again means nothing is new."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a fetch brought: bytes on disk, and git's objection if it had one."""

    size: int
    objection: str


class Session:
    """One visit to a remote: the address checked once, one deadline for all of it."""

    def __init__(self, remote: Remote, *, seconds: int | None = None) -> None:
        allowed = settings.MIRROR_FETCH_SECONDS if seconds is None else seconds
        self._seconds = allowed
        self._deadline = time.monotonic() + allowed
        self._remote = remote
        self._options = _options(remote, remotes.pin(remote, remotes.resolve(remote)))

    def advertised(self, *, proposals: str = "", tags: bool = False) -> Advertised:
        """Ask for the default branch and its tip, and what else there is to fetch.

        Where the remote names no default branch, ``main`` or ``master`` stands in.
        """
        patterns = ["HEAD", *_FALLBACKS, *([proposals] if proposals else [])]
        patterns += ["refs/tags/*"] if tags else []
        command = ["ls-remote", "--symref", "--", self._remote.url, *patterns]
        text = self._run([*configured(self._options), *command], None)
        tips, branch = {}, ""
        for line in text.splitlines():
            left, _, name = line.partition("\t")
            if name == "HEAD" and left.startswith("ref: "):
                branch = left[5:]
            elif _OID.fullmatch(left):
                tips[name] = left
        if "HEAD" not in tips:
            branch = next((name for name in _FALLBACKS if name in tips), "")
        elif not _BRANCH.fullmatch(branch):
            raise FetchFailed(
                "no-default-branch", "The repository does not say its default branch."
            )
        oid = tips.get("HEAD") or tips.get(branch, "")
        return Advertised(branch if oid else "", oid, sha256_hex(text.encode()))

    def fetch(
        self,
        path: Path,
        branch: str,
        *,
        proposals: str = "",
        tags: bool = False,
        progress: Progress | None = None,
    ) -> Received:
        """Bring ``branch`` (and proposals, and tags) into the mirror at ``path``.

        Objects are checked on arrival. Old honest histories fail that check too:
        then they are fetched without it, and the objection is returned.
        """
        before = _disk_use(path)
        refspecs = [f"+{branch}:{HEAD_REF}"]
        if proposals:
            inside = proposals.removeprefix("refs/")
            refspecs.append(f"+{proposals}:{PROPOSALS_REF}/{inside}")
        try:
            objection = self._checked_fetch(path, refspecs, tags, progress)
        finally:
            _sweep(path)
        return Received(max(0, _disk_use(path) - before), objection)

    def _checked_fetch(
        self, path: Path, refspecs: list[str], tags: bool, progress: Progress | None
    ) -> str:
        try:
            self._fetch(path, refspecs, tags, progress, check=True)
        except _FsckRefused as refused:
            _sweep(path)
            self._fetch(path, refspecs, tags, progress, check=False)
            return str(refused)
        return ""

    def _fetch(
        self,
        path: Path,
        refspecs: list[str],
        tags: bool,
        progress: Progress | None,
        *,
        check: bool,
    ) -> None:
        options = {**self._options, "fetch.fsckObjects": str(check).lower()}
        self._run(
            [
                f"--git-dir={path}",
                *configured(options),
                "fetch",
                "--progress",
                "--tags" if tags else "--no-tags",
                "--no-recurse-submodules",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--",
                self._remote.url,
                *refspecs,
            ],
            progress,
        )

    def _run(self, arguments: list[str], progress: Progress | None) -> str:
        left = self._deadline - time.monotonic()
        child = Child(
            arguments,
            environment={**environment(), "GIT_ALLOW_PROTOCOL": self._remote.scheme},
            seconds=max(1, int(left) + 1),
        )
        timer = threading.Timer(max(0.1, left), child.end_group)
        timer.start()
        try:
            said, text = _listen(child, progress)
            status = child.process.wait()
        finally:
            timer.cancel()
            child.end()
        if status == 0:
            return text
        if time.monotonic() >= self._deadline:
            raise FetchFailed(
                "timed-out", f"The fetch took longer than {self._seconds} seconds."
            )
        raise _failure(said)


class _FsckRefused(FetchFailed):
    """git's check of the objects refused one."""

    def __str__(self) -> str:
        return self.message


def _options(remote: Remote, pinned: str) -> dict[str, str]:
    return {
        "http.curloptResolve": pinned,
        "http.followRedirects": "false",
        "http.proxy": "",
        "http.cookieFile": "",
        "http.lowSpeedLimit": "1000",
        "http.lowSpeedTime": "20",
        "http.maxRequests": "2",
        "protocol.version": "2",
        "protocol.allow": "never",
        f"protocol.{remote.scheme}.allow": "always",
        "transfer.bundleURI": "false",
        "transfer.credentialsInUrl": "die",
        "core.askPass": "false",
        "fetch.recurseSubmodules": "false",
        "fetch.unpackLimit": "1",
        "fetch.writeCommitGraph": "false",
        "pack.threads": "2",
    }


def _listen(child: Child, progress: Progress | None) -> tuple[str, str]:
    """Take in both outputs until they end; return the last of what was said, and all
    that was printed."""
    said, text = b"", b""
    with selectors.DefaultSelector() as selector:
        for stream in (child.stderr, child.stdout):
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                chunk = key.fileobj.read1(_SAID_BYTES)  # type: ignore[union-attr]
                if not chunk:
                    selector.unregister(key.fileobj)
                elif key.fileobj is child.stdout:
                    text += chunk
                    if len(text) > _LS_BYTES:
                        child.end_group()
                else:
                    said = (said + chunk)[-_SAID_BYTES:]
                    if progress:
                        _tell(said[-400:], progress)
    return said.decode("utf-8", "replace"), text.decode("utf-8", "replace")


def _tell(said: bytes, progress: Progress) -> None:
    found = _PROGRESS.findall(said)
    if found:
        stage, done, whole = found[-1]
        progress(stage.decode("ascii").lower(), int(done), int(whole))


def _failure(said: str) -> FetchFailed:
    lines = [line.strip() for line in re.split(r"[\r\n]+", said)]
    fatal = [x for x in lines if x.startswith(("fatal:", "error:", "remote:"))]
    if objection := _FSCK.search(said):
        return _FsckRefused("fsck", f"git's check of the objects says {objection[1]}.")
    last = (fatal or lines or [""])[-1][:300]
    for words, code, sentence in _CODES:
        if words in said:
            return FetchFailed(code, sentence.format(**_SENTENCES, said=last))
    return FetchFailed("failed", f"git could not fetch: {last or 'it said nothing'}")


def make_bare(path: Path) -> None:
    """Make an empty bare repository at ``path``, if there is none."""
    if (path / "HEAD").exists() and (path / "objects").exists():
        return
    path.mkdir(parents=True, exist_ok=True)
    child = Child(
        ["init", "--quiet", "--bare", "--template=", "--", str(path)],
        environment=environment(),
        seconds=20,
    )
    said, _ = _listen(child, None)
    if child.end() != 0:
        raise _failure(said)


def tidy(path: Path) -> None:
    """Join small packs once there are many, keeping every object."""
    if len(list(path.glob("objects/pack/*.pack"))) > _MOST_PACKS:
        output(path, "repack", "--geometric=2", "-d", "-q")
        output(path, "commit-graph", "write", "--reachable", "--no-progress")


def _sweep(path: Path) -> None:
    """Take away what a killed fetch left: half packs and locks."""
    for pattern in ("objects/pack/tmp_*", "objects/tmp_*", "objects/incoming-*"):
        for left in path.glob(pattern):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
    for pattern in ("*.lock", "refs/**/*.lock"):
        for left in path.glob(pattern):
            left.unlink(missing_ok=True)


def _disk_use(path: Path) -> int:
    total = 0
    for file in (path / "objects").rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_size
    return total
