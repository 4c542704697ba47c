"""What can be refused about people and their addresses."""

from core.errors import AlthingError, Conflict, InvalidInput


class ContributorsError(AlthingError):
    """The root of this room's refusals."""


class AddressTaken(ContributorsError, Conflict):
    """Somebody else has verified that address."""

    code = "address-taken"


class CannotMerge(ContributorsError, Conflict):
    """Two entries of the record cannot become one person."""

    code = "cannot-merge"


class InvalidAffiliation(ContributorsError, InvalidInput):
    """The affiliation or organisation cannot be recorded; the message says why."""

    code = "invalid-affiliation"


class TokenRefused(ContributorsError, InvalidInput):
    """The access token cannot be made or revoked; the message says why."""

    code = "token-refused"
