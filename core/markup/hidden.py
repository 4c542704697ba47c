"""Characters that cannot be seen, or that turn the words around them: made visible.

Text can be written so that it reads otherwise than it is (Unicode TR 36). What
scripts need to be written, as joiners and marks of direction, is left alone, except
within a word of Latin letters, which needs none.
"""

import re

HIDDEN = re.compile(
    "[\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\u180e\U000e0000-\U000e007f]"
    "|(?<=[A-Za-z0-9_])[\u200c-\u200f\u061c](?=[A-Za-z0-9_])"
)
TAG = re.compile(r"<[^>]*>")


def reveal(safe: str) -> tuple[str, int]:
    """Return safe HTML with each such character shown as its number, and how many."""
    if not HIDDEN.search(safe):
        return safe, 0
    count = 0
    parts: list[str] = []
    at = 0
    for tag in (*TAG.finditer(safe), None):
        words = safe[at : tag.start() if tag else len(safe)]
        shown, found = HIDDEN.subn(_mark, words)
        count += found
        parts.append(shown)
        if tag:
            parts.append(HIDDEN.sub("", tag[0]))
            at = tag.end()
    return "".join(parts), count


def _mark(found: re.Match[str]) -> str:
    return f'<span class="hidden-sign">U+{ord(found[0]):04X}</span>'


def warned(notice: str, count: int) -> str:
    """Return the notice with a sentence about what was made visible."""
    if not count:
        return notice
    what = "character that is" if count == 1 else "characters that are"
    sentence = (
        f"It holds {count} {what} invisible or turn the direction of words; "
        "each is shown by its number."
    )
    return f"{notice} {sentence}".strip()
