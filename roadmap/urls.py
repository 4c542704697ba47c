"""Addresses of the roadmap room."""

from django.urls import URLPattern

app_name = "roadmap"
urlpatterns: list[URLPattern] = []
