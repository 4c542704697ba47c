"""Atom feeds (RFC 4287) that stay whole, whatever the texts hold."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed

from core.text import for_xml

AUTHOR = "Althing"
"""Of a feed whose entries name nobody: the standard asks for one."""


class Atom(Atom1Feed):
    """An Atom feed with an author and, as its id, its own address."""

    def __init__(
        self, title: str, link: str, description: str | None, **more: Any
    ) -> None:
        """Begin a feed; its texts come from repositories and people."""
        more |= {"author_name": AUTHOR, "feed_guid": more["feed_url"]}
        super().__init__(for_xml(title), link, for_xml(description or ""), **more)

    def add_item(
        self, title: str, link: str, description: str, *others: Any, **more: Any
    ) -> None:
        """Add an entry."""
        if more.get("author_name"):
            more["author_name"] = for_xml(more["author_name"])
        texts = for_xml(title), link, for_xml(description)
        super().add_item(*texts, *others, **more)
