"""Addresses of the roadmap room."""

from django.urls import path, register_converter

from roadmap import looking_back, views, widgets, year_views
from roadmap.addresses import EditionConverter, YearConverter

register_converter(YearConverter, "year")
register_converter(EditionConverter, "edition")

app_name = "roadmap"
urlpatterns = [
    path("roadmap/", views.index, name="index"),
    path("roadmap/<year:year>/", views.year_page, name="year"),
    path("roadmap/<edition:edition>/", views.edition_page, name="edition-bare"),
    path(
        "roadmap/<edition:edition>/compare/<edition:other>/",
        looking_back.compare_page,
        name="compare-bare",
    ),
    path("roadmap/<slug:project>/", views.project_page, name="project"),
    path("roadmap/<slug:project>/<year:year>/", views.year_page, name="project-year"),
    path("roadmap/<slug:project>/<year:year>/new/", views.begin, name="begin"),
    path("roadmap/<slug:project>/<year:year>/draft/", views.draft_page, name="draft"),
    path(
        "roadmap/<slug:project>/<year:year>/draft/change/",
        views.change_draft,
        name="change-draft",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/draft/<int:pk>/",
        views.change_item,
        name="change-item",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/draft/fate/",
        year_views.tell_fate,
        name="fate",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/draft/approve/",
        year_views.approve,
        name="approve",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/draft/said/<str:key>/",
        year_views.said_page,
        name="said",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/draft/said/<str:key>/say/",
        year_views.speak,
        name="speak",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/call/",
        year_views.announce,
        name="announce",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/calendar/",
        year_views.change_calendar,
        name="change-calendar",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/proposals/",
        year_views.proposals_page,
        name="proposals",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/proposals/new/",
        year_views.propose,
        name="propose",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/proposals/<int:pk>/answer/",
        year_views.answer,
        name="answer",
    ),
    path(
        "roadmap/<slug:project>/<year:year>/proposals/<int:pk>/say/",
        year_views.speak_on_proposal,
        name="speak-on-proposal",
    ),
    path(
        "roadmap/<slug:project>/<edition:edition>/", views.edition_page, name="edition"
    ),
    path(
        "roadmap/<slug:project>/<edition:edition>/roadmap.<str:kind>",
        views.download,
        name="download",
    ),
    path(
        "roadmap/<slug:project>/<edition:edition>/compare/<edition:other>/",
        looking_back.compare_page,
        name="compare",
    ),
    path(
        "roadmap/<slug:project>/<edition:edition>/compare/<edition:other>/compare.json",
        looking_back.compare_json,
        name="compare-json",
    ),
    path(
        "roadmap/<slug:project>/<edition:edition>/retrospective/",
        looking_back.retrospective_page,
        name="retrospective",
    ),
    path(
        "roadmap/<slug:project>/<edition:edition>/retrospective/tell/",
        looking_back.tell,
        name="tell",
    ),
    path(
        "roadmap/<slug:project>/<edition:edition>/retrospective/retrospective.json",
        looking_back.retrospective_json,
        name="retrospective-json",
    ),
    path(
        "roadmap/<slug:project>/<edition:edition>/widget/",
        widgets.page,
        name="widget",
    ),
    path("roadmap/<slug:project>/widget/", widgets.page, name="widget-latest"),
    path("roadmap/signers", widgets.signers, name="signers"),
    path(
        "roadmap/<slug:project>/<edition:edition>/lines/<str:key>/",
        views.line_page,
        name="line",
    ),
    path(
        "roadmap/<slug:project>/milestones/<str:key>/",
        views.milestone_page,
        name="milestone",
    ),
    path(
        "roadmap/<slug:project>/milestones/<str:key>/updates/",
        views.post_update,
        name="post-update",
    ),
]
