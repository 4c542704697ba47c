"""Real documents through their real histories, read from bare repositories.

One pass of ``git log`` along the first parents gives every state of every file,
followed through renames; the texts are read in one batch. Nothing of Django.
"""

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251  a fixed seed, to draw a sample

COMMIT = "commit "
MAX_TEXT = 400_000
LEAST = 6
"""How many states a document has at least: shorter histories hardly change."""


@dataclass(frozen=True)
class Family:
    """A kind of document: where its files lie, how they are marked up."""

    name: str
    paths: re.Pattern[str]
    markup: str
    wanted: int


FAMILIES = (
    Family("PEP", re.compile(r"(?:peps/|pep-)[^/]*\d{4}\.(?:rst|txt)"), "rst", 60),
    Family("Rust RFC", re.compile(r"text/\d{4}-[^/]*\.md"), "markdown", 60),
    Family("KEP", re.compile(r"keps/.*(?:README|/[^/]*\d)[^/]*\.md"), "markdown", 40),
)


@dataclass
class History:
    """A document: its family, its path at the head, its texts oldest first."""

    family: Family
    path: str
    blobs: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def draw(repository: Path, family: Family, seed: int) -> list[History]:
    """Return the wanted number of documents with some history, by the seed."""
    found = [h for h in follow(repository, family) if len(h.blobs) >= LEAST]
    found.sort(key=lambda history: history.path)
    chosen = Random(f"{seed}/{family.name}").sample(found, family.wanted)  # noqa: S311
    _read(repository, chosen)
    return [history for history in chosen if len(history.texts) > 1]


def follow(repository: Path, family: Family) -> Iterable[History]:
    """Return every document of the head with the blobs that it had."""
    here: dict[str, History] = {}
    for status, old, new, blob in _changes(repository):
        if status == "D":
            here.pop(old, None)
            continue
        history = here.pop(old, None) if status == "R" else here.get(new)
        if history is None:
            history = History(family, new)
        history.path = new
        if not history.blobs or history.blobs[-1] != blob:
            history.blobs.append(blob)
        here[new] = history
    return [h for path, h in here.items() if family.paths.fullmatch(path)]


def _changes(repository: Path) -> Iterator[tuple[str, str, str, str]]:
    command = ["git", "-C", str(repository), "log", "--first-parent", "-m", "--reverse"]
    command += ["--raw", "-M", "--abbrev=40", "-z", "--format=", "HEAD"]
    raw = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    words = iter(raw.decode("utf-8", "replace").split("\0"))
    for word in words:
        head = word.strip("\n")
        if not head.startswith(":"):
            continue
        _, mode, _, blob, status = head[1:].split(" ")
        old = next(words)
        new = next(words) if status[0] in "RC" else old
        if mode.startswith("100") or status == "D":
            yield status[0], old, new, blob


def _read(repository: Path, histories: Iterable[History]) -> None:
    asked = "".join(f"{blob}\n" for h in histories for blob in h.blobs)
    done = subprocess.run(
        ["git", "-C", str(repository), "cat-file", "--batch"],  # noqa: S607
        input=asked.encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    data, at = done.stdout, 0
    for history in histories:
        for _ in history.blobs:
            end = data.index(b"\n", at)
            head = data[at:end].split()
            at = end + 1
            if head[-1] == b"missing":
                continue
            size = int(head[2])
            text = data[at : at + size].decode("utf-8", "replace")
            at += size + 1
            if text.strip() and size <= MAX_TEXT:
                history.texts.append(text)
