"""What the ledger refuses, each named by the fact."""

from core.errors import AlthingError, Conflict, InvalidInput


class EntryRefused(InvalidInput):
    """The entry's kind or body lies outside the schema; the message says where."""

    code = "entry-refused"


class EntryIdTaken(Conflict):
    """Another entry, with other data, already bears this id."""

    code = "entry-id-taken"


class LedgerStopped(AlthingError):
    """Signing now could fork the log, or the key is not the log's: a person must look.

    It is never repaired by itself; docs/operations.md says what to do.
    """

    status = 503
    code = "ledger-stopped"


class KeyRefused(AlthingError):
    """The signing key is missing, malformed or readable by others."""

    status = 500
    code = "key-refused"


class ExportRefused(AlthingError):
    """The export directory holds other bytes than the log; nothing was changed."""

    status = 409
    code = "export-refused"


class NoSuchEntry(InvalidInput):
    """There is no entry, tile or checkpoint at this place."""

    status = 404
    code = "no-such-entry"
