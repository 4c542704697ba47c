"""How forges name proposals in git, and where their pages are. Plain Python."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_PULL = re.compile(r"refs/pull/(\d{1,15})/head")
_MERGE_REQUEST = re.compile(r"refs/merge-requests/(\d{1,15})/head")
_CHANGE = re.compile(r"refs/changes/\d\d/(\d{1,15})/(\d{1,6})")
_BRANCH = re.compile(r"refs/heads/(.+)")
_GITEA = re.compile(r"(^|\.)(codeberg|gitea|forgejo)\.")
_SUFFIX = ".googlesource.com"


@dataclass(frozen=True, slots=True)
class Name:
    """What a reference stands for.

    References of one ``key`` are one proposal; ``patch_set`` orders them.
    """

    kind: str
    key: str
    number: int = 0
    patch_set: int = 0

    @property
    def label(self) -> str:
        """The name that people of the forge say."""
        if self.kind == "pull":
            return f"#{self.number}"
        if self.kind == "merge-request":
            return f"!{self.number}"
        if self.kind == "change":
            return f"change {self.number}"
        return self.key.removeprefix("refs/heads/")[:80]


def name_of(ref: str) -> Name | None:
    """Return what ``ref`` proposes; None for what is no proposal.

    Of a Gerrit change every patch set is one reference; its ``meta`` is none.
    """
    if found := _PULL.fullmatch(ref):
        return Name("pull", ref, int(found[1]))
    if found := _MERGE_REQUEST.fullmatch(ref):
        return Name("merge-request", ref, int(found[1]))
    if found := _CHANGE.fullmatch(ref):
        number = int(found[1])
        return Name("change", f"refs/changes/{number}", number, int(found[2]))
    if ref.startswith("refs/changes/") or not _BRANCH.fullmatch(ref):
        return None
    return Name("branch", ref)


def page(repository_url: str, name: Name) -> str:
    """Return the forge's page of a proposal; empty where none can be known."""
    parts = urlsplit(repository_url)
    host, path = parts.hostname or "", parts.path.strip("/").removesuffix(".git")
    if parts.scheme != "https" or not host or not path:
        return ""
    base = f"https://{parts.netloc}"
    if name.kind == "pull":
        word = "pulls" if _GITEA.search(host) else "pull"
        return f"{base}/{path}/{word}/{name.number}"
    if name.kind == "merge-request":
        return f"{base}/{path}/-/merge_requests/{name.number}"
    if name.kind == "change":
        if host.endswith(_SUFFIX):
            base = f"https://{host.removesuffix(_SUFFIX)}-review{_SUFFIX}"
        return f"{base}/c/{path}/+/{name.number}"
    branch = quote(name.key.removeprefix("refs/heads/"))
    if host == "github.com":
        return f"{base}/{path}/tree/{branch}"
    return f"{base}/{path}/-/tree/{branch}" if "gitlab" in host else ""
