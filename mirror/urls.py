"""Addresses of the mirror room."""

from django.urls import path

from mirror import views

app_name = "mirror"
urlpatterns = [
    path("repositories/", views.repository_list, name="repositories"),
    path("repositories/<slug:name>/", views.repository, name="repository"),
    path("hooks/<slug:forge>/<slug:name>/", views.hook, name="hook"),
]
