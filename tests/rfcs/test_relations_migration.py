"""Names that documents gave before there were rows become rows, once each."""

from importlib import import_module

import pytest
from django.apps import apps

from rfcs.models import Relation, Rfc
from tests.rfcs import community

migration = import_module("rfcs.migrations.0008_relations")


@pytest.mark.django_db
def test_a_project_of_several_documents_is_read_once():
    repository = community.make_repository(community.make_project("oas"), "oas-rfcs")
    for number in (1, 2, 3):
        rfc = community.make_rfc(repository, number)
        Rfc.objects.filter(pk=rfc.pk).update(relations={"requires": ["1", " "]})
    migration.fill(apps, None)
    assert Relation.objects.count() == 3
