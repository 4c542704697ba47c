"""Cut text into the words that are searched by. Plain Python.

The same words on both databases, because neither is asked to find them: text is
folded here (case, accents, width, English plurals, leading zeros) and handed over as
words with single spaces between. Chinese, Japanese and Korean, which write none,
are cut into characters, and a run of them is a phrase.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MAX_WORD = 64
_WIDE = (
    r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_HIDDEN = re.compile(
    r"[\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_FOLLOWS_A_LETTER = "".join(
    chr(code)
    for code in range(0x300, 0xFFFF)
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_WORD = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}](?:[^\W_{_WIDE}]|[{_FOLLOWS_A_LETTER}])*")


class Span(NamedTuple):
    """A word as it is searched by, and where in the text it stands."""

    start: int
    end: int
    word: str


def visible(text: str) -> str:
    """Return the text in normal form C, without characters that cannot be seen."""
    encodable = text.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", _HIDDEN.sub("", encodable))


def spans(text: str) -> Iterator[Span]:
    """Yield the words of a text with their places."""
    for found in _WORD.finditer(text):
        word = fold(found.group())
        if word:
            yield Span(found.start(), found.end(), word)


def words(text: str) -> list[str]:
    """Return the words of a text, in their order."""
    return [span.word for span in spans(visible(text))]


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return the word that stands for all its spellings."""
    decomposed = unicodedata.normalize("NFKD", word[:MAX_WORD]).casefold()
    plain = "".join(c for c in decomposed if c.isalnum())[:MAX_WORD]
    if plain.isdecimal():
        return plain.lstrip("0") or "0"
    return _singular(plain) if plain.isascii() else plain


def _singular(word: str) -> str:
    """Take off an English plural: Harman's rules and hardly more of a stemmer."""
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith(("sses", "xes", "shes")):
        return word[:-2]
    if word.endswith("ies"):
        return word if word.endswith(("eies", "aies")) else f"{word[:-3]}y"
    return word if word.endswith(("aes", "oes", "us", "ss")) else word[:-1]
