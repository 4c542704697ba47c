"""A mail that is answered becomes a comment; nobody else's does."""

import mailbox
import ssl
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone

from contributors import accounts
from core.errors import InvalidInput
from following import incoming, links, mailboxes, subscriptions
from following.models import IncomingMail
from rfcs import comments
from rfcs.models import Comment
from tests import imap_server
from tests.following.test_mail import follow, say
from tests.imap_server import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(rfc, alice, bob, deliver):
    """A mail that Alice got about Bob's comment."""
    follow(alice, "rfc", rfc.pk)
    thread = say(rfc, bob, "Is it free?")
    (mail,) = deliver()
    mail.thread = thread
    return mail


def answer(to, body="It is.", sender="alice@example.org", **headers):
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Alice <{sender}>", to
    mail["Message-ID"] = headers.pop("message_id", "<a1@example.org>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{body}\n\nOn Monday, Bob wrote:\n> Is it free?\n")
    return mail.as_bytes()


def last():
    return IncomingMail.objects.first()


def test_an_answer_becomes_a_comment_of_its_author(received, alice):
    (address,) = received.reply_to
    assert len(address.partition("@")[0]) <= 64
    assert "Answer this mail to answer in the thread" in received.body
    incoming.receive(answer(address))
    comment = Comment.objects.latest("pk")
    assert (comment.body, comment.thread) == ("It is.", received.thread)
    assert comment.author == accounts.contributor_of(alice)
    assert last().comment == comment


def test_the_same_mail_read_twice_is_one_comment(received):
    for _ in range(2):
        incoming.receive(answer(received.reply_to[0]))
    incoming.receive(answer(received.reply_to[0], Received="by another way"))
    assert Comment.objects.count() == 2
    assert IncomingMail.objects.count() == 1


def test_capitals_made_on_the_way_do_no_harm(received):
    incoming.receive(answer(received.reply_to[0].upper()))
    assert last().comment is not None


def test_another_sender_is_refused(received):
    incoming.receive(answer(received.reply_to[0], sender="bob@example.org"))
    assert last().refusal == "wrong-sender"
    assert Comment.objects.count() == 1


def test_an_address_that_was_made_up_is_refused(received):
    name, _, host = received.reply_to[0].partition("@")
    other = "a" if name[-1] != "a" else "b"
    incoming.receive(answer(f"{name[:-1]}{other}@{host}"))
    assert last().refusal == "not-signed"
    incoming.receive(answer("reply@example.net", message_id="<2@x>"))
    assert last().refusal == "no-address"
    incoming.receive(answer(f"reply+zz.zz.zzzzzz.{'a' * 26}@x", message_id="<3@x>"))
    assert last().refusal == "no-address"


def test_a_revoked_and_an_expired_address_are_refused(received, alice):
    person = accounts.contributor_of(alice)
    key = subscriptions.reader_of(person).reply_key
    long_ago = timezone.now() - timedelta(days=92)
    thread = received.thread.pk
    incoming.receive(answer(links.reply_address(thread, person.pk, key, at=long_ago)))
    assert last().refusal == "expired"
    subscriptions.revoke_reply_addresses(person)
    incoming.receive(answer(received.reply_to[0], message_id="<4@x>"))
    assert last().refusal == "not-signed"


def test_what_the_browser_would_refuse_is_refused_with_its_reason(received):
    body = "long " * 14_000
    incoming.receive(answer(received.reply_to[0], body))
    assert last().refusal
    assert "characters" in last().detail
    assert Comment.objects.count() == 1


def test_our_own_mail_that_comes_back_is_ignored(received):
    incoming.receive(received.message().as_bytes())
    assert last().refusal == "automatic"


def test_an_mbox_is_read_and_emptied(received, tmp_path, settings):
    box = mailbox.mbox(tmp_path / "inbox")
    box.add(answer(received.reply_to[0]))
    box.add(answer("nobody@example.net", message_id="<5@x>"))
    box.close()
    assert incoming.read_inbox() == 2
    assert incoming.read_inbox() == 0
    assert Comment.objects.count() == 2


def test_a_maildir_is_read_and_what_was_read_put_aside(received, tmp_path, settings):
    mailbox.Maildir(tmp_path / "dir").add(answer(received.reply_to[0]))
    settings.MAIL_INBOX = f"maildir:{tmp_path}/dir"
    assert incoming.read_inbox() == 1
    assert incoming.read_inbox() == 0
    assert Comment.objects.count() == 2
    assert len(list(Path(tmp_path / "dir/cur").iterdir())) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return imap_server.certificate(tmp_path_factory.mktemp("tls") / "own.pem")


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_imap_is_read_and_what_was_read_is_marked(
    received, certificate, monkeypatch, scheme
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mails = [answer(received.reply_to[0]), b"nonsense"]
    box = Mailbox('Re "plies', "gov@example.org", "p@ss word", mails)
    with imap_server.serve(box, certificate, is_wrapped=scheme == "imaps") as port:
        account = "gov%40example.org:p%40ss%20word@127.0.0.1"
        url = f"{scheme}://{account}:{port}/Re%20%22plies"
        assert mailboxes.read(url, incoming.receive) == 2
        assert mailboxes.read(url, incoming.receive) == 0
        with pytest.raises(InvalidInput, match="no mailbox"):
            mailboxes.read(f"{scheme}://{account}:{port}/Other", incoming.receive)
    assert box.seen == set(box.mails)
    assert box.heard[-1] == "LOGOUT"
    assert Comment.objects.latest("pk").body == "It is."
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_a_mail_server_that_cannot_prove_its_name_is_told_no_password(
    certificate, scheme
):
    box = Mailbox("INBOX", "gov", "secret", [])
    with imap_server.serve(box, certificate, is_wrapped=scheme == "imaps") as port:
        url = f"{scheme}://gov:secret@127.0.0.1:{port}/"
        with pytest.raises(ssl.SSLCertVerificationError):
            mailboxes.read(url, incoming.receive)
    assert "LOGIN" not in box.heard


def test_a_resolved_thread_can_still_be_answered(received, bob):
    comments.resolve(received.thread, by=bob)
    incoming.receive(answer(received.reply_to[0]))
    assert last().comment is not None


def test_without_a_mailbox_mail_offers_no_answer(rfc, alice, bob, deliver, settings):
    settings.MAIL_REPLY_TO = ""
    follow(alice, "rfc", rfc.pk)
    say(rfc, bob)
    (mail,) = deliver()
    assert not mail.reply_to
    assert "Answer this mail" not in mail.body
    assert incoming.read_inbox() == 0
