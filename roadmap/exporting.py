"""A published edition as files, checked against the digests in the ledger."""

import json
from pathlib import Path

from core.canonical import sha256_hex
from core.errors import Conflict
from roadmap import downloads, editions
from roadmap.models import Edition


class ExportDiffers(Conflict):
    """What is about to be written is not what was published."""

    code = "export-differs"


def export(edition: Edition, directory: Path, *, base: str) -> list[Path]:
    """Write every download and the digests; return the paths.

    The JSON and the Markdown are written again from the frozen facts and must be
    the published bytes; otherwise ``ExportDiffers`` and no file.
    """
    json_bytes, markdown_bytes = editions.written_again(edition)
    for data, digest in (
        (json_bytes, edition.json_hash),
        (markdown_bytes, edition.markdown_hash),
    ):
        if sha256_hex(data) != digest:
            raise ExportDiffers(
                f"The facts of edition {edition} no longer give its published bytes."
            )
    document = json.loads(json_bytes)
    files = {
        f"roadmap.{kind}": write(document, base)
        for kind, (_, write) in downloads.WRITERS.items()
    }
    files["SHA256SUMS"] = "".join(
        f"{sha256_hex(data)}  {name}\n" for name, data in sorted(files.items())
    ).encode()
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (directory / name).write_bytes(data)
    return [directory / name for name in files]
