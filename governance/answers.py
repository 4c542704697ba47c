"""Which answers a ballot offers, by its counting method. Plain Python."""

CHOICES: dict[str, tuple[str, ...]] = {
    "threshold": ("yes", "no", "abstain"),
    "apache": ("+1", "0", "-1"),
    "consensus": ("reviewed", "concern"),
    "ietf": ("yes", "noobj", "discuss", "abstain"),
}
APPROVAL = "approval"


def choices(method: str) -> tuple[str, ...]:
    """Return the words that the method takes; none where options are ranked."""
    return CHOICES.get(method, ())
