"""Something that the people of the sample do at a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Act:
    """Something done at a moment."""

    at: datetime
    do: Callable[[], None]
