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


Entry = tuple[int, str]


def lines(edition: Mapping[str, Any]) -> list[str]:
    """Return the annex in Markdown, each part under its heading."""
    written: list[str] = []
    for title, entries in parts(edition):
        told = [f"{'  ' * depth}- {escaped(text)}" for depth, text in entries]
        written += ["", f"## {title}", "", *told]
    return written


def parts(edition: Mapping[str, Any]) -> list[tuple[str, list[Entry]]]:
    """Return each part of the annex that is not empty: its title and its points."""
    found = (
        ("What this amendment changes", _amended(edition)),
        ("What became of the edition before", _carried(edition)),
        ("Not accepted", _answered(edition["not_accepted"])),
        ("Deferred", _answered(edition["deferred"])),
        ("Calendar", _calendar(edition)),
        ("How this edition came about", _process(edition)),
    )
    listed = [(title, list(entries)) for title, entries in found]
    return [(title, entries) for title, entries in listed if entries]


def fate_words(fate: Mapping[str, Any]) -> str:
    """Return a fate in words, with how often and into what."""
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


def _amended(edition: Mapping[str, Any]) -> Iterator[Entry]:
    amendment = edition["amendment"]
    for change in amendment["changes"] if amendment else ():
        word = FATES.get(change["kind"], change["kind"])
        yield 0, f"{word}: {change['title']} ({change['id']}). {change['reason']}"
        for field in change["fields"]:
            before, after = field["before"] or "—", field["after"] or "—"
            yield 1, f"{field['name'].replace('_', ' ')}: {before} → {after}"


def _carried(edition: Mapping[str, Any]) -> Iterator[Entry]:
    for fate in edition["carry_over"]:
        told = f"{fate['title']} ({fate['id']}, {fate['edition']}): "
        told += f"{fate_words(fate)}. {fate['reason']}"
        if fate["evidence"]:
            told += f" Evidence: {fate['evidence']}"
        yield 0, told


def _answered(proposals: list[Mapping[str, Any]]) -> Iterator[Entry]:
    for proposal in proposals:
        again = proposal["reconsider_on"]
        more = f" To be considered again on {again}." if again else ""
        yield 0, f"{proposal['title']}: {proposal['reason']}{more}"


def _calendar(edition: Mapping[str, Any]) -> Iterator[Entry]:
    for day in edition["calendar"]:
        yield 0, f"{day['day']}: {day['title']} ({day['kind']})"


def _process(edition: Mapping[str, Any]) -> Iterator[Entry]:
    process = edition["process"]
    if call := process["call"]:
        number = process["proposals"]
        yield (
            0,
            f"Call for proposals: {call['opens_on']} to {call['closes_on']}, feedback "
            f"until {call['feedback_until']}; {number} "
            f"proposal{'' if number == 1 else 's'}",
        )
    people = sum(
        each["support"]["people"] + each["concern"]["people"]
        for each in process["feedback"].values()
    )
    if people:
        number = len(process["feedback"])
        plural = "" if number == 1 else "s"
        yield 0, f"Feedback: {people} stances on {number} line{plural}"
    for office in process["approvals"]:
        yield 0, f"Approved as {office['role']} by {len(office['given'])}"
    if ballot := process["ballot"]:
        yield 0, f"Ballot: decision {ballot['number']}, {ballot['disposition']}"
