"""Which lines of Markdown stand in fenced code. Plain Python."""

import re
from collections.abc import Iterable, Iterator

FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>.*)")


def inside(lines: Iterable[str]) -> Iterator[bool]:
    """Tell of each line whether it is code, or opens or closes it.

    CommonMark 0.31.2, section 4.5; however deeply a fence is indented, as the code
    of a list's item is.
    """
    opener = ""
    for line in lines:
        found = FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        yield bool(opener) or _opens(found)
        if not opener:
            opener = found["fence"] if found and _opens(found) else ""
        elif found and found["fence"].startswith(opener) and not found["info"].strip():
            opener = ""


def _opens(found: re.Match[str] | None) -> bool:
    """Whether the line opens code: ```` ```words``` ```` alone is code in a line."""
    return found is not None and not (
        found["fence"].startswith("`") and "`" in found["info"]
    )
