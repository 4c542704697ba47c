"""Whom and what the command line means by a slug and an e-mail address."""

from allauth.account.models import EmailAddress

from contributors import accounts
from contributors.models import Contributor, User
from core.errors import InvalidInput
from mirror.models import Project


def project(slug: str) -> Project:
    """Return the project of this slug."""
    found = Project.objects.filter(slug=slug).first()
    if found is None:
        raise InvalidInput(f"There is no project “{slug}”.")
    return found


def account(email: str) -> User:
    """Return the account that has confirmed this address."""
    proved = EmailAddress.objects.filter(
        email__iexact=email, verified=True, user__is_active=True
    )
    address = proved.select_related("user").first()
    if address is None:
        raise InvalidInput(f"No account has confirmed the address {email}.")
    user: User = address.user
    return user


def person(email: str) -> Contributor:
    """Return the person behind the account that has confirmed this address."""
    return accounts.contributor_of(account(email))


def acting(email: str) -> User | None:
    """Return who acts; nobody named is the operator of the instance."""
    return account(email) if email else None
