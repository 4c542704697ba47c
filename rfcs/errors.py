"""Refusals of the review room, named by the fact."""

from core.errors import Conflict, InvalidInput


class EmptyText(InvalidInput):
    """Something must be written."""

    code = "empty-text"


class TextTooLong(InvalidInput):
    """More was written than one comment, summary or reason holds."""

    code = "text-too-long"


class UnknownBlock(InvalidInput):
    """The revision has no such block."""

    code = "unknown-block"


class ConcernNameTaken(Conflict):
    """An open concern of this RFC has that name."""

    code = "concern-name-taken"


class ConcernSettled(Conflict):
    """The concern is not open any more."""

    code = "concern-settled"


class ThreadNotOpen(Conflict):
    """The thread was resolved already."""

    code = "thread-resolved"


class ThreadOpen(Conflict):
    """The thread is open already."""

    code = "thread-open"
