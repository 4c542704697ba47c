"""What git says when a fetch fails, as a stable word and a sentence for people."""

import re

from mirror.errors import FetchFailed
from mirror.objects import clean

NOTHING_THERE = "There is no git repository at this address."
_FSCK = re.compile(r"error: object [0-9a-f]+: (\w+)")

# What git says, most telling first; the first that is found names the failure.
_CODES: list[tuple[str, str, str]] = [
    ("No space left on device", "no-space", "The disk of the mirror is full."),
    ("Disk quota exceeded", "no-space", "The disk of the mirror is full."),
    ("File too large", "too-large", "{large}"),
    ("died of signal 25", "too-large", "{large}"),
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
    ("protocol error: bad line", "not-a-git-repository", "{nothing}"),
    ("invalid server response", "not-a-git-repository", "{nothing}"),
    ("Operation too slow", "timed-out", "The server sent next to nothing for long."),
    ("Could not resolve host", "unreachable", "The server's name has no address."),
    ("Failed to connect", "unreachable", "The server does not answer."),
    ("Couldn't connect", "unreachable", "The server does not answer."),
    ("Connection refused", "unreachable", "The server does not answer."),
    ("timed out", "unreachable", "The server does not answer in time."),
    ("certificate", "certificate-refused", "{certificate}"),
    ("SSL", "unreachable", "No secure connection to the server can be made."),
    ("returned error: 5", "unreachable", "The server has an error of its own."),
    ("missing blob", "damaged", "{damaged}"),
    ("did not send all necessary objects", "damaged", "{damaged}"),
    ("bad pack header", "damaged", "{damaged}"),
    ("invalid index-pack output", "damaged", "{damaged}"),
    ("remote error", "refused-by-server", "The server refused: {said}."),
    ("upload-pack: not our ref", "damaged", "{damaged}"),
    ("bad object", "damaged", "{damaged}"),
    ("TLS connection was", "interrupted", "The server hung up too early."),
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
    "certificate": (
        "The server's certificate is not to be trusted. On an intranet, name the "
        "authority that signed it in MIRROR_CA_FILE."
    ),
    "large": "The mirror would be larger than MIRROR_MAX_BYTES allows.",
    "nothing": NOTHING_THERE,
    "damaged": "The repository is damaged: it does not hold every object it needs.",
}


class ObjectRefused(FetchFailed):
    """git's check of the objects refused one."""

    def __str__(self) -> str:
        return self.message


def failure(said: str) -> FetchFailed:
    """Return the error that git's last words mean."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", said)]
    fatal = [x for x in lines if x.startswith(("fatal:", "error:", "remote:"))]
    if objection := _FSCK.search(said):
        return ObjectRefused("fsck", f"git's check of the objects says {objection[1]}.")
    last = clean((fatal or lines or [""])[-1], 300)
    for words, code, sentence in _CODES:
        if words in said:
            return FetchFailed(code, sentence.format(**_SENTENCES, said=last))
    words = last.rstrip(".") or "it said nothing"
    return FetchFailed("failed", f"git could not fetch: {words}.")
