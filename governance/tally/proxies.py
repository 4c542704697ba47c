"""Whose answer counts for somebody who gave none: mandates, resolved. Plain Python.

An answer of one's own goes before any mandate. A proxy's answer is repeated with the
weight and under the organisation cap of the person represented; a proxy who recuses
themselves, or says nothing, carries nobody. Mandates are passed on only in chains,
where the policy allows them; a circle leads nowhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from governance.tally.model import Vote

RECUSE = "recuse"


def carried(
    answers: Mapping[str, Vote],
    mandates: Iterable[tuple[str, str]],
    *,
    most: int,
    chains: bool,
) -> list[Vote]:
    """Return the answers given through proxies.

    ``mandates`` are pairs of person and proxy on the roll, oldest first; beyond
    ``most`` for one direct proxy the later ones are not counted.
    """
    proxies: dict[str, str] = {}
    held: Counter[str] = Counter()
    for person, proxy in mandates:
        if held[proxy] < most:
            held[proxy] += 1
            proxies[person] = proxy
    found = []
    for person in proxies:
        if person in answers:
            continue
        speaker = _speaker(person, proxies, answers, chains)
        vote = answers.get(speaker)
        if vote is not None and vote.choice != RECUSE:
            found.append(vote._replace(elector=person, proxy=speaker))
    return found


def _speaker(
    person: str,
    proxies: Mapping[str, str],
    answers: Mapping[str, Vote],
    chains: bool,
) -> str:
    """Return who answers for ``person``, or the last one who could have."""
    seen = {person}
    speaker = proxies[person]
    while chains and speaker not in answers and speaker not in seen:
        seen.add(speaker)
        if speaker not in proxies:
            break
        speaker = proxies[speaker]
    return speaker
