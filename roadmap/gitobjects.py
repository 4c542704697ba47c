"""The git objects of published editions, as bytes. Plain Python.

Git names an object by its bytes, so the same editions and the same key make the
same commits and tags on every machine.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Person:
    """Who commits and tags: the instance itself."""

    name: str
    email: str

    def at(self, moment: datetime) -> str:
        """Return the person as a commit names one, at a moment in UTC."""
        return f"{self.name} <{self.email}> {int(moment.timestamp())} +0000"


@dataclass
class Objects:
    """Objects by their id, in the order in which they were made."""

    made: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def add(self, kind: str, data: bytes) -> str:
        """Keep an object; return its id."""
        head = f"{kind} {len(data)}\0".encode()
        oid = hashlib.sha1(head + data, usedforsecurity=False).hexdigest()
        self.made[oid] = (kind, data)
        return oid

    def tree(self, files: Files) -> str:
        """Keep files, whose names may hold one folder, as a tree; return its id."""
        folders: dict[str, dict[str, bytes]] = {}
        entries: list[tuple[str, str, str]] = []
        for name, data in files.items():
            folder, _, rest = name.partition("/")
            if rest:
                folders.setdefault(folder, {})[rest] = data
            else:
                entries.append((name, "100644", self.add("blob", data)))
        entries += [
            (folder, "40000", self.tree(inside)) for folder, inside in folders.items()
        ]
        # Git orders a folder as if its name ended with a slash.
        entries.sort(key=lambda e: f"{e[0]}/" if e[1] == "40000" else e[0])
        return self.add(
            "tree",
            b"".join(
                f"{mode} {name}\0".encode() + bytes.fromhex(oid)
                for name, mode, oid in entries
            ),
        )

    def commit(
        self, tree: str, parents: Iterable[str], by: Person, at: datetime, message: str
    ) -> str:
        """Keep a commit; return its id."""
        who = by.at(at)
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {who}", f"committer {who}", "", message]
        return self.add("commit", ("\n".join(lines) + "\n").encode())


def tag_text(commit: str, name: str, by: Person, at: datetime, message: str) -> bytes:
    """Return what is signed of a tag: all of it but the signature."""
    lines = [f"object {commit}", "type commit", f"tag {name}", f"tagger {by.at(at)}"]
    return ("\n".join([*lines, "", message]) + "\n").encode()
