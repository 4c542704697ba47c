"""A published edition as files, checked against the digests in the ledger."""

from pathlib import Path

from core.canonical import sha256_hex
from core.errors import Conflict
from roadmap import freezing
from roadmap.models import Edition


class ExportDiffers(Conflict):
    """What is about to be written is not what was published."""

    code = "export-differs"


def export(edition: Edition, directory: Path) -> list[Path]:
    """Write every published file and the digests; return the paths.

    The files are written again from the frozen facts and must be the published
    bytes; otherwise ``ExportDiffers`` and no file.
    """
    files = checked(edition)
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (directory / name).write_bytes(data)
    return [directory / name for name in files]


def checked(edition: Edition) -> dict[str, bytes]:
    """Return every file of the edition by its name, each as it was hashed.

    JSON and Markdown are written again from the facts. The form of another file may
    have become better since: then it is the one that was kept.
    """
    again = freezing.written_again(edition)
    digests = freezing.digests_of(edition)
    better = [kind for kind in digests if sha256_hex(again[kind]) != digests[kind]]
    kept = edition.files.filter(kind__in=better)
    again |= {row.kind: bytes(row.data) for row in kept}
    for kind, digest in digests.items():
        if sha256_hex(again[kind]) != digest:
            raise ExportDiffers(
                f"The facts of edition {edition} no longer give its published bytes "
                f"(roadmap.{kind})."
            )
    return with_sums({f"roadmap.{kind}": data for kind, data in again.items()})


def with_sums(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with the list of their digests."""
    sums = "".join(
        f"{sha256_hex(data)}  {name}\n" for name, data in sorted(files.items())
    )
    return {**files, "SHA256SUMS": sums.encode()}
