"""The quick answer is the one that counting again and again gives."""

from dataclasses import replace

from hypothesis import given, settings

from governance import tally
from governance.tally import Vote
from governance.tally.shortfall import fewest_no, fewest_yes
from tests.governance.tally.test_threshold import elections


@given(elections())
@settings(max_examples=500, deadline=None)
def test_the_fewest_yes_are_those_that_counting_finds(votes):
    voted = {vote.elector for vote in votes.votes}
    silent = sorted(
        (e for e in votes.electors.values() if e.id not in voted),
        key=lambda e: (-e.weight, e.id),
    )
    wanted = None
    for people in range(len(silent) + 1):
        more = tuple(Vote(e.id, "yes") for e in silent[:people])
        again = tally.count(replace(votes, votes=votes.votes + more))
        if again.figures["threshold_reached"]:
            wanted = people
            break
    assert fewest_yes(votes) == wanted


@given(elections())
@settings(max_examples=500, deadline=None)
def test_the_fewest_no_are_those_that_counting_finds(votes):
    voted = {vote.elector for vote in votes.votes}
    silent = sorted(
        (e for e in votes.electors.values() if e.id not in voted),
        key=lambda e: (-e.weight, e.id),
    )
    wanted = None
    for people in range(len(silent) + 1):
        more = tuple(Vote(e.id, "no") for e in silent[:people])
        again = tally.count(replace(votes, votes=votes.votes + more))
        if not again.figures["threshold_reached"]:
            wanted = people
            break
    assert fewest_no(votes) == wanted
