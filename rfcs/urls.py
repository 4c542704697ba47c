"""Addresses of the review room."""

from django.urls import path

from rfcs.views import (
    acts,
    asking,
    carried,
    differences,
    drafting,
    edits,
    files,
    labelling,
    pages,
    styles,
    talks,
    wordings,
)

app_name = "rfcs"
urlpatterns = [
    path("problems/", styles.problem_list, name="problems"),
    path("problems/<slug:code>/", styles.problem, name="problem"),
    path("repositories/<slug:name>/format/", styles.style, name="style"),
    path("rfcs/", pages.index, name="list"),
    path("rfcs/<slug:project>/", pages.index, name="project"),
    path("rfcs/<slug:project>/<str:slug>/", pages.detail, name="detail"),
    path(
        "rfcs/<slug:project>/<str:slug>/revisions/", pages.revisions, name="revisions"
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/diff/",
        differences.choose_difference,
        name="choose-diff",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/diff/<int:old>..<int:new>/",
        differences.difference,
        name="diff",
    ),
    path("rfcs/<slug:project>/<str:slug>/<int:index>/", pages.detail, name="revision"),
    path(
        "rfcs/<slug:project>/<str:slug>/<int:index>/source/",
        pages.source,
        name="source",
    ),
    path("rfcs/<slug:project>/<str:slug>/file/", files.file, name="file"),
    path(
        "rfcs/<slug:project>/<str:slug>/<int:index>/file/",
        files.file,
        name="file-then",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/<int:index>/comment/",
        talks.comment,
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
    path(
        "rfcs/<slug:project>/<str:slug>/thread/<int:pk>/", talks.thread, name="thread"
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/thread/<int:pk>/addressed/",
        carried.addressed,
        name="addressed",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/thread/<int:pk>/place/",
        carried.place,
        name="place",
    ),
    path("rfcs/<slug:project>/<str:slug>/labels/", labelling.change, name="labels"),
    path("rfcs/<slug:project>/<str:slug>/threads/", talks.all_threads, name="threads"),
    path(
        "rfcs/<slug:project>/<str:slug>/comment/<int:pk>/",
        wordings.one_comment,
        name="one-comment",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/<int:index>/suggest/",
        edits.suggest,
        name="suggest",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/suggestions/",
        edits.all_suggestions,
        name="suggestions",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/patches/<int:pk>.patch",
        edits.patch,
        name="patch",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/requests/",
        asking.all_requests,
        name="requests",
    ),
    path(
        "rfcs/<slug:project>/<str:slug>/requests/<int:pk>/",
        asking.answer,
        name="request",
    ),
    path("rfcs/<slug:project>/<str:slug>/hold/", asking.hold, name="hold"),
    path("rotations/", asking.all_rotations, name="rotations"),
    path("rotations/<slug:project>/<slug:slug>/", asking.rotation, name="rotation"),
    path("rfcs/<slug:project>/<str:slug>/drafts/", drafting.my_drafts, name="drafts"),
    path(
        "rfcs/<slug:project>/<str:slug>/drafts/<int:pk>/", drafting.draft, name="draft"
    ),
    path("rfcs/<slug:project>/<str:slug>/settle/<int:pk>/", acts.settle, name="settle"),
]
