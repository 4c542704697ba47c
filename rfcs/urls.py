"""Addresses of the review room."""

from django.urls import path

from rfcs.views import acts, pages

app_name = "rfcs"
urlpatterns = [
    path("rfcs/", pages.index, name="list"),
    path("rfcs/<slug:project>/", pages.index, name="project"),
    path("rfcs/<slug:project>/<str:slug>/", pages.detail, name="detail"),
    path(
        "rfcs/<slug:project>/<str:slug>/revisions/", pages.revisions, name="revisions"
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/diff/",
        pages.choose_difference,
        name="choose-diff",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/diff/<int:old>..<int:new>/",
        pages.difference,
        name="diff",
    ),
    path("rfcs/<slug:project>/<str:slug>/<int:index>/", pages.detail, name="revision"),
    path(
        "rfcs/<slug:project>/<str:slug>/<int:index>/source/",
        pages.source,
        name="source",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/<int:index>/comment/",
        acts.comment,
        name="comment",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/<int:index>/review/", acts.review, name="review"
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/<int:index>/concern/",
        acts.concern,
        name="concern",
    ),
    path("rfcs/<slug:project>/<str:slug>/thread/<int:pk>/", acts.reply, name="thread"),
    path("rfcs/<slug:project>/<str:slug>/settle/<int:pk>/", acts.settle, name="settle"),
]
