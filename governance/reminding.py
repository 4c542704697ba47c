"""Remind those who have not answered, once for each moment that the rule names."""

from fractions import Fraction

from contributors import notices
from core import clock
from governance import deadlines, frozen
from governance.models import Ballot, Elector

KIND = "ballot.reminder"


def remind(ballot: Ballot, *, closes_at: str, moment: str) -> int:
    """Tell everybody who is on the roll and silent; return how many.

    ``closes_at`` is the deadline that the reminder was asked for: an extension has
    reminders of its own. Who is represented is told too: they can still answer.
    """
    if not ballot.takes_votes or frozen.stamp(ballot.closes_at) != closes_at:
        return 0
    if ballot.closes_at <= clock.now():
        return 0
    silent = Elector.objects.filter(ballot=ballot, votes=None).select_related(
        "contributor__user"
    )
    told = 0
    deadline = deadlines.say(ballot.closes_at, ballot.zone)
    for elector in silent:
        user = elector.contributor.user
        if user is None or not user.is_active:
            continue
        notices.tell(
            elector.contributor,
            key=f"{KIND}:{ballot.pk}:{moment}",
            kind=KIND,
            about=ballot.reference,
            title=f"Your vote is missing: {ballot.question}"[:300],
            url=ballot.get_absolute_url(),
            text=(
                f"It takes votes until {deadline}. You are told because you are on "
                f"the roll of this ballot, with a weight of "
                f"{float(Fraction(elector.weight)):.2f}, and have not answered. To "
                "abstain or to recuse yourself is an answer too."
            ),
        )
        told += 1
    return told
