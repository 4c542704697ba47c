"""Look for problems in a directory of proposals, without a database.

What an import would record is said here before the commit, as text or as SARIF.
"""

import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core.errors import InvalidInput
from rfcs import lifecycle, trees
from rfcs.formats import naming, rows
from rfcs.formats.registry import Selection
from rfcs.problem_codes import CODES, describe
from rfcs.trees import Found

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_FILES = 200_000
MAX_BYTES = 8_000_000
IGNORED = {".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__"}


@dataclass(frozen=True, order=True)
class Finding:
    """One problem and its place."""

    path: str
    line: int
    code: str
    message: str

    @property
    def level(self) -> str:
        """How much it matters: error, warning or note."""
        return describe(self.code).level


@dataclass(frozen=True)
class Report:
    """What was looked at and what was found."""

    documents: int
    findings: tuple[Finding, ...]

    def worst(self) -> list[Finding]:
        """Return what makes the linter fail."""
        return [found for found in self.findings if found.level != "note"]


def examine(root: Path, *, format: str = "auto", paths: str = "") -> Report:
    """Return the problems of the documents below a directory."""
    if not root.is_dir():
        raise InvalidInput(f"There is no directory {root}.")
    selection = Selection.of(format, paths)
    names = list(_files(root))
    found = list(trees.documents(selection, names, lambda name: _read(root, name)))
    findings = [each for document in found for each in _of(document)]
    findings += _clashes(found)
    return Report(len(found), tuple(sorted(set(findings))))


def _files(root: Path) -> Iterator[str]:
    """Yield regular files: those that git knows in a work tree, else all."""
    known = _known_to_git(root)
    if known is None:
        known = [
            path.relative_to(root).as_posix()
            for path in root.rglob("*")
            if not IGNORED.intersection(path.relative_to(root).parts)
        ]
    for name in known[:MAX_FILES]:
        path = root / name
        if path.is_file() and not path.is_symlink():
            yield name


def _known_to_git(root: Path) -> list[str] | None:
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "-c", "core.fsmonitor=false", "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        return None
    return [name for name in done.stdout.decode("utf-8", "replace").split("\0") if name]


def _read(root: Path, name: str) -> bytes:
    with (root / name).open("rb") as file:
        return file.read(MAX_BYTES)


def _of(document: Found) -> Iterator[Finding]:
    metadata = document.parsed.metadata
    here = rows.file_of(document.path)
    for issue in metadata.problems:
        path = rows.file_of(issue.path or document.path)
        yield Finding(path, issue.line or 1, issue.code, issue.message)
    word = document.parsed.word or metadata.status
    if lifecycle.derive(document.process, word, metadata.stage).is_known:
        return
    if metadata.status:
        message = f"“{metadata.status[:80]}” is no status of this process."
        yield Finding(here, 1, "unknown-status", message)
    else:
        yield Finding(here, 1, "field-missing", "The document states no status.")


def _clashes(documents: Sequence[Found]) -> Iterator[Finding]:
    held: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for document in documents:
        metadata = document.parsed.metadata
        if metadata.number.strip("0"):
            part = naming.part_of(document.path)
            held[metadata.series, metadata.number, part].append(document.path)
    for (_, number, _), paths in held.items():
        for path in paths[1:]:
            message = f"{paths[0]} has the number {number} too."
            yield Finding(path, 1, "number-clash", message)


def as_text(report: Report) -> str:
    """Return a line for every problem, and one that sums up."""
    lines = [
        f"{each.path}:{each.line}: {each.level}: {each.message} [{each.code}]"
        for each in report.findings
    ]
    lines.append(f"{report.documents} documents, {len(report.findings)} problems.")
    return "\n".join(lines)


def as_sarif(report: Report, *, help_at: str) -> dict[str, Any]:
    """Return a SARIF 2.1.0 log of one run."""
    rules = [
        {
            "id": code,
            "name": "".join(part.capitalize() for part in code.split("-")),
            "shortDescription": {"text": what.title},
            "fullDescription": {"text": what.meaning},
            "help": {"text": what.mend or what.meaning},
            "helpUri": f"{help_at}/problems/{code}/",
            "defaultConfiguration": {"level": what.level},
        }
        for code, what in CODES.items()
    ]
    index = {code: at for at, code in enumerate(CODES)}
    driver = {"name": "Althing", "informationUri": help_at, "rules": rules}
    results = [_result(each, index) for each in report.findings]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(found: Finding, index: dict[str, int]) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(found.path)},
        "region": {"startLine": found.line},
    }
    result: dict[str, Any] = {
        "ruleId": found.code,
        "level": found.level,
        "message": {"text": found.message},
        "locations": [{"physicalLocation": place}],
    }
    if found.code in index:
        result["ruleIndex"] = index[found.code]
    return result
