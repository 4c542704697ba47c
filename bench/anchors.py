"""``python -m bench.anchors``: how well threads are found again in changed texts.

Draws documents of real repositories and random quotes of 3, 7, 20 and 60 words from
them by a seed, and looks for every quote in another text: the next revision, the
last one, a document that has nothing to do with it, and its own text with the quoted
words cut out. Prints the shares that were placed and the processor time of each
anchor; exit 1 when a bar is missed.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from random import Random  # noqa: TID251  a fixed seed, to draw a sample

from bench.histories import FAMILIES, History, draw
from core.markup import render
from rfcs.anchors import Crossing, Placement
from rfcs.sheets import Sheet

LENGTHS = (3, 7, 20, 60)
ADJACENT, FAR, ALIEN = 3, 11, 6
HEADING = re.compile(
    r"(?m)^(?:#{1,6}[ \t].*|[^\s=\-~^\"'*+#].*\n[=\-~^\"'*+#]{3,}[ \t]*)$"
)
OUTDENTED = re.compile(r"[A-Z][^\n]{0,58}[^\n.,:;]")
UNDERLINES = "=-~^\"'*+#"
BARS = {
    "adjacent, at text": ("adjacent", "text", 98.5),
    "first to last, at text": ("first to last", "text", 80.0),
    "first to last, at text or section": ("first to last", "either", 95.0),
    "unrelated, at text (at most)": ("unrelated", "text", 0.6),
}
SLOWEST_MS = 5.0


@dataclass
class Figures:
    """What was counted."""

    found: dict[str, dict[int, Counter[str]]] = field(default_factory=dict)
    verbatim: Counter[str] = field(default_factory=Counter)
    anchors: list[float] = field(default_factory=list)
    pairs: list[float] = field(default_factory=list)
    right: int = 0
    wrong: int = 0

    def add(self, kind: str, length: int, placement: Placement) -> None:
        """Count one quote."""
        by_length = self.found.setdefault(kind, {})
        by_length.setdefault(length, Counter())[placement.method] += 1

    def compare(self, kind: str, quote: str, new: Sheet) -> None:
        """Count whether the words alone would do."""
        self.verbatim[kind] += quote in new.text

    def total(self, kind: str) -> Counter[str]:
        """Return the counts of every length together."""
        return sum(self.found.get(kind, {}).values(), Counter())

    def share(self, kind: str, what: str, length: int | None = None) -> float:
        """Return the per cent placed at ``text``, or at text or section."""
        counts = self.found[kind][length] if length else self.total(kind)
        lost = counts["document"] + (counts["section"] if what == "text" else 0)
        return 100 * (1 - lost / (sum(counts.values()) or 1))


class Shelf:
    """The texts of one document as sheets, each made once."""

    def __init__(self, history: History, *, rendered: bool) -> None:
        self.history = history
        self._rendered = rendered
        self._sheets: dict[int, Sheet] = {}

    def clear(self) -> None:
        """Forget the sheets: many documents do not fit into memory at once."""
        self._sheets.clear()

    def sheet(self, index: int) -> Sheet:
        """Return one text; the last is -1."""
        index %= len(self.history.texts)
        if index not in self._sheets:
            text = self.history.texts[index]
            markup = self.history.family.markup
            blocks = render(text, markup).blocks if self._rendered else cut(text)
            self._sheets[index] = Sheet(blocks)
        return self._sheets[index]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("peps", "rust", "keps"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--share", type=float, default=1.0, help="of the quotes")
    parser.add_argument("--rendered", action="store_true", help="not as source text")
    options = parser.parse_args()
    repositories = (options.peps, options.rust, options.keps)
    shelves = [
        Shelf(history, rendered=options.rendered)
        for repository, family in zip(repositories, FAMILIES, strict=True)
        for history in draw(repository, family, options.seed)
    ]
    figures = measure(shelves, options.seed, options.share)
    print_table(figures, options, shelves)
    return 1 if missed(figures) else 0


def measure(shelves: list[Shelf], seed: int, share: float) -> Figures:
    """Draw the quotes and look for each of them."""
    figures = Figures()
    lasts = {id(shelf): shelf.sheet(-1) for shelf in shelves}
    for shelf in shelves:
        chance = Random(f"{seed}/{shelf.history.path}")  # noqa: S311
        count = len(shelf.history.texts)
        for index in range(count - 1):
            pair = shelf.sheet(index), shelf.sheet(index + 1)
            _look(figures, "adjacent", *pair, round(ADJACENT * share), chance)
        _far(figures, shelf, round(FAR * share), chance)
        family = shelf.history.family
        others = [s for s in shelves if s.history.family is not family]
        akin = [s for s in shelves if s.history.family is family and s is not shelf]
        here, few = lasts[id(shelf)], round(ALIEN * share)
        for kind, group in (("unrelated", others), ("same family", akin)):
            _look(figures, kind, here, lasts[id(chance.choice(group))], few, chance)
        _cut_out(figures, here, chance)
        shelf.clear()
    return figures


def _look(
    figures: Figures, kind: str, old: Sheet, new: Sheet, each: int, chance: Random
) -> None:
    crossing = _crossing(figures, old, new)
    truth = _unchanged(old, new) if kind == "adjacent" else {}
    for length, start, end in _quotes(old, each, chance):
        placement = _placed(figures, crossing, start, end)
        figures.add(kind, length, placement)
        figures.compare(kind, old.text[start:end], new)
        if kind == "adjacent" and placement.is_text:
            _check(figures, crossing, truth, placement, start, end)


def _far(figures: Figures, shelf: Shelf, each: int, chance: Random) -> None:
    """Look for quotes of the first text in the last: at once, and step by step."""
    count = len(shelf.history.texts)
    first = shelf.sheet(0)
    quotes = list(_quotes(first, each, chance))
    direct = _crossing(figures, first, shelf.sheet(-1))
    for length, start, end in quotes:
        figures.add("first to last", length, _placed(figures, direct, start, end))
        figures.compare("first to last", first.text[start:end], shelf.sheet(-1))
    here = [Placement("block", start, end, 1.0) for _, start, end in quotes]
    for index in range(count - 1):
        step = _crossing(figures, shelf.sheet(index), shelf.sheet(index + 1))
        here = [
            _placed(figures, step, p.start, p.end) if p.is_text else Placement(p.method)
            for p in here
        ]
    for (length, start, end), placement in zip(quotes, here, strict=True):
        if not placement.is_text:
            placement = direct.place(start, end)
        figures.add("step by step", length, placement)
        figures.compare("step by step", first.text[start:end], shelf.sheet(-1))


def _cut_out(figures: Figures, sheet: Sheet, chance: Random) -> None:
    """Look for quotes in their own text without the quoted words."""
    for length, start, end in _quotes(sheet, 1, chance):
        first, last = sheet.block_at(start), sheet.block_at(end - 1)
        before = sheet.text[sheet.starts[first] : start]
        rest = f"{before} {sheet.text[end : sheet.span(last)[1]]}"
        blocks = [
            {"id": name, "text": text, "level": level}
            for name, text, level in zip(
                sheet.ids, sheet.texts, sheet.levels, strict=True
            )
        ]
        if words := " ".join(rest.split()):
            blocks[first : last + 1] = [{"id": "rest", "text": words, "level": 0}]
        else:
            del blocks[first : last + 1]
        figures.add("cut out", length, Crossing(sheet, Sheet(blocks)).place(start, end))


def _crossing(figures: Figures, old: Sheet, new: Sheet) -> Crossing:
    """Compare two texts, their words read before: every revision's are read once."""
    started = time.process_time()
    crossing = Crossing(old, new)
    _ = new.seeds, new.word_starts, old.word_starts
    figures.pairs.append(time.process_time() - started)
    return crossing


def _placed(figures: Figures, crossing: Crossing, start: int, end: int) -> Placement:
    started = time.process_time()
    placement = crossing.place(start, end)
    figures.anchors.append(time.process_time() - started)
    return placement


def _quotes(sheet: Sheet, each: int, chance: Random) -> Iterator[tuple[int, int, int]]:
    words = [match.span() for match in re.finditer(r"\S+", sheet.text)]
    for length in LENGTHS:
        for _ in range(each if len(words) >= length else 0):
            first = chance.randrange(len(words) - length + 1)
            yield length, words[first][0], words[first + length - 1][1]


def _unchanged(old: Sheet, new: Sheet) -> dict[int, int]:
    """Return where each block of the old text stands, by another comparison."""
    matcher = SequenceMatcher(None, old.texts, new.texts, autojunk=False)
    return {
        i + n: j + n
        for i, j, size in matcher.get_matching_blocks()
        for n in range(size)
    }


def _check(
    figures: Figures,
    crossing: Crossing,
    truth: dict[int, int],
    placement: Placement,
    start: int,
    end: int,
) -> None:
    """Count whether a quote of one unchanged block was put where the block is."""
    old, new = crossing.old, crossing.new
    first, last = old.block_at(start), old.block_at(end - 1)
    if first != last or first not in truth:
        return
    there = start - old.starts[first] + new.starts[truth[first]]
    figures.right += placement.start == there
    figures.wrong += placement.start != there


def cut(text: str) -> list[dict[str, object]]:
    """Return a source text as blocks, at blank lines and headings."""
    blocks: list[dict[str, object]] = []
    for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        at = 0
        for heading in HEADING.finditer(paragraph):
            _add(blocks, paragraph[at : heading.start()], 0)
            _add(blocks, heading[0], _level(heading[0]))
            at = heading.end()
        _add(blocks, paragraph[at:], 0)
        if OUTDENTED.fullmatch(paragraph.strip("\n")) and blocks:
            blocks[-1]["alone"] = True
    if not any(block["level"] for block in blocks):  # PEPs before reStructuredText
        for block in blocks:
            block["level"] = 1 if block.get("alone") else 0
    return blocks


def _add(blocks: list[dict[str, object]], piece: str, level: int) -> None:
    words = (
        " ".join((piece.splitlines()[0] if level else piece).split()) if piece else ""
    )
    if words:
        blocks.append({"id": str(len(blocks)), "text": words, "level": level})


def _level(heading: str) -> int:
    marks = len(heading) - len(heading.lstrip("#"))
    return marks or UNDERLINES.index(heading.rstrip()[-1]) + 1


def missed(figures: Figures) -> list[str]:
    """Return the bars that were not reached."""
    low = [
        name
        for name, (kind, what, bar) in BARS.items()
        if (figures.share(kind, what) > bar) != (kind != "unrelated")
    ]
    slow = 1e3 * _at(figures.anchors, 0.99) > SLOWEST_MS
    return [*low, *(["time"] if slow else [])]


def _at(times: list[float], share: float) -> float:
    return sorted(times)[int(share * (len(times) - 1))]


def print_table(
    figures: Figures, options: argparse.Namespace, shelves: list[Shelf]
) -> None:
    """Print everything for people."""
    texts = "rendered texts" if options.rendered else "source texts"
    names = Counter(shelf.history.family.name for shelf in shelves)
    drawn = ", ".join(f"{count} {name}s" for name, count in names.items())
    print(f"seed {options.seed}, {texts}: {drawn}")
    print(
        f"{'per cent found':28}{'quotes':>8}{'verbatim':>10}{'text':>8}"
        f"{'or section':>12}   text, by words: 3, 7, 20, 60"
    )
    for kind, by_length in figures.found.items():
        counts = figures.total(kind)
        each = " ".join(
            f"{figures.share(kind, 'text', n):6.2f}" for n in sorted(by_length)
        )
        print(
            f"{kind:28}{sum(counts.values()):8,}"
            f"{100 * figures.verbatim[kind] / sum(counts.values()):10.2f}"
            f"{figures.share(kind, 'text'):8.2f}"
            f"{figures.share(kind, 'either'):12.2f}   {each}"
        )
    for kind in figures.found:
        counts = figures.total(kind)
        print(f"{kind:28}" + ", ".join(f"{m} {n:,}" for m, n in counts.most_common()))
    print(f"of unchanged blocks: {figures.right:,} right, {figures.wrong:,} elsewhere")
    for name, times in (
        ("an anchor", figures.anchors),
        ("a pair of texts", figures.pairs),
    ):
        p50, p99 = (1e3 * _at(times, share) for share in (0.5, 0.99))
        print(
            f"{name}: {len(times):,}; ms of processor time p50 {p50:.3f}, "
            f"p99 {p99:.2f}, max {1e3 * max(times):.1f}"
        )
    print(f"missed: {', '.join(missed(figures)) or 'nothing'}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
