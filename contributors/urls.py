"""Addresses of the contributors room."""

from django.urls import URLPattern

app_name = "contributors"
urlpatterns: list[URLPattern] = []
