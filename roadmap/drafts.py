"""The door to a draft: locked, still a draft, and the actor may change it."""

from contributors.models import User
from core.results import require
from core.text import clean
from governance import permissions
from roadmap.errors import EditionPublished, InvalidEdition
from roadmap.models import Edition


def locked(edition: Edition, by: User) -> Edition:
    """Return the edition, locked, if ``by`` may edit it and it is still a draft."""
    rows = Edition.objects.select_for_update(of=("self",))
    found = rows.select_related("project").get(pk=edition.pk)
    require(permissions.can_maintain(by, found.project))
    require_draft(found)
    return found


def require_draft(edition: Edition) -> None:
    """Refuse to change what is published."""
    if edition.state == Edition.State.PUBLISHED:
        raise EditionPublished(
            f"Edition {edition} is published and never changes. "
            f"Draft an amendment of {edition.year} instead."
        )


def cleaned(text: str, limit: int, name: str) -> str:
    """Return the text without what no text should hold, or refuse a long one."""
    text = clean(text)
    if len(text) > limit:
        raise InvalidEdition(f"{name} may have at most {limit:,} characters.")
    return text


def said(text: str, limit: int, name: str) -> str:
    """Return a text that must not be empty."""
    text = cleaned(text, limit, name).strip()
    if not text:
        raise InvalidEdition(f"{name} is missing: say it in a sentence.")
    return text
