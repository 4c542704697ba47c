"""The database itself refuses to change what was published."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from roadmap.models import Edition, EditionItem, ItemTrail


@pytest.fixture
def published(draft, maintainer):
    ItemTrail.objects.create(item=draft.items.first(), steps=[])
    Edition.objects.filter(pk=draft.pk).update(
        state=Edition.State.PUBLISHED,
        published_at=timezone.now(),
        published_by=maintainer.contributor,
        json_bytes=b"{}",
        markdown_bytes=b"#",
        json_hash="0" * 64,
        markdown_hash="1" * 64,
    )
    return draft


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE roadmap_edition SET title = 'Other'",
        "UPDATE roadmap_edition SET state = 'draft'",
        "DELETE FROM roadmap_itemtrail",
        "DELETE FROM roadmap_editionitem",
        "UPDATE roadmap_editionitem SET note = 'Other'",
        "INSERT INTO roadmap_itemtrail (item_id, steps) "
        "SELECT max(id), '[]' FROM roadmap_editionitem",
    ],
)
def test_the_database_refuses_to_change_a_published_edition(published, sql):
    refusal = "never changes|append-only"
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        connection.cursor().execute(sql)


def test_no_line_is_added_to_a_published_edition(published, make_milestone):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        EditionItem.objects.create(
            edition=published, milestone=make_milestone("late"), position=9
        )


def test_a_draft_may_still_change(draft):
    draft.title = "A better title"
    draft.save()
    draft.items.all().delete()
    assert not draft.items.exists()


def test_nothing_is_published_without_its_bytes(draft):
    with pytest.raises(IntegrityError, match="published_edition_has_its_bytes"):
        Edition.objects.filter(pk=draft.pk).update(state=Edition.State.PUBLISHED)


def test_a_year_has_one_draft_at_a_time(draft, maintainer):
    with pytest.raises(IntegrityError):
        Edition.objects.create(
            project=draft.project,
            year=2026,
            number=1,
            title="Another",
            drafted_by=maintainer.contributor,
            drafted_at=timezone.now(),
        )
