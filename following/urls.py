"""Addresses of following."""

from django.urls import path

from following import feeds, views

app_name = "following"
urlpatterns = [
    path("follow/", views.offer, name="offer"),
    path("follow/stop/<str:token>/", views.stop, name="stop"),
    path("desk/following/", views.overview, name="list"),
    path("desk/following/follow/", views.follow, name="follow"),
    path("desk/following/mail/", views.mail, name="mail"),
    path("desk/following/<int:pk>/", views.change, name="change"),
    path("feeds/search/", feeds.SearchFeed(), name="feed-search"),
    path("feeds/<str:kind>/<path:key>/", feeds.SubjectFeed(), name="feed"),
]
