"""What can be refused about ballots, votes and decisions."""

from core.errors import AlthingError, Conflict, InvalidInput, NotPermitted


class GovernanceError(AlthingError):
    """The root of this room's refusals."""


class BallotClosed(GovernanceError, Conflict):
    """The ballot takes no votes now; the message says since or until when."""

    code = "ballot-closed"


class BallotNotReady(GovernanceError, Conflict):
    """The ballot cannot open (or close, or be decided) as things stand."""

    code = "ballot-not-ready"


class NotOnTheRoll(GovernanceError, NotPermitted):
    """The person was not on the roll when the ballot opened."""

    code = "not-on-the-roll"


class InvalidBallot(GovernanceError, InvalidInput):
    """The ballot's rule or question contradicts itself; the message names where."""

    code = "invalid-ballot"


class InvalidVote(GovernanceError, InvalidInput):
    """The choice is not one that this ballot offers."""

    code = "invalid-vote"


class InvalidVotes(GovernanceError, InvalidInput):
    """A votes file that cannot be counted; the message names the place."""

    code = "invalid-votes"


class DispositionNotAllowed(GovernanceError, Conflict):
    """The tally does not bear this disposition."""

    code = "disposition-not-allowed"


class UnknownSubject(GovernanceError, InvalidInput):
    """Nothing of that kind and key can be voted on."""

    code = "unknown-subject"


class InvalidPolicy(GovernanceError, InvalidInput):
    """A policy contradicts itself or cannot be read; the message names the place."""

    code = "invalid-policy"


class NoPolicy(GovernanceError, Conflict):
    """The project has not adopted a policy yet."""

    code = "no-policy"


class RoleUnchanged(GovernanceError, Conflict):
    """The person holds the office already, or does not hold it."""

    code = "role-unchanged"
