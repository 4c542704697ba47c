"""What can be wrong with a repository or its address."""

from core.errors import AlthingError, Conflict, InvalidInput


class UrlNotAllowed(InvalidInput):
    """The address may not be fetched from; the message says why."""

    code = "url-not-allowed"


class AlreadyMirrored(Conflict):
    """The repository or its name is already in use."""

    code = "already-mirrored"


class RepositoryBusy(Conflict):
    """Another process is reading the repository right now."""

    code = "busy"


class NotMirrored(InvalidInput):
    """The repository has no local mirror (yet)."""

    code = "not-mirrored"


class FetchFailed(AlthingError):
    """The fetch did not succeed; ``code`` is the stable word for why."""

    status = 502

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Unreadable(InvalidInput):
    """An object of the repository is absent, damaged or too large."""

    code = "unreadable-object"


class NoSuchFile(Unreadable):
    """The commit holds no file of that path."""

    code = "no-such-file"


class TooLarge(Unreadable):
    """A file or a tree goes beyond what is read."""

    code = "too-large"
