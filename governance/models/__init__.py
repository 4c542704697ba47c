"""Who decides, by which rule, and what was decided."""

from governance.models.appeals import (
    Appeal,
    AppealRuling,
    Emergency,
    EmergencyEnd,
    EmergencyQuerySet,
)
from governance.models.ballots import Ballot, BallotAct, BallotQuerySet
from governance.models.decisions import (
    Decision,
    FollowUp,
    FollowUpEnd,
    Statement,
)
from governance.models.mandates import Mandate, MandateEnd, MandateQuerySet
from governance.models.offices import (
    Policy,
    PolicyDraft,
    PolicyQuerySet,
    PolicySource,
    Role,
)
from governance.models.requests import RollRequest, RollRuling
from governance.models.votes import Elector, Vote, VoteQuerySet

__all__ = ["Appeal", "AppealRuling", "Ballot", "BallotAct", "BallotQuerySet"]
__all__ += ["Decision", "Elector", "Emergency", "EmergencyEnd", "EmergencyQuerySet"]
__all__ += ["FollowUp", "FollowUpEnd", "Statement"]
__all__ += ["Mandate", "MandateEnd", "MandateQuerySet", "Policy", "PolicyDraft"]
__all__ += ["PolicyQuerySet", "PolicySource", "Role", "RollRequest", "RollRuling"]
__all__ += ["Vote", "VoteQuerySet"]
