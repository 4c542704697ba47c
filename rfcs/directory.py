"""Which document a header means when it names another. Plain Python.

Headers name by number ("20", "PEP 20", "#20"), by path ("/keps/net/20-lamps"), by the
address of the file on its forge, or by the name that the document has here. What fits
more than one document, or none, is left as the words that it is.
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

NUMBER = re.compile(r"(?:[A-Za-z]{1,12}[-_ #]{0,2}|#)?0*(\d{1,18})")
LEADING = re.compile(r"(?:[A-Za-z]{1,12}[-_])?0*(\d{1,18})(?:[-_.].*)?")
AT_A_FORGE = re.compile(r"/(?:-/)?(?:blob|tree|src|raw|edit)/(?:branch/)?[^/]+/(.+)")
LINK = re.compile(r"(?:\[([^\[\]]*)\])?\((https?://[^()\s]+)\)")
COVERS = ("readme", "index", "kep")


@dataclass(frozen=True, slots=True)
class Known:
    """A document of a project, by everything that may name it."""

    key: int
    number: str
    slug: str
    path: str
    repository: str = ""
    gone: object = None


class Directory:
    """The documents of one project, ready to be asked for by name."""

    def __init__(self, documents: Iterable[Known]) -> None:
        self._numbers: dict[str, list[Known]] = {}
        self._slugs: dict[str, list[Known]] = {}
        self._paths: dict[str, list[Known]] = {}
        self._homes: set[str] = set()
        for known in documents:
            if known.number:
                self._numbers.setdefault(known.number, []).append(known)
            self._slugs.setdefault(known.slug.casefold(), []).append(known)
            for path in _places(known.path):
                self._paths.setdefault(path, []).append(known)
            self._homes.add(_home(known.repository))

    def find(self, name: str, *, of: int, base: str = "") -> int | None:
        """Return the key of the document that ``name`` means in document ``of``.

        ``base`` is the path of that document: names may be relative to its folder.
        """
        name = unlinked(name)[1]
        found = self._at(name, base) or self._called(name)
        return found if found != of else None

    def _called(self, name: str) -> int | None:
        if number := NUMBER.fullmatch(name):
            return _only(self._numbers.get(number[1], []))
        return _only(self._slugs.get(name.casefold(), []))

    def _at(self, name: str, base: str) -> int | None:
        path = self._inside(name)
        if "/" not in path and "." not in path:
            return None
        folder = posixpath.dirname(base)
        for whole in (path.lstrip("/"), posixpath.join(folder, path)):
            for place in _places(posixpath.normpath(whole)):
                if found := _only(self._paths.get(place, [])):
                    return found
        number = LEADING.fullmatch(posixpath.basename(path.rstrip("/")))
        if number and path != name.rstrip("/"):
            return None  # an address elsewhere in the repository is not a number
        return _only(self._numbers.get(number[1], [])) if number else None

    def _inside(self, name: str) -> str:
        """Return the path within a repository of the project, as far as it is one."""
        if "://" not in name:
            return name.rstrip("/")
        address = name.partition("#")[0].partition("?")[0]
        for home in self._homes:
            if home and _home(address).startswith(home + "/"):
                found = AT_A_FORGE.search(address)
                return found[1].rstrip("/") if found else ""
        return ""


def unlinked(name: str) -> tuple[str, str]:
    """Return the words and the address of a name that was written as a link."""
    name = name.strip()[:600]
    found = LINK.fullmatch(name)
    return (found[1] or found[2], found[2]) if found else (name, name)


def _home(url: str) -> str:
    return url.partition("://")[2].rstrip("/").removesuffix(".git").casefold()


def _places(path: str) -> list[str]:
    """Return the path, without its ending, and its folder where it is its cover."""
    stem, _ = posixpath.splitext(path)
    folder, name = posixpath.split(stem)
    cover = [folder] if folder and name.casefold() in COVERS else []
    return list(dict.fromkeys([path, stem, *cover]))


def _only(found: list[Known]) -> int | None:
    """Return the one that is meant: of several, the one that is still there."""
    if len(found) > 1:
        found = [known for known in found if not known.gone]
    return found[0].key if len(found) == 1 else None
