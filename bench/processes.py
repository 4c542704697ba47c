"""Processor time and memory of process trees, from the system's own accounting."""

import os
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def seconds(roots: list[int]) -> float:
    """Return what ``roots`` and all their descendants have used, in seconds."""
    used, tree = _tree(roots)
    return sum(used.get(pid, 0) for pid in tree) / TICKS_PER_SECOND


def memory(roots: list[int]) -> int:
    """Return the bytes that the trees hold, what they share counted once in all."""
    total = 0
    for pid in _tree(roots)[1]:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:  # it ended while we looked
            continue
        total += sum(int(line.split()[1]) for line in lines if line[:4] == "Pss:")
    return total * 1024


def children(parent: int) -> list[int]:
    """Return the processes that ``parent`` itself started and that still run."""
    whole = _tree([parent])[1] - {parent}
    return sorted(pid for pid in whole if _parent(pid) == parent)


def _parent(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # it ended while we looked
        return 0
    return int(stat.rsplit(")", 1)[1].split()[1])


def _tree(roots: list[int]) -> tuple[dict[int, int], set[int]]:
    """Return the ticks of every process, and who belongs to the trees."""
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
    waiting, counted = list(roots), set[int]()
    while waiting:
        pid = waiting.pop()
        if pid not in counted:
            counted.add(pid)
            waiting += children.get(pid, [])
    return used, counted
