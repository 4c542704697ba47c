"""What the names of header fields mean, whichever dialect they are written in.

Plain Python. Names are compared without case, plural, punctuation and emphasis. A
name that is not here keeps its value among the document's other fields.
"""

import re
from functools import lru_cache

ROLES: dict[str, tuple[str, ...]] = {
    "number": (
        *("number", "id", "rfc number", "proposal number", "proposal id", "rfc id"),
        *("rfc", "proposal", "kep number", "adr", "no", "rfd", "sip number"),
        *("eip", "erc", "bip", "pep", "cip", "cps", "zip", "nip", "nep", "hip"),
        *("sep", "aip", "jep", "dep", "ape", "cep", "sip", "ipip", "blip", "lip"),
        *("tip", "xep", "msc", "simd", "caip", "fip", "rip", "lnp", "slip", "glep"),
        *("dip", "bep", "tep", "gep", "mip", "arc", "snip", "ccip", "pip", "rskip"),
        *("keep", "rep", "psr", "tzip", "ecip", "oep", "slep", "ics", "mep", "lep"),
        *("flip", "iip", "ecip", "xip", "kip", "vip", "qip", "gip", "oip", "bsip"),
        *("xls", "cap", "slp", "zep", "pdep", "nap"),
        *("ite", "cfp", "ppc", "dcp", "tap", "ipp", "sccp", "stp", "chip", "snp"),
    ),
    "title": ("title", "name", "feature name", "feature", "proposal name", "subject"),
    "status": (
        *("status", "state", "current status", "proposal status", "rfc status"),
        *("document status", "rfc state", "current state"),
    ),
    "stage": ("stage", "current stage", "phase"),
    "authors": (
        *("author", "proposer", "written by", "proposal author", "rfc author"),
        *("owner", "by", "submitter", "submitted by", "proposed by", "lead author"),
        *(
            "sponsor",
            "primary author",
            "original author",
            "document author",
            "main author",
        ),
    ),
    "editors": (
        "editor",
        "champion",
        "contact",
        "decider",
        "decision maker",
        "sponsor",
    ),
    "created": (
        *("created", "created at", "created on", "date", "date created"),
        *("creation date", "start date", "started", "proposed on", "date proposed"),
        *("proposed", "submitted", "date submitted", "submission date", "assigned"),
        *("proposal date", "rfc date", "issued", "date initiated", "published"),
        *("proposition date", "original proposition date", "date started"),
        *("date written", "introduced"),
    ),
    "updated": (
        *("updated", "last updated", "last modified", "modified", "last revised"),
        *("date last revised", "date updated", "updated at", "last update"),
        *("date modified", "revised", "last edited", "date last modified"),
        *("revision date", "date revised"),
    ),
    "type": ("type", "category", "layer", "kind", "track", "area"),
    "discussion": (
        *("discussion", "discussions to", "discussion to", "rfc pr", "erfc pr"),
        *("pr", "pull request", "thread", "forum", "post history", "comments uri"),
        *("pre rfc", "review", "rfc pull request", "proposal pr", "merge request"),
        *("discussion link", "discussion thread", "mailing list", "issue pr"),
        *(
            "discussion url",
            "discussed at",
            "discussion at",
            "gist",
            "proposal pull request",
        ),
    ),
    "tracking": (
        *("tracking", "tracking issue", "rust issue", "implementation"),
        *("implementation pr", "implementation issue", "tracking link", "ticket url"),
        *("issue", "related issue", "reference issue", "ember issue", "bug"),
    ),
    "requires": ("requires", "require", "depends on", "dependency", "dependencies"),
    "replaces": ("replaces", "replace", "supersedes", "supersede", "obsoletes"),
    "superseded_by": (
        *("superseded by", "replaced by", "superseded", "obsoleted by", "supplanted"),
        *("supersededby", "replacement", "proposed replacement"),
    ),
    "updates": ("updates", "amends", "extends"),
    "see_also": (
        "see also",
        "related",
        "related to",
        "related rfc",
        "related proposal",
    ),
}
RELATIONS = ("requires", "replaces", "superseded_by", "updates", "see_also", "tracking")
_ROLE_OF = {name: role for role, names in ROLES.items() for name in names}
_MARKS = re.compile(r"[*_`\"'~:]+|\((?:e?s|optional|required)\)|/s\b|<[^>]{0,40}>")
_JOINTS = re.compile(r"[\s_.\-]+")
_EMOJI = re.compile(r"[^\w\s/()'\-.&#]+")


@lru_cache(maxsize=4_000)
def plain(name: str) -> str:
    """Return a field's name without case, emphasis and punctuation."""
    name = _MARKS.sub(" ", name.replace("_", " ")[:80])
    return _JOINTS.sub(" ", _EMOJI.sub(" ", name)).strip().casefold()


@lru_cache(maxsize=4_000)
def role(name: str) -> str:
    """Return what a field's name stands for, ``""`` for nothing known.

    One that ends with a number sign holds the number: ``MIP1c2-SP#``.
    """
    key = plain(name)
    if key.endswith("#") and len(key) > 1:
        return "number"
    for candidate in (key, key.removesuffix("s"), key.removesuffix("es")):
        if found := _ROLE_OF.get(candidate):
            return found
    first, _, rest = key.partition(" ")
    if rest and _ROLE_OF.get(first) == "number" and len(first) <= 5:
        return _ROLE_OF.get(rest) or _ROLE_OF.get(rest.removesuffix("s"), "")
    return ""
