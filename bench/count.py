"""``python -m bench.count``: how long a million ranked votes over ten options take.

Writes a votes file of random rankings from a fixed seed, and runs ``count_votes`` on
it as anyone would, file to tally, with its processor time and peak memory.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random  # noqa: TID251  a fixed seed, for load alone

OPTIONS = [f"option {letter}" for letter in "ABCDEFGHIJ"]
PARAMETERS = {
    "approval": {"seats": 3},
    "schulze": {"seats": 3},
    "debian": {"default": OPTIONS[-1]},
    "wigm": {"seats": 3, "rule": "wigm"},
    "meek": {"seats": 3, "rule": "meek"},
}

STV = ("wigm", "meek")


def main() -> None:
    """Measure each method in turn and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--methods", nargs="*", default=list(PARAMETERS))
    options = parser.parse_args()
    draw = Random(2026)  # noqa: S311
    votes = [
        {"ranking": [[name] for name in draw.sample(OPTIONS, draw.randint(1, 10))]}
        for _ in range(options.votes)
    ]
    with tempfile.TemporaryDirectory() as directory:
        for method in options.methods:
            path = Path(directory) / "votes.json"
            document = {
                "method": "stv" if method in STV else method,
                "options": OPTIONS,
                "parameters": PARAMETERS[method],
                "votes": votes,
            }
            path.write_text(json.dumps(document))
            _run(method, path, options.votes)


def _run(method: str, path: Path, count: int) -> None:
    environment = {**os.environ, "SECRET_KEY": "bench"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    command = [sys.executable, "manage.py", "count_votes", str(path), "--json"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    winners = json.loads(done.stdout)["winners"]
    print(
        f"{method}: {count:,} votes in {seconds:.1f} s ({cpu:.1f} s CPU), "
        f"peak {after.ru_maxrss / 1024:.0f} MiB; winners {', '.join(winners)}"
    )


if __name__ == "__main__":
    main()
