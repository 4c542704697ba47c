"""How people sign up and in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse

from contributors import accounts
from contributors.models import User
from web import sample


class Passwords(AuthenticationBackend):  # type: ignore[misc]
    """Addresses and passwords, here and on the admin pages."""

    def user_can_authenticate(self, user: User) -> bool:
        """Whether the account is open; asked at each request of a signed-in person."""
        return super().user_can_authenticate(user) and not sample.locks(user)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """E-mail and password by default; providers by configuration."""

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Bind the address to its person as soon as it is proved."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            accounts.bind_addresses(email_address.user)
        return confirmed

    def post_login(
        self, request: HttpRequest, user: User, **arguments: Any
    ) -> HttpResponse:
        """Bind what a sign-in provider has proved meanwhile."""
        accounts.bind_addresses(user)
        response: HttpResponse = super().post_login(request, user, **arguments)
        return response
