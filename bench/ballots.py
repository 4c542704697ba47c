"""``python -m bench.ballots``: what the page of an open ballot costs, method by method.

Fills a private SQLite database with an open ballot of each method, over ten options
where it has options, on a roll of 2,000 electors who have all answered. Prints the
processor time of one view by a stranger, by an elector, and of the API's line about it:
the median of several, after one that is not counted.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from random import Random  # noqa: TID251  a fixed seed, for load alone
from statistics import median
from typing import Any

import django

THRESHOLD = {"threshold": "1/2", "comparator": ">", "base": "cast"}
METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    "threshold": ("threshold", THRESHOLD),
    "approval": ("approval", {"seats": 3}),
    "Debian": ("debian", {"default": "option J"}),
    "Schulze": ("schulze", {"seats": 3}),
    "STV, Meek": ("stv", {"rule": "meek", "seats": 3}),
    "STV, Gregory": ("stv", {"rule": "wigm", "seats": 3}),
}
OPTIONS = [f"option {letter}" for letter in "ABCDEFGHIJ"]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--electors", type=int, default=2_000)
    parser.add_argument("--views", type=int, default=5)
    parser.add_argument("--embargo", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="althing-bench-") as directory:
        _prepare(directory)
        return _measure(options)


def _prepare(directory: str) -> None:
    for name in ("REDIS_URL", "DATABASE_URL", "LEDGER_KEY_FILE"):
        os.environ.pop(name, None)
    os.environ |= {
        "DATA_DIR": directory,
        "SECRET_KEY": "bench",
        "SAMPLE": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], check=True)
    django.setup()


def _measure(options: argparse.Namespace) -> int:
    from django.test import Client

    from contributors.models import User

    filler = _Filler(options.electors, embargo=options.embargo)
    ids = {name: filler.ballot(*rule) for name, rule in METHODS.items()}
    stranger, elector = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    elector.force_login(User.objects.get())
    heads = ("stranger", "elector", "API line", "queries")
    print(f"{'CPU ms per view':16}" + "".join(f"{head:>10}" for head in heads))
    for name, pk in ids.items():
        page, line = f"/ballots/{pk}/", f"/api/v1/ballots/{pk}/"
        asked = ((stranger, page), (elector, page), (stranger, line))
        costs = [_cost(partial(_get, *each), options.views) for each in asked]
        queries = _queries(partial(_get, elector, page))
        print(f"{name:16}" + "".join(f"{c:10.1f}" for c in costs) + f"{queries:10}")
    return 0


def _get(client: Any, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(
            f"{path} answered {answer.status_code}: {answer.content[-1500:]!r}"
        )


def _cost(view: Callable[[], None], views: int) -> float:
    view()
    times = []
    for _ in range(views):
        began = time.process_time()
        view()
        times.append(1e3 * (time.process_time() - began))
    return median(times)


def _queries(view: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        view()
    return len(captured)


class _Filler:
    """Rows alone: a roll, and an answer of everybody on it."""

    def __init__(self, electors: int, *, embargo: bool) -> None:
        from contributors.models import Contributor, User
        from core import clock
        from governance.models import Policy
        from mirror.models import Project

        self.chance, self.embargo = Random(7), embargo  # noqa: S311
        now = clock.now()
        self.project = Project.objects.create(slug="p", name="P", created_at=now)
        self.policy = Policy.objects.create(
            project=self.project, version=1, body={}, adopted_at=now
        )
        user = User.objects.create_user("elector@example.org")
        Contributor.objects.create(name="Elector", user=user, created_at=now)
        Contributor.objects.bulk_create(
            Contributor(name=f"Person {n}", created_at=now) for n in range(1, electors)
        )
        self.people = list(Contributor.objects.order_by("pk"))

    def ballot(self, method: str, parameters: dict[str, Any]) -> int:
        from datetime import timedelta
        from fractions import Fraction

        from core import clock
        from governance import answers, frozen
        from governance.models import Ballot, Elector
        from governance.subjects import Subject

        now, options = clock.now(), OPTIONS if answers.has_options(method) else []
        weights = [Fraction(self.chance.randint(7, 900), 7) for _ in self.people]
        subject = Subject("rfc", "1", "1" * 40, "A text", "/rfcs/", "p")
        rules = {"embargo": True} if self.embargo else {}
        terms = frozen.Terms(
            ballot="bench",
            project="p",
            subject=subject,
            question="Which?",
            method=method,
            options=tuple(options),
            parameters=parameters,
            rules=rules,
            policy={},
            opens_at=now,
            closes_at=now + timedelta(days=7),
        )
        roll = [
            frozen.RollLine(person.public_id, "independent", "", 1, weight)
            for person, weight in zip(self.people, weights, strict=True)
        ]
        ballot = Ballot.objects.create(
            project=self.project,
            subject_kind="rfc",
            subject_key="1",
            subject_revision="1" * 40,
            subject_title="A text",
            subject_url="/rfcs/",
            question="Which?",
            policy=self.policy,
            method=method,
            options=options,
            parameters=parameters,
            rules=rules,
            state=Ballot.State.OPEN,
            opens_at=now,
            closes_at=now + timedelta(days=7),
            frozen=frozen.freeze(terms, roll),
            frozen_hash="0" * 64,
        )
        electors = Elector.objects.bulk_create(
            Elector(
                ballot=ballot,
                contributor=person,
                affiliation="independent",
                raw_weight=1,
                weight=str(weight),
            )
            for person, weight in zip(self.people, weights, strict=True)
        )
        self._answer(ballot, electors)
        return int(ballot.pk)

    def _answer(self, ballot: Any, electors: list[Any]) -> None:
        from core import clock
        from governance.models import Vote

        now, chance = clock.now(), self.chance
        Vote.objects.bulk_create(
            Vote(
                ballot=ballot,
                elector=elector,
                sequence=1,
                cast_at=now,
                salt="s" if self.embargo else "",
                **self._choice(ballot.method, chance),
            )
            for elector in electors
        )

    def _choice(self, method: str, chance: Any) -> dict[str, Any]:
        if method == "threshold":
            return {"choice": chance.choice(["yes", "yes", "no", "abstain"])}
        chosen = chance.sample(OPTIONS, chance.randint(2, len(OPTIONS)))
        if method == "approval":
            return {"ranking": [chosen]}
        return {"ranking": [[option] for option in chosen]}


if __name__ == "__main__":
    sys.exit(main())
