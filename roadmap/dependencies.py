"""Cycles and loose ends among milestones that depend on each other. Plain Python."""

from collections.abc import Mapping, Sequence


def cycles(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return every group of ids that wait for one another, each group sorted.

    The groups are the strongly connected components (Tarjan 1972) of more than one
    id, and ids that need themselves. The walk keeps its own stack, so a long chain
    is no problem.
    """
    return _Walk(needs).groups()


def unknown(needs: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return each (id, needed id) whose needed id is nobody's."""
    return [(key, n) for key, needed in needs.items() for n in needed if n not in needs]


class _Walk:
    def __init__(self, needs: Mapping[str, Sequence[str]]) -> None:
        self.needs = needs
        self.order: dict[str, int] = {}
        self.lowest: dict[str, int] = {}
        self.open: list[str] = []
        self.is_open: set[str] = set()
        self.found: list[list[str]] = []

    def groups(self) -> list[list[str]]:
        for key in sorted(self.needs):
            if key not in self.order:
                self._from(key)
        return sorted(self.found)

    def _from(self, start: str) -> None:
        path = [(start, iter(self._enter(start)))]
        while path:
            key, rest = path[-1]
            needed = next(rest, None)
            if needed is None:
                path.pop()
                self._leave(key, path[-1][0] if path else None)
            elif needed not in self.order:
                path.append((needed, iter(self._enter(needed))))
            elif needed in self.is_open:
                self.lowest[key] = min(self.lowest[key], self.order[needed])

    def _enter(self, key: str) -> list[str]:
        self.order[key] = self.lowest[key] = len(self.order)
        self.open.append(key)
        self.is_open.add(key)
        return [needed for needed in self.needs[key] if needed in self.needs]

    def _leave(self, key: str, parent: str | None) -> None:
        if parent is not None:
            self.lowest[parent] = min(self.lowest[parent], self.lowest[key])
        if self.lowest[key] != self.order[key]:
            return
        group: list[str] = []
        while not group or group[-1] != key:
            group.append(self.open.pop())
            self.is_open.discard(group[-1])
        if len(group) > 1 or key in self.needs[key]:
            self.found.append(sorted(group))
