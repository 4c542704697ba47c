"""Addresses of the pages across rooms."""

from django.urls import path

from web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("desk/", views.desk, name="desk"),
    path("desk/affiliation/", views.declare_affiliation, name="affiliation"),
    path("about/", views.about, name="about"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.figures, name="metrics"),
]
