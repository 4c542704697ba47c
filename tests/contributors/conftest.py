"""People to test with."""

import pytest
from allauth.account.models import EmailAddress

from contributors.models import User


@pytest.fixture
def make_user(db):
    """Return a function that makes an account with verified addresses."""

    def make(email, *others, verified=True, **fields):
        user = User.objects.create_user(email, **fields)
        for address in (email, *others):
            EmailAddress.objects.create(
                user=user,
                email=address,
                verified=verified,
                primary=address == email,
            )
        return user

    return make
