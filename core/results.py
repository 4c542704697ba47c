"""Answers to "may they?": ``Allowed``, or ``Denied`` with the reason."""

from dataclasses import dataclass

from core.errors import NotPermitted


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """No, and why, in a sentence for the person who asked."""

    reason: str

    def __bool__(self) -> bool:
        return False


Verdict = Allowed | Denied


def require(verdict: Verdict) -> None:
    """Raise ``NotPermitted`` with the reason unless the verdict is ``Allowed``."""
    if isinstance(verdict, Denied):
        raise NotPermitted(verdict.reason)
