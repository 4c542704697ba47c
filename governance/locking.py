"""Hold a ballot while something is done to it."""

from governance.models import Ballot


def lock(ballot: Ballot) -> Ballot:
    """Return the ballot as it is now, held until the transaction ends."""
    return (
        Ballot.objects.select_for_update(of=("self",))
        .select_related("project", "policy__repository")
        .get(pk=ballot.pk)
    )
