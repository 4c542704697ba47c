"""Enqueue the drill's jobs, or print where they and their entries stand."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import Count  # noqa: E402

from core import jobs  # noqa: E402
from core.models import Job  # noqa: E402
from ledger.models import Entry, Pending  # noqa: E402

if sys.argv[1] == "fill":
    with transaction.atomic():
        for number in range(int(sys.argv[2])):
            jobs.enqueue("drill.note", number=number)
else:
    mine = Job.objects.filter(name="drill.note")
    states = dict(mine.values_list("state").annotate(Count("pk")))
    notes = [
        rows.filter(kind="log.note").values_list("entry_id", flat=True)
        for rows in (Entry.objects, Pending.objects)
    ]
    logged = [entry_id for rows in notes for entry_id in rows]
    sys.stdout.write(json.dumps({"states": states, "entries": logged}))
