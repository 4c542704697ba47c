"""Addresses of the pages across rooms."""

from django.urls import path, register_converter

from roadmap.addresses import EditionConverter
from web import badges, calendar, feeds, mirrors, tokens, views

register_converter(EditionConverter, "badge-edition")

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("desk/", views.desk, name="desk"),
    path("desk/affiliation/", views.declare_affiliation, name="affiliation"),
    path("desk/tokens/", tokens.page, name="tokens"),
    path("desk/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke-token"),
    path("repositories/<slug:name>/retire/", mirrors.retire, name="retire"),
    path("repositories/<slug:name>/fetch/", mirrors.fetch, name="fetch"),
    path("repositories/<slug:name>/hook/", mirrors.hook, name="hook"),
    path("about/", views.about, name="about"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.figures, name="metrics"),
    path("feeds/", views.feed_list, name="feeds"),
    path("feeds/rfcs/", feeds.RfcFeed(), name="feed-rfcs"),
    path("feeds/ballots/", feeds.BallotFeed(), name="feed-ballots"),
    path("feeds/decisions/", feeds.DecisionFeed(), name="feed-decisions"),
    path("feeds/roadmaps/", feeds.EditionFeed(), name="feed-roadmaps"),
    path("calendar.ics", calendar.file, name="calendar"),
    path("badges/rfc/<slug:project>/<str:slug>.svg", badges.rfc, name="badge-rfc"),
    path(
        "badges/designation/<int:pk>.svg", badges.designation, name="badge-designation"
    ),
    path("badges/roadmap/<slug:project>.svg", badges.roadmap, name="badge-roadmap"),
    path(
        "badges/roadmap/<slug:project>/<badge-edition:edition>/<str:key>.svg",
        badges.line,
        name="badge-line",
    ),
    path(
        "badges/milestone/<slug:project>/<str:key>.svg",
        badges.milestone,
        name="badge-milestone",
    ),
]
