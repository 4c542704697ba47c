"""Every address, by room; first those that one comparison tells apart."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("api.urls")),
    path("ledger/", include("ledger.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("web.urls")),
    path("", include("following.urls")),
    path("", include("rfcs.urls")),
    path("", include("governance.urls")),
    path("", include("governance.urls_people")),
    path("", include("roadmap.evidence.urls")),
    path("", include("roadmap.programmes.urls")),
    path("", include("roadmap.urls")),
    path("", include("mirror.urls")),
]
