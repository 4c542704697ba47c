"""The words that states usually have, without their process. Plain Python."""

USUAL = frozenset(
    [
        "idea",
        "draft",
        "proposed",
        "proposal",
        "provisional",
        "review",
        "final",
        "accepted",
        "approved",
        "active",
        "living",
        "rejected",
        "withdrawn",
        "superseded",
        "replaced",
        "deferred",
        "postponed",
        "implemented",
        "deprecated",
        "obsolete",
        "stagnant",
        "abandoned",
        "completed",
        "done",
        "closed",
        "merged",
        "unrecommended",
        "ratified",
    ]
)


def is_usual(word: str) -> bool:
    """Whether a word on its own names a state."""
    return word.strip().casefold() in USUAL
