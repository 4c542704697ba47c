"""``manage.py search``: make the index anew, or look something up."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from search import finding, index
from search.query import parse


class Command(BaseCommand):
    """Keep and ask the index of everything that is said."""

    help = "Rebuild the search index, or search from the command line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a verb, and for ``find`` the words."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        rebuild = verbs.add_parser("rebuild", help="make the whole index anew")
        find = verbs.add_parser("find", help="search")
        find.add_argument("words", nargs="+")
        for verb in (rebuild, find):
            verb.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb and print what came of it."""
        answer = self._rebuild() if options["verb"] == "rebuild" else _find(options)
        if options["json"]:
            self.stdout.write(json.dumps(answer))
            return
        for name, value in answer.items():
            rows = value if isinstance(value, list) else [f"{name}: {value}"]
            for row in rows:
                text = row if isinstance(row, str) else f"{row['url']}  {row['title']}"
                self.stdout.write(text)

    def _rebuild(self) -> dict[str, Any]:
        started = time.monotonic()
        count = index.rebuild()
        seconds = round(time.monotonic() - started, 1)
        return {"documents": count, "seconds": seconds}


def _find(options: dict[str, Any]) -> dict[str, Any]:
    results = finding.find(parse(" ".join(options["words"])))
    return {
        "count": results.count,
        "results": [
            {"url": hit.document.url, "title": hit.document.title}
            for hit in results.hits
        ],
    }
