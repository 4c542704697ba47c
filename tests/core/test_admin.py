"""The admin pages show the record and change nothing."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse

READ_ONLY = [
    model
    for model, page in admin.site._registry.items()
    if model._meta.app_label in {"mirror", "ledger", "governance", "rfcs", "roadmap"}
]


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_a_list_opens_and_offers_no_change(client, db, model):
    operator = get_user_model().objects.create_superuser("op@example.org", "x")
    client.force_login(operator)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_add")).status_code == 403
