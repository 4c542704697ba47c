"""Which names and addresses are machines' and not people's. Plain Python.

A list that people can review decides; no pattern guesses. Machines earn nothing,
and where they are named as helpers they take no share, so that to say who or what
helped costs nobody anything.
"""

from contributors.mailmap import address_key

NO_MAILBOX = frozenset({"noreply", "no-reply", "donotreply", "do-not-reply"})
NAMES = frozenset(
    {
        "buildbot",
        "dependabot",
        "github",
        "github actions",
        "github-actions",
        "gitlab bot",
        "greenkeeper",
        "k8s-ci-robot",
        "kubernetes prow robot",
        "kubernetes submit queue",
        "miss-islington",
        "pre-commit-ci",
        "renovate bot",
        "rust highfive",
        "rust-timer",
        "rustbot",
        "travis ci",
        "weblate",
        "zuul",
    }
)
ADDRESSES = frozenset(
    {
        "action@github.com",
        "bors@rust-lang.org",
        "bot@renovateapp.com",
        "k8s-ci-robot@users.noreply.github.com",
        "support@dependabot.com",
        "weblate@weblate.org",
    }
)


def is_machine(name: str, email: str) -> bool:
    """Whether the identity is a machine's.

    Besides the list: the suffix ``[bot]`` that forges reserve for machines, and
    addresses that say that nobody reads them, which nobody can verify either.
    """
    plain, address = name.strip().lower(), address_key(email)
    local = address.partition("@")[0]
    if plain.endswith("[bot]") or local.endswith("[bot]"):
        return True
    if plain in NAMES or address in ADDRESSES:
        return True
    return local in NO_MAILBOX
