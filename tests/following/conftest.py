"""People who follow, and an RFC that moves."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from contributors import accounts
from contributors.models import User
from core import jobs
from core.models import Job
from following import hearing, tasks  # noqa: F401  its handlers do the jobs
from ledger import log
from search import index
from tests.rfcs import community


def with_mail(name):
    # Without a password: hashing one takes longer than everything else here.
    user = User.objects.create_user(
        f"{name}@example.org", None, first_name=name.capitalize()
    )
    accounts.contributor_of(user)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user


@pytest.fixture
def alice(db):
    return with_mail("alice")


@pytest.fixture
def bob(db):
    return with_mail("bob")


@pytest.fixture
def rfc(db):
    rfc = community.make_rfc(community.make_repository(community.make_project()))
    community.make_revision(rfc, 1)
    index.index_repository(rfc.repository)
    return rfc


@pytest.fixture(autouse=True)
def _mail_in(settings, tmp_path):
    settings.MAIL_REPLY_TO = "reply@example.net"
    settings.MAIL_INBOX = f"mbox:{tmp_path}/inbox"
    settings.PUBLIC_URL = "https://althing.example.net"


@pytest.fixture
def deliver(db):
    """Let the log be read and letters be sent; return the mails that went out."""

    def run():
        mail.outbox.clear()
        log.sequence()
        hearing.catch_up()
        for pk in Job.objects.filter(name="following.send", state="queued").values_list(
            "pk", flat=True
        ):
            jobs.run(pk)
        assert not Job.objects.filter(error__gt="").exists()
        return list(mail.outbox)

    return run
