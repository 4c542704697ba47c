"""What can be refused in the programmes."""

from core.errors import AlthingError, Conflict, InvalidInput


class ProgrammeError(AlthingError):
    """The root of this room's refusals."""


class InvalidFiling(ProgrammeError, InvalidInput):
    """What is filed lacks something that it must have."""

    code = "invalid-filing"


class NotOpen(ProgrammeError, Conflict):
    """The matter is settled already, or closed."""

    code = "not-open"
