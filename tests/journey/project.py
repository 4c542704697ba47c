"""A small project in three git repositories, as its people would have written it."""

import time

from tests.git_server import GitServer

YEAR = time.gmtime().tm_year
DAY = 86_400

ADA = "Ada Almgren <ada@northwind.example>"
BEN = "Ben Okafor <ben@northwind.example>"
CLEO = "Cleo Marsh <cleo@southbay.example>"
DAN = "Dan Ruiz <dan@ruiz.example>"

FIRST = """\
---
number: 1
title: Fair sharing of accelerators
status: draft
authors:
  - Cleo Marsh <cleo@southbay.example>
created: 2026-03-02
---

# Fair sharing of accelerators

Jobs of different people share one accelerator today by luck.

## Proposal

The scheduler gives every job a quantum of ten milliseconds.

## Costs

A switch between jobs costs as much as saving the state of the card.
"""
SECOND = FIRST.replace("status: draft", "status: review").replace(
    "a quantum of ten milliseconds.",
    "a quantum that its priority sets, and never less than two milliseconds.",
)
THIRD = SECOND.replace(
    "the state of the card.", "the state of the card, which is now measured."
)

NEIGHBOUR = """\
---
number: 2
title: Names of devices
status: review
authors:
  - Dan Ruiz <dan@ruiz.example>
created: 2026-04-01
---

# Names of devices

A device keeps its name when it moves to another slot.

Names come from the serial number and never from the order of discovery.
"""

MILESTONE = f"""\
id: fair-sharing
title: Fair sharing is the default
track: kernel
owner: Cleo Marsh
champion: Ada Almgren
target: {YEAR}-Q4
confidence: committed
status: on-track
summary: Jobs share a card without starving one another.
criteria:
  - A week of soak testing passes
rfc: 1
"""
TRACKS = """\
tracks:
  - slug: kernel
    title: Kernel accelerators
    description: Drivers and the interfaces under them.
"""
POLICY = """\
weights:
  account-days: 0
  contributions: 2
caps:
  organisation: 2/5
  person: 2/5
  voters: 2
  interests: 2
ballots:
  days: {days}
"""

WORK = [
    (60, ADA, "sched: Add the run queue", BEN, CLEO),
    (50, CLEO, "sched: Preempt at the quantum", ADA, BEN),
    (45, BEN, "driver: Save the state of the card", ADA, CLEO),
    (40, DAN, "tools: Show who holds the card", BEN, ADA),
    (30, CLEO, "sched: Honour priorities", BEN, DAN),
    (20, DAN, "tools: Print times in milliseconds", CLEO, BEN),
    (10, ADA, "driver: Measure the switch", CLEO, DAN),
    (5, BEN, "driver: Switch without a flush", ADA, CLEO),
]


def ago(days: float) -> int:
    """Return the moment ``days`` days ago as git writes it."""
    return int(time.time() - days * DAY)


def write_rfcs(server: GitServer):
    """Write the repository of proposals: one in two revisions, and its neighbour."""
    rfcs = server.create("rfcs.git")
    text = "text/0001-fair-sharing.md"
    rfcs.commit({text: FIRST}, "Propose fair sharing", author=CLEO, at=ago(90))
    rfcs.commit({text: SECOND}, "Let priority decide", author=CLEO, at=ago(70))
    names = "text/0002-names-of-devices.md"
    rfcs.commit({names: NEIGHBOUR}, "Propose names", author=DAN, at=ago(65))
    return rfcs


def write_code(server: GitServer):
    """Write the repository of code: each change landed and tested by others."""
    code = server.create("runtime.git")
    for number, (days, author, subject, lander, tester) in enumerate(WORK):
        message = f"{subject}\n\nReviewed-by: {lander}\nTested-by: {tester}\n"
        code.commit(
            {f"src/{number}.c": f"/* {subject} */\n"},
            message,
            author=author,
            committer=lander,
            at=ago(days),
        )
    return code


def write_roadmap(server: GitServer):
    """Write the repository of milestones: one milestone of one track."""
    roadmap = server.create("roadmap.git")
    roadmap.commit(
        {"roadmap/fair-sharing.yaml": MILESTONE, "tracks.yaml": TRACKS},
        "Plan fair sharing",
        author=ADA,
        at=ago(40),
    )
    return roadmap
