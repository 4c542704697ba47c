"""Write letters: what happened, why you hear of it, and how to stop that.

A letter goes out after the commit of what it tells, by a job. Sent again after a
crash it has the same Message-ID, so that a mailbox shows it once.
"""

import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator

from contributors.models import Contributor
from core import jobs
from following import links, subscriptions
from following.models import Delivery, Event, Letter, Pace, Subscription
from following.news import SEND_JOB

MOST_IN_A_DIGEST = 200
SHOWN_TEXT = 4_000
SHOWN_QUOTE = 400
PATIENCE = timedelta(minutes=10)
GIVEN_UP = timedelta(days=3)


@dataclass(frozen=True)
class Told:
    """One event of a letter, and the rules that it came by."""

    event: Event
    reasons: list[Subscription]

    @property
    def link(self) -> str:
        """The page that shows it."""
        return links.absolute(self.event.url)

    @property
    def act(self) -> str:
        """What the link to it says."""
        kind = self.event.kind
        return next((say for of, say in _ACTS if kind.startswith(of)), "See it")

    @property
    def about(self) -> str:
        """The words of the RFC that a comment is about; empty on the whole text."""
        thread = self.event.thread
        return Truncator(thread.quote).chars(SHOWN_QUOTE) if thread else ""

    @property
    def about_quoted(self) -> str:
        """The same words as mail quotes them."""
        return "\n".join(f"> {line}" for line in textwrap.wrap(self.about, 72))

    @property
    def text(self) -> str:
        """Its words, cut where they would fill the letter."""
        text = self.event.text
        return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT].rstrip()} …"

    @property
    def html(self) -> str:
        """Its safe HTML, unless the words are cut."""
        return self.event.html if len(self.event.text) <= SHOWN_TEXT else ""


_ACTS = (
    ("comment.", "See it in the text"),
    ("thread.", "See the thread"),
    ("ballot.", "Go to the ballot"),
    ("tally.", "See the count"),
    ("decision.", "Read the decision"),
    ("review.asked", "Accept or decline"),
    ("review.posted", "Read the review"),
    ("rfc.revised", "See what changed"),
    ("rfc.new", "Read it"),
)


@dataclass(frozen=True)
class Reason:
    """A rule that a letter came by, with the link that ends it."""

    subscription: Subscription
    link: str


def send(pk: int) -> None:
    """Send one letter, unless it was sent, or nobody wants it any more."""
    letter = Letter.objects.select_related("person__user").filter(pk=pk).first()
    if letter is None or letter.state != Letter.State.WAITING:
        return
    told = _told(letter)
    address = address_of(letter.person)
    if not address:
        _drop(letter, "The person has no verified address.")
    elif not told:
        _drop(letter, "The person follows it no longer.")
    else:
        message(letter, told, address).send()
        Letter.objects.filter(pk=pk).update(
            state=Letter.State.SENT, sent_at=timezone.now()
        )


def gather(*, at: datetime) -> int:
    """Write the digests whose time has come; return how many."""
    due = Delivery.objects.due_at(at)
    waiting = due.order_by().values_list("person", "pace").distinct()
    return sum(_gather(person, pace, at) for person, pace in list(waiting))


@transaction.atomic
def _gather(person: int, pace: str, at: datetime) -> int:
    rows = Delivery.objects.due_at(at).filter(person=person, pace=pace)
    pks = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    pks = pks[:MOST_IN_A_DIGEST]
    if not pks:
        return 0
    letter = Letter.objects.create(
        person_id=person,
        pace=pace,
        name=f"{pace}.{pks[0]}.{person}",
        written_at=timezone.now(),
    )
    Delivery.objects.filter(pk__in=pks).update(letter=letter)
    jobs.enqueue(SEND_JOB, key=str(letter.pk), letter=letter.pk)
    return 1


def try_again(*, at: datetime) -> None:
    """Ask again for letters that wait too long; give up after three days."""
    waiting = Letter.objects.filter(state=Letter.State.WAITING)
    for letter in waiting.filter(written_at__lt=at - GIVEN_UP):
        _drop(letter, "It could not be sent for three days.")
    late = waiting.filter(written_at__lt=at - PATIENCE)
    for pk in late.values_list("pk", flat=True)[:500]:
        jobs.enqueue(SEND_JOB, key=str(pk), letter=pk)


def address_of(person: Contributor) -> str:
    """Return where a person gets mail: their verified address, the primary first."""
    if person.user_id is None or person.user is None or not person.user.is_active:
        return ""
    verified = EmailAddress.objects.filter(user=person.user_id, verified=True)
    return (
        verified.order_by("-primary", "pk").values_list("email", flat=True).first()
        or ""
    )


def message(letter: Letter, told: list[Told], address: str) -> EmailMultiAlternatives:
    """Return the mail: plain text and HTML, with the headers that mail programs use."""
    first, person = told[0].event, letter.person
    is_digest = letter.pace != Pace.NOW
    reasons = _reasons(told, person)
    every = [reason.subscription.pk for reason in reasons] or [links.NOTICES]
    stop_link = links.stop_link(person.pk, every)
    reply_to = _reply_to(first, person) if not is_digest else ""
    subject = _subject(letter, told)
    context: dict[str, Any] = {
        "subject": subject,
        "person": person,
        "told": told,
        "is_digest": is_digest,
        "reasons": reasons,
        "stop_link": stop_link,
        "settings_link": links.absolute("/desk/following/"),
        "may_reply": bool(reply_to),
    }
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("following/letter.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers=_headers(letter, first, stop_link),
    )
    mail.attach_alternative(
        render_to_string("following/letter.html", context), "text/html"
    )
    return mail


def _subject(letter: Letter, told: list[Told]) -> str:
    first = told[0].event
    if letter.pace == Pace.NOW:
        project = first.project.slug if first.project else ""
        return f"[{project}] {first.title}" if project else first.title
    span = "today" if letter.pace == Pace.DAILY else "this week"
    count = f"{len(told)} thing{'s' if len(told) > 1 else ''}"
    return f"What moved {span}: {count} that you follow"


def _headers(letter: Letter, first: Event, stop_link: str) -> dict[str, str]:
    host = links.domain()
    headers = {
        "Message-ID": f"<{letter.name}@{host}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
        "List-Id": f"<{_list_name(letter, first)}.{host}>",
        "List-Unsubscribe": f"<{stop_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058, section 3.1
    }
    if letter.pace == Pace.NOW:
        roots = [first.topic]
        if first.rfc_id and first.topic != f"rfc:{first.rfc_id}":
            roots.insert(0, f"rfc:{first.rfc_id}")
        parents = [f"<{root.replace(':', '.')}@{host}>" for root in roots]
        headers["In-Reply-To"] = parents[-1]
        headers["References"] = " ".join(parents)
    return headers


def _list_name(letter: Letter, first: Event) -> str:
    """Return the name by which mail programs sort: the RFC's, else the project's."""
    if letter.pace != Pace.NOW:
        return "digest"
    project = first.project.slug if first.project else "notices"
    return f"rfc-{first.rfc_id}.{project}" if first.rfc_id else project


def _reply_to(event: Event, person: Contributor) -> str:
    if event.thread_id is None:
        return ""
    key = subscriptions.reader_of(person).reply_key
    return links.reply_address(event.thread_id, person.pk, key, at=timezone.now())


def _told(letter: Letter) -> list[Told]:
    """Return what the letter tells, without what was unsubscribed since."""
    rows = list(
        Delivery.objects.filter(letter=letter)
        .select_related("event__project", "event__actor", "event__thread")
        .order_by("event__happened_at", "pk")
    )
    wanted = {pk for row in rows for pk in row.reasons}
    standing = Subscription.objects.standing().in_bulk(list(wanted))
    told = []
    for row in rows:
        reasons = [standing[pk] for pk in row.reasons if pk in standing]
        if reasons or not row.reasons:
            told.append(Told(row.event, reasons))
    return told


def _reasons(told: list[Told], person: Contributor) -> list[Reason]:
    found = {row.pk: row for each in told for row in each.reasons}
    return [Reason(row, links.stop_link(person.pk, [row.pk])) for row in found.values()]


def _drop(letter: Letter, reason: str) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.DROPPED, reason=reason
    )
