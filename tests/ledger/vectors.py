"""Published test vectors that are kept beside the repository, not in it."""

import json

import pytest

from tests.vectors import SHARED_VECTORS

_FOUND = SHARED_VECTORS / "ledger"
VECTORS = _FOUND if _FOUND.is_dir() else None
needed = pytest.mark.skipif(VECTORS is None, reason="no published vectors here")


def load():
    """Return the collected vectors, or an empty object."""
    return json.loads((VECTORS / "vectors.json").read_text()) if VECTORS else {}
