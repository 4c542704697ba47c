"""Resources that can be added to: who may, how often, and what comes back."""

from typing import Any, ClassVar

from django.db.models import Model
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import HasScope, Tokens
from api.resource import Resource, Row
from contributors.models import User
from core.limits import require_rate

PER_MINUTE = 20
MAX_BYTES = 256 * 1024


class TooLong(APIException):
    """The body is longer than anything that could be posted."""

    status_code = 413
    default_detail = f"A body has at most {MAX_BYTES} bytes."
    default_code = "too-long"


class Addable(Resource):
    """A resource to which people add, by ``POST`` of what its ``addition`` asks.

    Reading asks for nobody's name: an answer is the same for everyone.
    """

    addition: ClassVar[type[serializers.Serializer[Any]]]
    scope: ClassVar[str]
    counted_as = "rfcs"
    parser_classes = (JSONParser,)

    def get_authenticators(self) -> list[Any]:
        """Look at credentials only where something is written."""
        return [Tokens(), SessionAuthentication()] if self._writes() else []

    def get_permissions(self) -> list[Any]:
        """Ask for a person, and for the token's scope, where something is written."""
        return [HasScope()] if self._writes() else []

    def _writes(self) -> bool:
        request = getattr(self, "request", None)
        return request is not None and request.method == "POST"

    def add(self, said: dict[str, Any], *, by: User) -> Model:
        """Write what was said; return the row that holds it."""
        raise NotImplementedError

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add one, and answer it as it is read from now on."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            raise TooLong
        assert isinstance(request.user, User)
        require_rate(str(request.user.pk), self.counted_as, per_minute=PER_MINUTE)
        asked = self.addition(data=request.data)
        asked.is_valid(raise_exception=True)
        written = self.add(asked.validated_data, by=request.user)
        row: Row = (
            type(written)._default_manager.values(*self.columns).get(pk=written.pk)
        )
        place = request.build_absolute_uri(f"{request.path}{written.pk}/")
        answer = self.represent(row, self.gather([row]))
        return Response(answer, status=201, headers={"Location": place})
