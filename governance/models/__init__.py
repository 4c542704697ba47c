"""Who decides, by which rule, and what was decided."""

from governance.models.ballots import Ballot, BallotAct, BallotQuerySet
from governance.models.decisions import Decision
from governance.models.offices import Policy, PolicyQuerySet, Role
from governance.models.votes import Elector, Vote, VoteQuerySet

__all__ = ["Ballot", "BallotAct", "BallotQuerySet", "Decision", "Elector", "Policy"]
__all__ += ["PolicyQuerySet", "Role", "Vote", "VoteQuerySet"]
