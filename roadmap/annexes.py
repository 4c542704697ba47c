"""The annex of an edition in Markdown: what became of all, and how. Plain Python."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")
FATES = {
    "done": "Done",
    "partly": "Done in part",
    "carried": "Carried over",
    "rescoped": "Re-scoped",
    "split": "Split",
    "merged": "Merged",
    "moved": "Moved",
    "dropped": "Dropped",
    "changed": "Changed",
    "added": "Added",
}


def escaped(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it stands, on one line."""
    flat = " ".join(text.split())
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat))


def lines(edition: Mapping[str, Any]) -> list[str]:
    """Return the annex, each part under its heading, empty parts left out."""
    parts = (
        ("What this amendment changes", _amended(edition)),
        ("What became of the edition before", _carried(edition)),
        ("Not accepted", _answered(edition["not_accepted"])),
        ("Deferred", _answered(edition["deferred"])),
        ("Calendar", _calendar(edition)),
        ("How this edition came about", _process(edition)),
    )
    written: list[str] = []
    for title, part in parts:
        entries = list(part)
        if entries:
            written += ["", f"## {title}", "", *entries]
    return written


def fate_words(fate: Mapping[str, Any]) -> str:
    """Return a fate in words: "Carried over for the 2nd time"."""
    word = FATES.get(fate["fate"], str(fate["fate"]))
    times = fate["times"]
    if times > 1:
        word += f" for the {ordinal(times)} time"
    if fate["into"]:
        word += f" into {', '.join(fate['into'])}"
    return word


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th, 21st."""
    last = number % 10 if number % 100 not in (11, 12, 13) else 0
    ending = {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{number}{ending}"


def _amended(edition: Mapping[str, Any]) -> Iterator[str]:
    amendment = edition["amendment"]
    for change in amendment["changes"] if amendment else ():
        word = FATES.get(change["kind"], change["kind"])
        yield (
            f"- {word}: {escaped(change['title'])} (`{change['id']}`). "
            f"{escaped(change['reason'])}"
        )
        for field in change["fields"]:
            before, after = escaped(field["before"]), escaped(field["after"])
            name = escaped(field["name"].replace("_", " "))
            yield f"  - {name}: {before or '—'} → {after or '—'}"


def _carried(edition: Mapping[str, Any]) -> Iterator[str]:
    for fate in edition["carry_over"]:
        told = f"- {escaped(fate['title'])} (`{fate['id']}`, {fate['edition']}): "
        told += f"{escaped(fate_words(fate))}. {escaped(fate['reason'])}"
        if fate["evidence"]:
            told += f" Evidence: {escaped(fate['evidence'])}"
        yield told


def _answered(proposals: list[Mapping[str, Any]]) -> Iterator[str]:
    for proposal in proposals:
        again = proposal["reconsider_on"]
        more = f" To be considered again on {again}." if again else ""
        yield f"- {escaped(proposal['title'])}: {escaped(proposal['reason'])}{more}"


def _calendar(edition: Mapping[str, Any]) -> Iterator[str]:
    for day in edition["calendar"]:
        yield f"- {day['day']}: {escaped(day['title'])} ({day['kind']})"


def _process(edition: Mapping[str, Any]) -> Iterator[str]:
    process = edition["process"]
    if call := process["call"]:
        yield (
            f"- Call for proposals: {call['opens_on']} to {call['closes_on']}, "
            f"feedback until {call['feedback_until']}; {process['proposals']} "
            f"proposal{'' if process['proposals'] == 1 else 's'}"
        )
    people = sum(
        each["support"]["people"] + each["concern"]["people"]
        for each in process["feedback"].values()
    )
    if people:
        yield f"- Feedback: {people} stances on {len(process['feedback'])} lines"
    for office in process["approvals"]:
        given = len(office["given"])
        yield f"- Approved by {given} of the office {office['role']}"
    if ballot := process["ballot"]:
        yield f"- Ballot: decision {ballot['number']}, {ballot['disposition']}"
