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


class WordsNotThere(InvalidInput):
    """The paragraph does not hold the words that were chosen."""

    code = "words-not-there"


class NothingToPost(Conflict):
    """There is neither a draft nor a verdict."""

    code = "nothing-to-post"


class TooManyDrafts(Conflict):
    """More drafts wait than one person reads again."""

    code = "too-many-drafts"


class SuggestionChangesNothing(InvalidInput):
    """The suggested words are those that stand there."""

    code = "suggestion-changes-nothing"


class SuggestionMisplaced(InvalidInput):
    """The revision does not have these lines."""

    code = "suggestion-misplaced"


class SuggestionSettled(Conflict):
    """The suggestion was applied or refused already."""

    code = "suggestion-settled"


class SuggestionsConflict(Conflict):
    """Suggestions cannot be applied together, or not to this text."""

    code = "suggestions-conflict"


class MoveRefused(Conflict):
    """A thread cannot be put there, or not by hand."""

    code = "move-refused"


class RequestRefused(Conflict):
    """A review cannot be asked for, or answered, so."""

    code = "request-refused"


class HoldRefused(InvalidInput):
    """A hold must end in the near future."""

    code = "hold-refused"


class OverruleRefused(Conflict):
    """No decision stands above this concern."""

    code = "overrule-refused"
