"""Python's search for cycles of objects, left alone where millions are made at once."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Do not search while this lasts: for work that makes many objects, no cycles.

    Each search looks at everything that is held, in vain. What is no longer used is
    given back as ever, by its count of references.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
