"""Bring a remote's branch into a bare mirror with the git command line, and no more.

git runs with redirects refused, one protocol allowed, one address pinned, one
branch asked for, under a deadline; what it says becomes a code and a sentence.
"""

import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from core.canonical import sha256_hex
from mirror import disk, remotes
from mirror.complaints import NOTHING_THERE, ObjectRefused, failure
from mirror.errors import FetchFailed
from mirror.listening import PRINTED_BYTES, announced, listen
from mirror.process import Child, Progress, configured, environment
from mirror.remotes import Remote

HEAD_REF = "refs/mirror/head"
TAGS = "refs/tags/"
_FALLBACKS = ("refs/heads/main", "refs/heads/master")
_BRANCH = re.compile(r"refs/heads/[^\x00-\x20~^:?*\[\\\x7f]+")
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


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
        self._room = settings.MIRROR_MAX_BYTES
        self._options = _options(remote, remotes.pin(remote, remotes.resolve(remote)))

    def advertised(self, *, proposals: str = "", tags: bool = False) -> Advertised:
        """Ask for the default branch and its tip, and what else there is to fetch.

        Where the remote names no default branch, ``main`` or ``master`` stands in.
        """
        patterns = ["HEAD", *_FALLBACKS, *proposals.split()]
        patterns += ["refs/tags/*"] if tags else []
        command = ["ls-remote", "--symref", "--", self._remote.url, *patterns]
        arguments = [*configured(self._options), *command]
        text = self._talk(arguments, at_most=settings.MIRROR_ANSWER_SECONDS)[1]
        if not text:
            self._require_git(command)
        tips, branch, lines = {}, "", text.split("\n")
        if len(lines) > settings.MIRROR_MAX_REFS + 2:
            raise FetchFailed("too-many-refs", _too_many())
        for line in lines:
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

    def _require_git(self, command: list[str]) -> None:
        """Tell a repository without references from a page that is none at all.

        git takes any answer for an old server's list of references; only a real
        one speaks in packets.
        """
        arguments = [*configured(self._options), *command]
        said = self._talk(arguments, more={"GIT_TRACE_PACKET": "2"})[0]
        if "git-upload-pack" not in said and "version 2" not in said:
            raise FetchFailed("not-a-git-repository", NOTHING_THERE)

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
        before = disk.use(path)
        # A full mirror may still look what is new: that writes a few names.
        self._room = max(1 << 16, settings.MIRROR_MAX_BYTES - before)
        refspecs = [f"+{branch}:{HEAD_REF}"]
        for pattern in proposals.split():
            inside = pattern.removeprefix("refs/")
            refspecs.append(f"+{pattern}:{disk.PROPOSALS_REF}/{inside}")
        try:
            objection = self._checked_fetch(path, refspecs, tags, progress)
        finally:
            disk.sweep(path)
        return Received(max(0, disk.use(path) - before), objection)

    def _checked_fetch(
        self, path: Path, refspecs: list[str], tags: bool, progress: Progress | None
    ) -> str:
        try:
            self._fetch(path, refspecs, tags, progress, check=True)
        except ObjectRefused as refused:
            disk.sweep(path)
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
        deeper = ["--unshallow"] if disk.is_shallow(path) else []
        self._run(
            [
                f"--git-dir={path}",
                *configured(options),
                "fetch",
                "--progress",
                "--no-tags",  # named below, so that moved ones move and gone ones go
                "--prune",
                "--update-shallow",
                *deeper,
                "--no-recurse-submodules",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--",
                self._remote.url,
                *refspecs,
                *([f"+{TAGS}*:{TAGS}*"] if tags else []),
            ],
            progress,
        )

    def _run(self, arguments: list[str], progress: Progress | None = None) -> str:
        return self._talk(arguments, progress=progress)[1]

    def _talk(
        self,
        arguments: list[str],
        *,
        progress: Progress | None = None,
        more: dict[str, str] | None = None,
        at_most: int | None = None,
    ) -> tuple[str, str]:
        """Run git until the deadline; return what it said and what it printed."""
        left = self._deadline - time.monotonic()
        left = left if at_most is None else min(left, at_most)
        ends = time.monotonic() + left
        allowed = {"GIT_ALLOW_PROTOCOL": self._remote.scheme}
        child = Child(
            arguments,
            environment={**environment(), **allowed, **(more or {})},
            seconds=max(1, int(left) + 1),
            most_bytes=self._room,
        )
        timer = threading.Timer(max(0.1, left), child.end_group)
        timer.start()
        try:
            said, text = listen(child, progress)
            status = child.process.wait()
        finally:
            timer.cancel()
            child.end()
        if status == 0:
            return said, text
        if len(text) > PRINTED_BYTES:
            raise FetchFailed("too-many-refs", _too_many())
        if (objects := announced(said)) > settings.MIRROR_MAX_OBJECTS:
            raise FetchFailed(
                "too-many-objects",
                f"The server sends {objects:,} objects at once; at most "
                f"{settings.MIRROR_MAX_OBJECTS:,} are taken (MIRROR_MAX_OBJECTS).",
            )
        if time.monotonic() >= ends:
            seconds = min(self._seconds, at_most or self._seconds)
            raise FetchFailed(
                "timed-out", f"The fetch took longer than {seconds} seconds."
            )
        raise failure(said)


def _too_many() -> str:
    return (
        f"The repository offers more than {settings.MIRROR_MAX_REFS:,} references of "
        "those that were asked for. Ask for fewer, or raise MIRROR_MAX_REFS."
    )


def _options(remote: Remote, pinned: str) -> dict[str, str]:
    own = settings.MIRROR_CA_FILE
    return {
        **({"http.sslCAInfo": own} if own else {}),
        "http.sslVerify": "true",
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
