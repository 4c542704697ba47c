"""A thread is put by hand where it belongs, and carried on from there."""

import pytest

from core.errors import InvalidInput, NotPermitted
from ledger.models import Pending
from rfcs import comments, moves, projections
from rfcs.errors import EmptyText, MoveRefused
from rfcs.models import Move, Projection, Rfc
from tests.rfcs import community
from tests.rfcs.community import PARAGRAPHS, block_id

FIRST, SECOND, THIRD = PARAGRAPHS
MERGED = (
    "Whether firmware is open is for its vendor to say, who must let others copy it."
)
PAGE = "/rfcs/oas/0007/"


@pytest.fixture
def thread(rfc, revision, alice):
    return comments.start_thread(
        rfc, revision, by=alice, block=block_id(SECOND), body="By anyone?"
    )


@pytest.fixture
def second(rfc, thread):
    revision = community.make_revision(rfc, 2, [FIRST, MERGED, THIRD])
    projections.project(Rfc.objects.get(pk=rfc.pk))
    return revision


def put(client, thread, **form):
    return client.post(f"{PAGE}thread/{thread.pk}/place/", form)


def test_its_author_puts_a_thread_where_its_words_went(client, thread, second, alice):
    client.force_login(alice)
    offer = client.get(f"{PAGE}thread/{thread.pk}/place/").content.decode()
    assert MERGED in offer
    put(client, thread, block=block_id(MERGED), reason="Said here <now>.")
    row = Projection.objects.get()
    assert (row.method, row.block, row.changed_in) == ("hand", block_id(MERGED), 2)
    beside = client.get(PAGE).content.decode().split('class="discussed"')[1]
    said, block, _ = beside.rpartition(f'id="{block_id(MERGED)}"')
    assert block
    assert "By anyone?" in said
    history = client.get(f"{PAGE}thread/{thread.pk}/").content.decode()
    assert "Put elsewhere" in history
    assert "by Alice" in history
    assert "Said here &lt;now&gt;." in history
    entry = Pending.objects.get(kind="thread.moved")
    assert entry.subject == f"rfc:{thread.rfc_id}"


def test_the_anchor_and_what_the_ladder_said_are_kept(thread, second, maintainer):
    before = (thread.revision_id, thread.block, thread.quote, thread.offset)
    was = Projection.objects.get()
    form = {"block": block_id(MERGED), "reason": "Here."}
    moves.move(thread, second, by=maintainer, **form)
    thread.refresh_from_db()
    assert (thread.revision_id, thread.block, thread.quote, thread.offset) == before
    assert Move.objects.get().was_method == was.method
    assert Move.objects.get().was_block == was.block


def test_later_revisions_carry_it_on_from_where_it_was_put(rfc, thread, second, alice):
    moves.move(
        thread,
        second,
        by=alice,
        block=block_id(MERGED),
        words="let others copy it",
        reason="That is the point.",
    )
    third = community.make_revision(rfc, 3, ["New.", FIRST, MERGED, THIRD])
    community.make_revision(rfc, 4, [FIRST, THIRD])
    fifth = community.make_revision(rfc, 5, [FIRST, THIRD, MERGED])
    projections.project(Rfc.objects.get(pk=rfc.pk))
    rows = {row.revision_id: row for row in Projection.objects.all()}
    for later in (third, fifth):
        assert rows[later.pk].block == block_id(MERGED)
        assert rows[later.pk].words == "let others copy it"


def test_a_job_that_comes_later_leaves_it_where_it_was_put(rfc, thread, alice):
    second = community.make_revision(rfc, 2, [FIRST, MERGED, THIRD])
    moves.move(thread, second, by=alice, block=block_id(MERGED), reason="Here.")
    assert projections.project(Rfc.objects.get(pk=rfc.pk)) == 0
    assert Projection.objects.get().method == "hand"


def test_nobody_else_moves_it(client, thread, second, bob):
    with pytest.raises(NotPermitted, match="Only Alice, who started this thread"):
        moves.move(thread, second, by=bob, block=block_id(MERGED), reason="I say so.")
    client.force_login(bob)
    assert client.get(f"{PAGE}thread/{thread.pk}/place/").status_code == 403


def test_a_move_needs_a_reason_a_place_and_the_latest_text(
    rfc, revision, thread, second, alice
):
    with pytest.raises(EmptyText):
        moves.move(thread, second, by=alice, block=block_id(MERGED), reason=" ")
    with pytest.raises(MoveRefused, match="Choose the paragraph"):
        moves.move(thread, second, by=alice, block="", reason="Here.")
    with pytest.raises(InvalidInput):
        moves.move(thread, second, by=alice, block=block_id(SECOND), reason="Here.")
    with pytest.raises(MoveRefused, match="newer revision"):
        moves.move(thread, revision, by=alice, block=block_id(FIRST), reason="Here.")
    new = comments.start_thread(
        rfc, second, by=alice, block=block_id(MERGED), body="Since when?"
    )
    with pytest.raises(MoveRefused, match="this very revision"):
        moves.move(new, second, by=alice, block=block_id(FIRST), reason="Here.")
    assert not Move.objects.exists()


def test_a_refused_move_keeps_what_was_typed(client, thread, second, alice):
    client.force_login(alice)
    form = {"block": block_id(MERGED), "words": "never said", "reason": "My reasons"}
    response = put(client, thread, **form)
    html = response.content.decode()
    assert response.status_code == 400
    assert "not in the paragraph" in html
    assert "My reasons</textarea>" in html


def test_a_paragraph_is_found_by_its_words(client, thread, second, alice):
    client.force_login(alice)
    path = f"{PAGE}thread/{thread.pk}/place/?sought="
    html = client.get(f"{path}names+one+PERSON").content.decode()
    assert THIRD in html
    assert MERGED not in html
    assert "No paragraph" in client.get(f"{path}%00nowhere").content.decode()
