"""Processor time of process trees, from the system's own accounting."""

import os
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def seconds(roots: list[int]) -> float:
    """Return what ``roots`` and all their descendants have used, in seconds."""
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended while we looked
            continue
        pid = int(entry.name)
        children.setdefault(int(fields[1]), []).append(pid)
        # own time, and that of children that ended and were waited for
        used[pid] = sum(int(field) for field in fields[11:15])
    waiting, counted = list(roots), set()
    while waiting:
        pid = waiting.pop()
        if pid not in counted:
            counted.add(pid)
            waiting += children.get(pid, [])
    return sum(used.get(pid, 0) for pid in counted) / TICKS_PER_SECOND
