"""The root of every error that a person is told about.

The message is a sentence for that person. ``status`` is the HTTP status that the
interfaces answer with, ``code`` the stable word that programs match.
"""


class AlthingError(Exception):
    """Something was refused or went wrong in a way that the message explains."""

    status = 400
    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotPermitted(AlthingError):
    """The person may not do this; the message says why."""

    status = 403
    code = "not-permitted"


class Conflict(AlthingError):
    """The state of things forbids it now."""

    status = 409
    code = "conflict"


class InvalidInput(AlthingError):
    """What was given cannot be used; the message names the place."""

    status = 400
    code = "invalid-input"


class TooMany(AlthingError):
    """A rate limit was reached."""

    status = 429
    code = "too-many-requests"
