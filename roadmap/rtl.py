"""Right-to-left text in the order and the forms that paper shows. Plain Python.

The PDF writer sets letters from left to right and joins none. A run of Hebrew or
Arabic is therefore turned round here, its figures kept, and Arabic letters take the
presentation forms that Unicode names in its own decompositions.
"""

import re
import unicodedata

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RUN = re.compile(rf"[{_LETTERS}](?:[{_LETTERS}\s\d.,:;()/-]*[{_LETTERS}])?")
_PIECE = re.compile(r"\d+(?:[.,:/]\d+)*|.", re.DOTALL)
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_TATWEEL = "\u0640"


def _forms() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        kind, *points = unicodedata.decomposition(chr(code)).split() or [""]
        if kind in {"<isolated>", "<initial>", "<medial>", "<final>"}:
            letters = "".join(chr(int(point, 16)) for point in points)
            found.setdefault(letters, {}).setdefault(kind[1:-1], chr(code))
    return found


_FORMS = _forms()


def visual(text: str) -> str:
    """Return the text with each right-to-left run as it looks from the left."""
    return _RUN.sub(lambda match: _turned(match[0]), text)


def _turned(run: str) -> str:
    pieces: list[str] = []
    for piece in _PIECE.findall(_joined(run)):
        if pieces and unicodedata.combining(piece[0]):
            pieces[-1] += piece  # a mark stays behind the letter that it sits on
        else:
            pieces.append(piece)
    return "".join(
        piece.translate(_MIRRORED) if len(piece) == 1 else piece
        for piece in reversed(pieces)
    )


def _joined(run: str) -> str:
    """Return the run with the form of each Arabic letter chosen by its neighbours."""
    letters = _ligated(run)
    bare = [n for n, each in enumerate(letters) if not unicodedata.combining(each[0])]
    shaped = list(letters)
    for place, n in enumerate(bare):
        before = letters[bare[place - 1]] if place else ""
        after = letters[bare[place + 1]] if place + 1 < len(bare) else ""
        forms = _FORMS.get(letters[n], {})
        left = "initial" in forms and _takes(after)
        right = "final" in forms and _gives(before)
        kind = ("medial" if right else "initial") if left else ""
        shaped[n] = forms.get(kind or ("final" if right else "isolated"), letters[n])
    return "".join(shaped)


def _ligated(run: str) -> list[str]:
    """Return the letters of the run; lam and alef are one, as they must be."""
    found: list[str] = []
    for letter in run:
        if found and found[-1] == "\u0644" and f"\u0644{letter}" in _LAM_ALEF:
            found[-1] += letter
        else:
            found.append(letter)
    return found


_LAM_ALEF = {f"\u0644{alef}" for alef in "\u0622\u0623\u0625\u0627"}


def _gives(letter: str) -> bool:
    """Whether a letter joins to the one that follows it."""
    return letter == _TATWEEL or "initial" in _FORMS.get(letter, {})


def _takes(letter: str) -> bool:
    """Whether a letter joins to the one before it."""
    return letter == _TATWEEL or "final" in _FORMS.get(letter, {})
