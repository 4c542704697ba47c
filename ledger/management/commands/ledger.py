"""``manage.py ledger``: the key, sequencing, export, fsck and verification."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import AlthingError
from ledger import fsck, keys, log, publication, verification
from ledger.sources import DirectorySource, UrlSource
from ledger.verification import VerificationFailed

Answer = dict[str, Any]


class Command(BaseCommand):
    """One verb of the ledger; exit status 1 says that something is wrong."""

    help = "Keep, publish and verify the transparency log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the verbs, each with ``--json``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        key = verbs.add_parser("key", help="make or show the signing key")
        key.add_argument("act", choices=["new", "show"])
        verbs.add_parser("sequence", help="give pending entries their index")
        export = verbs.add_parser("export", help="write the log as plain files")
        export.add_argument("directory", type=Path)
        check = verbs.add_parser("fsck", help="check the database against the log")
        check.add_argument("--export", type=Path, help="check these files too")
        verify = verbs.add_parser("verify", help="verify a directory or an address")
        verify.add_argument("log", metavar="DIR|URL")
        verify.add_argument("--vkey", required=True, help="the public key you trust")
        for verb in verbs.choices.values():
            verb.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb; print its answer; say what is wrong on standard error."""
        try:
            answer = _VERBS[options["verb"]](options)
        except AlthingError as error:
            raise CommandError(error.message) from None
        except VerificationFailed as error:
            if options["json"]:
                found = {"verified": False, "place": error.place}
                self.stdout.write(json.dumps(found | {"reason": error.reason}))
            raise CommandError(f"NOT VERIFIED. {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write("\n".join(_lines(answer)))
        if answer.get("findings"):
            sys.exit(1)


def _lines(answer: Answer) -> list[str]:
    lines = [f"{name}: {value}" for name, value in answer.items() if name != "findings"]
    for finding in answer.get("findings", []):
        lines.append(f"{finding['check']}: {finding['place']}: {finding['reason']}")
    return lines


def _key(options: dict[str, Any]) -> Answer:
    """``new`` keeps a key that is there: doing it twice does no harm."""
    made = options["act"] == "new" and not keys.path().exists()
    signer = keys.ensure() if options["act"] == "new" else keys.load()
    return {"vkey": signer.verifier.vkey, "file": str(keys.path()), "made": made}


def _sequence(options: dict[str, Any]) -> Answer:
    before = log.newest_checkpoint()
    newest = log.sequence() or before
    size, old = (found.size if found else 0 for found in (newest, before))
    root = bytes(newest.root).hex() if newest else ""
    return {"sequenced": size - old, "size": size, "root": root}


def _export(options: dict[str, Any]) -> Answer:
    done = publication.export(options["directory"])
    return {"size": done.size, "root": done.root, "written": done.written}


def _fsck(options: dict[str, Any]) -> Answer:
    findings = fsck.examine(export=options["export"])
    return {
        "sound": not findings,
        "checks": ", ".join(fsck.names()),
        "findings": [
            {"check": f.check, "place": f.place, "reason": f.reason} for f in findings
        ],
    }


def _verify(options: dict[str, Any]) -> Answer:
    where = options["log"]
    source: verification.Source
    if "://" in where:
        source = UrlSource(where)
    elif Path(where).is_dir():
        source = DirectorySource(Path(where))
    else:
        raise CommandError(f"There is no directory {where}.")
    report = verification.verify(source, options["vkey"])
    return {
        "verified": True,
        "origin": report.origin,
        "size": report.size,
        "root": report.root,
        "checkpoints": report.checkpoints,
        "tiles": report.tiles,
        "published": report.published,
    }


_VERBS = {
    "key": _key,
    "sequence": _sequence,
    "export": _export,
    "fsck": _fsck,
    "verify": _verify,
}
