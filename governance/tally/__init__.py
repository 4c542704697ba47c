"""Count votes: one file a method, found by name here."""

from collections.abc import Callable, Mapping

from governance.errors import InvalidVotes
from governance.tally import (
    apache,
    approval,
    consensus,
    debian,
    ietf,
    schulze,
    stv,
    threshold,
)
from governance.tally.model import Elector, Step, Tally, Vote, Votes
from governance.tally.votesfile import parse, write

__all__ = ["METHODS", "Elector", "Step", "Tally", "Vote", "Votes", "count"]
__all__ += ["parse", "write"]

METHODS: Mapping[str, Callable[[Votes], Tally]] = {
    "threshold": threshold.count,
    "apache": apache.count,
    "consensus": consensus.count,
    "ietf": ietf.count,
    "approval": approval.count,
    "debian": debian.count,
    "schulze": schulze.count,
    "stv": stv.count,
}


def count(votes: Votes) -> Tally:
    """Count by the method that ``votes`` names.

    The same votes and parameters give the same tally, byte for byte; with no votes
    it still refuses parameters that contradict themselves.
    """
    try:
        method = METHODS[votes.method]
    except KeyError:
        raise InvalidVotes(
            f"$.method: {votes.method!r} is none of {', '.join(METHODS)}."
        ) from None
    return method(votes)
