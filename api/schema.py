"""How the OpenAPI document describes a resource: in the resource's own words."""

import inspect
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc


class ResourceSchema(AutoSchema):
    """Describes a list by what its rows are, and a detail as one of them.

    The methods that answer are shared by all resources, and so are their docstrings.
    """

    def get_description(self) -> str:  # type: ignore[override]  # as spectacular has it
        """Return the resource's docstring, with what this address answers of it."""
        whole: str = get_doc(self.view.__class__)
        if inspect.getattr_static(self.view, "retrieve", None) is None:
            return whole
        if getattr(self.view, "action", "") == "create":
            scope: Any = getattr(self.view, "scope", "")
            return f"Add one. A token needs the scope `{scope}`."
        first, _, rest = whole.partition("\n\n")
        answer = (
            "One page of a list" if self._is_a_list() else "One of them, by its key"
        )
        return f"{first}\n\n{answer}." + (f"\n\n{rest}" if rest else "")

    def get_request_serializer(self) -> Any:
        """Return what is posted."""
        return getattr(self.view, "addition", None)

    def _is_a_list(self) -> bool:
        action: Any = getattr(self.view, "action", "")
        return bool(action == "list")
