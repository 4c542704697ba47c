"""What is refused in this room."""

from core.errors import AlthingError, InvalidInput


class UnknownSubject(AlthingError):
    """There is nothing of this name to follow."""

    status = 404
    code = "unknown-subject"


class LinkNotValid(InvalidInput):
    """The link in a mail is not one of ours, or not whole."""

    code = "link-not-valid"
