"""What can be refused about milestones and editions."""

from core.errors import AlthingError, Conflict, InvalidInput


class RoadmapError(AlthingError):
    """The root of this room's refusals."""


class EditionPublished(RoadmapError, Conflict):
    """A published edition never changes."""

    code = "edition-published"


class DraftExists(RoadmapError, Conflict):
    """The year has a draft already."""

    code = "draft-exists"


class NothingToPublish(RoadmapError, Conflict):
    """An edition without lines says nothing."""

    code = "nothing-to-publish"


class DecisionDoesNotBear(RoadmapError, Conflict):
    """The decision did not accept, was made void, or is another project's."""

    code = "decision-does-not-bear"


class ItemExists(RoadmapError, Conflict):
    """The milestone is in the edition already."""

    code = "item-exists"


class InvalidEdition(RoadmapError, InvalidInput):
    """A year, target or text that an edition cannot hold."""

    code = "invalid-edition"


class UnknownMilestone(RoadmapError, InvalidInput):
    """The project has no such milestone."""

    code = "unknown-milestone"


class InvalidUpdate(RoadmapError, InvalidInput):
    """A status update without words, or with a word that is no status."""

    code = "invalid-update"


class CallClosed(RoadmapError, Conflict):
    """Proposals are taken and answered while the year is in the making."""

    code = "call-closed"


class FeedbackClosed(RoadmapError, Conflict):
    """Feedback is given on what is drafted or proposed, until its last day."""

    code = "feedback-closed"


class DraftChanged(RoadmapError, Conflict):
    """Somebody approves what they did not read."""

    code = "draft-changed"


class NotReady(RoadmapError, Conflict):
    """Something that must be settled first stands against the publication."""

    code = "not-ready"


class RetrospectiveTold(RoadmapError, Conflict):
    """A year is looked back at once."""

    code = "retrospective-told"
