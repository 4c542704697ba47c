"""The register in the admin pages: organisations can be entered, people only read."""

from django.contrib import admin
from django.http import HttpRequest

from contributors.models import Affiliation, Contributor, Identity, Organisation
from core.admin import ReadOnly


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Enter organisations and mend their names; they are never deleted."""

    list_display = ("name", "slug", "hue")
    prepopulated_fields = {"slug": ("name",)}

    def has_delete_permission(
        self, request: HttpRequest, obj: Organisation | None = None
    ) -> bool:
        """History points to them."""
        return False


@admin.register(Contributor)
class ContributorAdmin(ReadOnly):
    """People of the record."""

    list_display = ("name", "public_id", "created_at")
    search_fields = ("name", "public_id")


@admin.register(Identity)
class IdentityAdmin(ReadOnly):
    """Git identities and who verified them."""

    list_display = ("name", "email", "contributor", "verified_at")
    search_fields = ("name", "email")


@admin.register(Affiliation)
class AffiliationAdmin(ReadOnly):
    """Who worked where, from when until when."""

    list_display = ("contributor", "organisation", "since", "until", "withdrawn_at")
