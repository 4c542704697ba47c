"""Addresses of the evidence."""

from django.urls import path

from roadmap.evidence import views

app_name = "evidence"
urlpatterns = [
    path("roadmap/<slug:project>/matrix/<slug:slug>/", views.matrix, name="matrix"),
    path(
        "roadmap/<slug:project>/matrix/<slug:slug>/matrix.csv",
        views.matrix_csv,
        name="matrix-csv",
    ),
]
