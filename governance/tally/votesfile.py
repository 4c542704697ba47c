"""Read and write the votes file; refuse whatever is doubtful, naming the place."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from governance.errors import InvalidVotes
from governance.tally.model import Elector, Ranking, Vote, Votes

_NUMBER = re.compile(r"-?[0-9]{1,200}(?:/[0-9]{1,200}|\.[0-9]{1,200})?", re.ASCII)
_MEMBERS = {"method", "options", "parameters", "electors", "votes"}
_ELECTOR_MEMBERS = {"id", "weight", "organisation", "recused"}
_VOTE_MEMBERS = {"elector", "choice", "ranking", "count", "proxy"}

# What a member who is recused may be written down with: it is no vote.
SAYS_NOTHING = ("recuse", "norecord")


def number(value: Any, place: str) -> Fraction:
    """Return the exact number written as ``"2/3"``, ``"45.96465"`` or an integer."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        try:
            return Fraction(value)
        except ZeroDivisionError:
            raise InvalidVotes(f"{place}: {value} divides by zero.") from None
    hint = ' (write it as text: "2/3" or "0.66")' if isinstance(value, float) else ""
    raise InvalidVotes(f"{place}: {value!r} is not an exact number{hint}.")


def share(value: Any, place: str) -> Fraction:
    """Return an exact number between 0 and 1."""
    read = number(value, place)
    if not 0 <= read <= 1:
        raise InvalidVotes(f"{place}: {value} is not between 0 and 1.")
    return read


def parse(data: Any) -> Votes:
    """Return the votes that ``data``, a decoded JSON document, holds."""
    _require_object(data, "$", _MEMBERS)
    method = _text(data.get("method"), "$.method")
    options = _options(data.get("options", []))
    parameters = data.get("parameters", {})
    if not isinstance(parameters, dict):
        raise InvalidVotes("$.parameters: expected an object.")
    electors = _electors(data["electors"]) if "electors" in data else None
    listed = data.get("votes", [])
    if not isinstance(listed, list):
        raise InvalidVotes("$.votes: expected a list.")
    votes = tuple(_votes(listed, options, electors))
    return Votes(method, options, parameters, electors, votes)


def write(votes: Votes) -> dict[str, Any]:
    """Return the JSON document that ``parse`` reads back unchanged."""
    document: dict[str, Any] = {
        "method": votes.method,
        "options": list(votes.options),
        "parameters": dict(votes.parameters),
    }
    if votes.electors is not None:
        document["electors"] = [_elector_out(e) for e in votes.electors.values()]
    document["votes"] = [_vote_out(vote) for vote in votes.votes]
    return document


def _options(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InvalidVotes("$.options: expected a list.")
    options = tuple(_text(o, f"$.options[{i}]") for i, o in enumerate(value))
    if len(set(options)) != len(options):
        raise InvalidVotes("$.options: an option is listed twice.")
    return options


def _electors(value: Any) -> dict[str, Elector]:
    if not isinstance(value, list):
        raise InvalidVotes("$.electors: expected a list.")
    roll: dict[str, Elector] = {}
    for index, line in enumerate(value):
        place = f"$.electors[{index}]"
        _require_object(line, place, _ELECTOR_MEMBERS)
        elector = Elector(
            id=_text(line.get("id"), f"{place}.id"),
            weight=number(line.get("weight", 1), f"{place}.weight"),
            organisation=_text(
                line.get("organisation") or "", f"{place}.organisation", empty=True
            ),
            recused=_boolean(line.get("recused", False), f"{place}.recused"),
        )
        if elector.weight < 0:
            raise InvalidVotes(f"{place}.weight: a weight is never negative.")
        if elector.id in roll:
            raise InvalidVotes(f"{place}.id: {elector.id} is on the roll twice.")
        roll[elector.id] = elector
    return roll


def _votes(
    listed: list[Any],
    options: tuple[str, ...],
    electors: Mapping[str, Elector] | None,
) -> Iterable[Vote]:
    seen: set[str] = set()
    singles = {option: (option,) for option in options}
    for index, line in enumerate(listed):
        if not isinstance(line, dict) or not line.keys() <= _VOTE_MEMBERS:
            _require_object(line, f"$.votes[{index}]", _VOTE_MEMBERS)
        elector = line.get("elector", "")
        choice, ranking = line.get("choice", ""), line.get("ranking")
        if elector or electors is not None:
            _require_elector(elector, index, electors, seen, choice)
            seen.add(elector)
        count = line.get("count", 1)
        if count != 1 or type(count) is not int:
            _require_count(count, index, on_a_roll=electors is not None)
        proxy = line.get("proxy", "")
        if proxy:
            _text(proxy, f"$.votes[{index}].proxy")
        if ranking is not None:
            if choice:
                raise InvalidVotes(
                    f"$.votes[{index}]: a choice or a ranking, not both."
                )
            yield Vote(elector, "", _ranking(ranking, index, singles), count, proxy)
        else:
            text = _text(choice, f"$.votes[{index}].choice")
            yield Vote(elector, text, None, count, proxy)


def _require_elector(
    elector: Any,
    index: int,
    electors: Mapping[str, Elector] | None,
    seen: set[str],
    choice: Any,
) -> None:
    place = f"$.votes[{index}].elector"
    name = _text(elector, place)
    if name in seen:
        raise InvalidVotes(f"{place}: a second vote of {name}.")
    if electors is None:
        return
    if name not in electors:
        raise InvalidVotes(f"{place}: {name} is not on the roll.")
    if electors[name].recused and choice not in SAYS_NOTHING:
        raise InvalidVotes(f"{place}: {name} is recused and has no vote.")


def _require_count(count: Any, index: int, *, on_a_roll: bool) -> None:
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise InvalidVotes(
            f"$.votes[{index}].count: {count!r} is not a number of votes."
        )
    if on_a_roll and count != 1:
        raise InvalidVotes(f"$.votes[{index}].count: one elector casts one vote.")


def _ranking(value: Any, index: int, singles: Mapping[str, tuple[str]]) -> Ranking:
    """Return the groups; ``singles`` holds each option as a group of its own."""
    if not isinstance(value, list):
        raise InvalidVotes(f"$.votes[{index}].ranking: expected a list of groups.")
    try:
        # The common vote, by the shortest way: a million of them are read so.
        names = [g[0] for g in value if type(g) is list and len(g) == 1]
        if len(names) == len(value) == len(set(names)):
            return tuple([singles[name] for name in names])
    except (KeyError, TypeError):
        pass  # something is wrong: look closer to say what
    return _any_ranking(value, index, singles)


def _any_ranking(
    value: list[Any], index: int, singles: Mapping[str, tuple[str]]
) -> Ranking:
    place = f"$.votes[{index}].ranking"
    seen: set[str] = set()
    for group in value:
        if not isinstance(group, list) or not group:
            raise InvalidVotes(f"{place}: expected groups of at least one option.")
        for option in group:
            if not isinstance(option, str) or option not in singles:
                raise InvalidVotes(f"{place}: {option!r} is not an option.")
            if option in seen:
                raise InvalidVotes(f"{place}: {option!r} is ranked twice.")
            seen.add(option)
    return tuple(tuple(group) for group in value)


def _elector_out(elector: Elector) -> dict[str, Any]:
    return {
        "id": elector.id,
        "weight": str(elector.weight),
        "organisation": elector.organisation,
        "recused": elector.recused,
    }


def _vote_out(vote: Vote) -> dict[str, Any]:
    line: dict[str, Any] = {}
    if vote.elector:
        line["elector"] = vote.elector
    if vote.ranking is None:
        line["choice"] = vote.choice
    else:
        line["ranking"] = [list(group) for group in vote.ranking]
    if vote.count != 1:
        line["count"] = vote.count
    if vote.proxy:
        line["proxy"] = vote.proxy
    return line


def _require_object(value: Any, place: str, members: set[str]) -> None:
    if not isinstance(value, dict):
        raise InvalidVotes(f"{place}: expected an object.")
    unknown = sorted(value.keys() - members)
    if unknown:
        raise InvalidVotes(f"{place}.{unknown[0]}: no such member.")


def _text(value: Any, place: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (value or empty):
        raise InvalidVotes(f"{place}: expected text.")
    return value


def _boolean(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidVotes(f"{place}: expected true or false.")
    return value
