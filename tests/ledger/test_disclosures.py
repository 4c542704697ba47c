"""Personal values can be erased; the log that names their digests stays whole."""

import pytest

from core.errors import InvalidInput
from core.ids import new_id
from ledger import disclosures, fsck, keys, log, receipt
from ledger.models import Disclosure
from tests.ledger.build import content


def enrolled(**values):
    entry_id = new_id()
    body = {"_sd": disclosures.commit(entry_id, values)}
    log.append("member.enrol", body, entry_id=entry_id)
    log.sequence()
    return log.find(entry_id)


def test_published_digests_are_reproduced():
    made = disclosures.digest(
        "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd"
    )
    assert made == "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4"


def test_the_entry_holds_digests_and_not_the_values(db):
    entry = enrolled(name="Möbius", email="m@example.org")
    assert disclosures.values(entry.entry_id) == {
        "name": "Möbius",
        "email": "m@example.org",
    }
    kept = {disclosures.digest(row.disclosure) for row in Disclosure.objects.all()}
    assert set(content(entry)["body"]["_sd"]) == kept
    assert b"example.org" not in bytes(entry.data).replace(b"127", b"")


def test_equal_values_have_unequal_digests(db):
    first, second = (enrolled(name="Ann") for _ in range(2))
    assert content(first)["body"] != content(second)["body"]


def test_erasing_a_value_keeps_every_receipt(db):
    entry = enrolled(name="Ann", email="a@example.org")
    old = log.receipt(entry.index)
    (erased,) = [r.disclosure for r in Disclosure.objects.filter(name="email")]
    disclosures.redact(entry.entry_id, name="email", reason="consent-withdrawn")
    log.sequence()
    assert disclosures.values(entry.entry_id) == {"name": "Ann"}
    note = log.entries(entry.entry_id).get()
    assert content(note)["body"]["removed"] == [disclosures.digest(erased)]
    verifiers = [keys.load().verifier]
    for text in (old, log.receipt(entry.index)):
        receipt.verify(text, bytes(entry.data), verifiers)
    assert fsck.examine() == []


def test_what_is_not_disclosed_cannot_be_erased(db):
    entry = enrolled(name="Ann")
    with pytest.raises(InvalidInput, match="discloses no phone"):
        disclosures.redact(entry.entry_id, name="phone", reason="legal")
    with pytest.raises(InvalidInput, match="reason is one of"):
        disclosures.redact(entry.entry_id, name="name", reason="I want to")
    assert disclosures.values(entry.entry_id) == {"name": "Ann"}
