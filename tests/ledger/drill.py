"""A process of its own for test_crashes: fill, sequence, die, on a database file."""

import os
import signal
import sys

import django

django.setup()

from ledger import log, sequencer, signing  # noqa: E402
from ledger.models import Pending  # noqa: E402
from tests.ledger.build import append  # noqa: E402


def _die(*args):
    os.kill(os.getpid(), signal.SIGKILL)


def die_before(step):
    setattr(sequencer, step, _die)


def die_after_signing():
    sign = signing.sign

    def and_die(*args):
        sign(*args)
        _die()

    signing.sign = and_die


def main(verb, argument):
    if verb == "append":
        for _ in range(int(argument)):
            append(1)
    elif verb == "sequence":
        if argument == "signing":
            die_after_signing()
        elif argument:
            die_before(argument)
        log.sequence()
    elif verb == "drain":
        idle = 0
        while idle < 20 or Pending.objects.exists():
            idle = 0 if log.sequence() else idle + 1


if __name__ == "__main__":
    main(*sys.argv[1:])
