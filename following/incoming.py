"""Mail in: answers become comments; what is refused is recorded with its reason."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contributors.mailmap import address_key
from contributors.models import Contributor, User
from core.canonical import sha256_hex
from core.errors import AlthingError
from core.limits import require_rate
from following import answers, links, mailboxes
from following.answers import Answer, NotAnAnswer
from following.models import IncomingMail, Reader
from rfcs import comments
from rfcs.models import Comment, Thread
from search.words import visible

PER_MINUTE = 20


def is_open() -> bool:
    """Whether this site reads answers at all."""
    return bool(settings.MAIL_INBOX and settings.MAIL_REPLY_TO)


def read_inbox() -> int:
    """Read what waits in the mailbox; return how many mails."""
    if not is_open():
        return 0
    return mailboxes.read(settings.MAIL_INBOX, receive)


def receive(data: bytes) -> None:
    """Take one mail: a comment, a recorded refusal, or nothing where it came before."""
    try:
        answer = answers.read(data)
    except NotAnAnswer as refusal:
        _record(data, None, refusal)
        return
    digest = _digest(data, answer)
    if IncomingMail.objects.filter(digest=digest).exists():
        return
    try:
        with transaction.atomic():
            comment = _post(answer)
            _record(data, answer, comment)
    except NotAnAnswer as refusal:
        _record(data, answer, refusal)
    except AlthingError as error:
        _record(data, answer, NotAnAnswer(error.code, error.message))


def _post(answer: Answer) -> Comment:
    """Post the answer as its author, who must be the one the address was given to."""
    found = [
        reply for address in answer.recipients if (reply := links.read_reply(address))
    ]
    if not found:
        raise NotAnAnswer("no-address", "It was sent to no address of a thread.")
    reply = found[0]
    person = Contributor.objects.filter(pk=reply.person).select_related("user").first()
    reader = Reader.objects.filter(person=reply.person).first()
    if person is None or reader is None or not links.is_signed(reply, reader.reply_key):
        raise NotAnAnswer("not-signed", "The address was not given out, or revoked.")
    if reply.until < timezone.now():
        raise NotAnAnswer("expired", "The address held for ninety days.")
    user = _writer(person, answer.sender)
    thread = Thread.objects.filter(pk=reply.thread).first()
    if thread is None:
        raise NotAnAnswer("no-thread", "The thread does not exist.")
    require_rate(str(user.pk), "rfcs", per_minute=PER_MINUTE)
    return comments.reply(thread, by=user, body=visible(answer.text))


def _writer(person: Contributor, sender: str) -> User:
    """Return the account, if the mail comes from an address that it has verified."""
    user = person.user
    if user is None or not user.is_active:
        raise NotAnAnswer("no-account", "The person has no account any more.")
    verified = EmailAddress.objects.filter(user=user, verified=True)
    known = {address_key(email) for email in verified.values_list("email", flat=True)}
    if address_key(sender) not in known:
        raise NotAnAnswer("wrong-sender", "It was not sent from a verified address.")
    return user


def _digest(data: bytes, answer: Answer | None) -> str:
    """Return what is the same for the same mail, though it came another way."""
    if answer is not None and answer.message_id:
        return sha256_hex(f"{answer.sender}\0{answer.message_id}".encode())
    return sha256_hex(data)


def _record(data: bytes, answer: Answer | None, outcome: Comment | NotAnAnswer) -> None:
    refused = outcome if isinstance(outcome, NotAnAnswer) else None
    row = IncomingMail(
        digest=_digest(data, answer),
        sender=visible(answer.sender if answer else "")[:300],
        recipient=visible(", ".join(answer.recipients) if answer else "")[:300],
        size=len(data),
        received_at=timezone.now(),
        comment=outcome if isinstance(outcome, Comment) else None,
        refusal=refused.code[:40] if refused else "",
        detail=refused.detail[:500] if refused else "",
    )
    IncomingMail.objects.bulk_create([row], ignore_conflicts=True)
