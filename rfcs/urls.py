"""Addresses of the rfcs room."""

from django.urls import URLPattern

app_name = "rfcs"
urlpatterns: list[URLPattern] = []
