"""Read who wrote a document from the ways in which that is written. Plain Python."""

import re
from typing import Any

from rfcs.formats import inline
from rfcs.formats.front import read_author
from rfcs.metadata import Author

MOST = 200
SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "ph.d.", "phd", "inc.", "md"}
LINKED = re.compile(r"\[([^\[\]]{1,200})\]\(\s*<?([^()\s<>]{1,400})>?[^()]{0,100}\)")
REST_LINKED = re.compile(r"`([^`<>]{1,200}?)\s*<([^`<>]{1,400})>`__?")
ASCIIDOC_LINKED = re.compile(
    r"(?:link:)?((?:https?://|mailto:)[^\s\[\]]{1,400})\[([^\[\]]{1,200})\]"
)
FORGE = re.compile(
    r"https?://(?:www\.)?(?:github|gitlab)\.com/([A-Za-z0-9][A-Za-z0-9-]{0,38})/?"
)
NAMED_HANDLE = re.compile(
    r"(?P<name>.{1,200}?)\s*[(<\[]\s*@(?P<handle>[\w.-]{1,60})\s*[)>\]]"
)
BARE_HANDLE = re.compile(r"(?P<name>[^@<>()]{2,200}?)\s+@(?P<handle>[\w-]{1,60})")
WITH_BOTH = re.compile(
    r"(?P<name>[^@<>()]{1,200}?)\s*\(\s*@(?P<handle>[\w.-]{1,60})\s*\)"
    r"\s*<(?P<email>[^<>\s@]+@[^<>\s@]+)>"
)
BEHIND = re.compile(
    r"(?P<name>[^@<>()\[\]]{2,100}?)[\s,]+(?P<email>[^\s()<>@,]+@[^\s()<>@,]+\.[A-Za-z]{2,12})"
)
IN_BRACKETS = re.compile(
    r"(?P<name>[^@<>()\[\]]{2,200}?)\s*\(\s*(?P<email>[^\s()<>@]+@[^\s()<>@]+)\s*\)[.;]?"
)
BARE_TARGET = re.compile(
    r"(?P<name>[^<>()]{2,200}?)\s*"
    r"(?:<(?P<target>[^<>\s@]{1,300})>|\((?P<page>https?://[^()\s@]{1,300})\))"
)
ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}")
LINK_BEHIND = re.compile(
    r"(?P<name>[^\[\]`(<]{2,200}?)\s*(?:[(<]\s*@?(?=[\[`])|(?=\[\(?@))"
)
HANDLES = re.compile(r"(?<=\w)\s+(?=@)")
NOBODY = re.compile(r"\W*(?:et\.? al|(?:and )?(?:many )?others)?\W*", re.IGNORECASE)
SPLIT = re.compile(r"[,;](?![^<(\[]*[>)\]])|\s+(?:and|&)\s+|\n|\s+/\s+|[•|]")
LINKED_LINE = re.compile(
    r"(?P<person>[^,\[\]()@<>]{0,100}\(?\[[^\[\]]{1,200}\]\([^()\s]{1,400}\)\)?)"
    r"(?:,\s*(?P<rest>[^\[\]()@<>]{0,200}))?"
)
ORGANISATION = re.compile(
    r"\b(?:Institute?|University|Inc|LLC|Ltd|GmbH|Foundation|Laborator(?:y|ies)|PBC"
    r"|Corporation|College|Cent(?:er|re))\b"
)
MANY_LINKS = re.compile(
    r"(?<=\))\s+(?=\[[^\[\]@(]{1,200}\]\()"
    r"|(?<![^\s,])(\[@[^\[\]]{1,60}\]\([^()\s]{1,400}\))\s+(?=\[@)"
)
MANY_ADDRESSES = re.compile(r"(?<=>)\s+(?=[^\W\d_][^<>]{0,80}<)")
LEAD = re.compile(
    r"^(?:[-*+•]\s+|\d+[.)]\s+|and\s+|by:?\s+|authors?:\s*|\([a-z ]{1,40}\)\s+)",
    re.IGNORECASE,
)
HANDLE_KEYS = ("github", "handle", "github-username", "username", "githubid", "login")


def read(value: Any) -> tuple[Author, ...]:
    """Return everybody that a header's value names, in its order."""
    found: list[Author] = []
    if isinstance(value, dict):
        found = _of_members(value)
    elif isinstance(value, list):
        for item in value[:MOST]:
            found += read(item)
    elif isinstance(value, str):
        found = [_one(part) for part in _parts(value)]
    unique = {(a.name, a.email, a.handle): a for a in found if a.name}
    return tuple(unique.values())[:MOST]


def _of_members(value: dict[str, Any]) -> list[Author]:
    members = {
        key.lower(): item for key, item in value.items() if isinstance(item, str)
    }
    name = inline.text(members.get("name") or members.get("fullname") or "")
    handle = next((members[key] for key in HANDLE_KEYS if members.get(key)), "")
    handle = handle.rsplit("/", 1)[-1].lstrip("@")
    email = members.get("email", "")
    if name or handle or email:
        return [Author(name or (f"@{handle}" if handle else email), email, handle)]
    return [
        author
        for key, item in value.items()
        for author in read(f"{key} {item}" if isinstance(item, str) else key)
    ]


def _parts(value: str) -> list[str]:
    """Split a value at commas, lines and "and", but not inside brackets."""
    value = inline.UNSEEN.sub("", inline.COMMENT.sub("", value[: inline.LONGEST]))
    value = inline.BREAK.sub("\n", value)
    for written, sign in (("&lt;", "<"), ("&gt;", ">"), ("\\<", "<"), ("\\>", ">")):
        value = value.replace(written, sign)
    kept: list[str] = []
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    for line in lines:  # a name that is broken over two lines is one
        if (
            kept
            and not re.search(r"[>),;\]]$", kept[-1])
            and "<" in line
            and "<" not in kept[-1]
            and " " not in kept[-1]
        ):
            kept[-1] += f" {line}"
        else:
            kept.append(line)
    value = MANY_ADDRESSES.sub("\n", MANY_LINKS.sub(r"\1\n", "\n".join(kept)))
    parts: list[str] = []
    for part in _split(_without_affiliations(value)):
        part = LEAD.sub("", part.strip(" \t,;"))
        if parts and part.lower() in SUFFIXES:
            parts[-1] += f", {part}"
        elif not NOBODY.fullmatch(part) and not inline.NOTHING.fullmatch(
            inline.plain(part) or "-"
        ):
            parts.append(part)
    return parts[:MOST]


def _without_affiliations(value: str) -> str:
    """Leave out where people work: "Ada ([@ada](…)), Lamp Institute"."""
    lines = value.split("\n")
    found = [LINKED_LINE.fullmatch(line) for line in lines]
    is_list = len(lines) > 1 and all(found)
    return "\n".join(
        match["person"]
        if match and (is_list or ORGANISATION.search(match["rest"] or ""))
        else line
        for line, match in zip(lines, found, strict=True)
    )


def _split(value: str) -> list[str]:
    """Split at what stands between people; a row of handles is one each."""
    parts: list[str] = []
    for part in SPLIT.split(value):
        parts += HANDLES.split(part) if part.lstrip().startswith("@") else [part]
    return parts


def _one(part: str) -> Author:
    for pattern in (LINKED, REST_LINKED):
        if found := pattern.search(part):
            linked = _linked(found[1], found[2])
            if before := LINK_BEHIND.match(part):  # "Name ([@name](address))"
                name = inline.text(before["name"].removesuffix("on behalf of")).rstrip(
                    " -"
                )
                return Author(name, linked.email, linked.handle)
            return linked
    if found := ASCIIDOC_LINKED.search(part):
        return _linked(found[2], found[1])
    part = part.replace("\\@", "@").strip("*_ ")
    for pattern in (WITH_BOTH, IN_BRACKETS, BEHIND):
        if found := pattern.fullmatch(part):
            members = found.groupdict()
            name = inline.text(members["name"])
            return Author(name, members["email"], members.get("handle", ""))
    if found := BARE_TARGET.fullmatch(part):
        return _at(inline.text(found["name"]), found["target"] or found["page"])
    if found := NAMED_HANDLE.fullmatch(part):
        return Author(inline.text(found["name"]), handle=found["handle"])
    if found := BARE_HANDLE.fullmatch(part):
        return Author(inline.text(found["name"]), handle=found["handle"])
    if "@" in part or "<" in part or " at " in part:
        said = read_author(part.replace("&lt;", "<").replace("&gt;", ">"))
        name = inline.text(said.name) or said.name
        if said.email or said.handle:
            return Author(name.strip("\"'"), said.email, said.handle)
    return Author(inline.text(part).strip("\"'"))


def _at(name: str, target: str) -> Author:
    """Return a person whose angle brackets hold no e-mail address."""
    forge = FORGE.fullmatch(target)
    if forge:
        return Author(name, handle=forge[1])
    return Author(name, handle=target if ACCOUNT.fullmatch(target) else "")


def _linked(name: str, target: str) -> Author:
    name = inline.text(name)
    if target.startswith("mailto:"):
        return Author(name, target.removeprefix("mailto:"))
    forge = FORGE.fullmatch(target)
    handle = forge[1] if forge else name[1:] if re.fullmatch(r"@[\w.-]+", name) else ""
    return Author(name, handle=handle)
