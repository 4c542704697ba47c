"""Addresses of people and organisations, under the name of the room below.

Their pages show weights, so they live here; ``Contributor.get_absolute_url`` and the
like know them by the namespace ``contributors``.
"""

from django.urls import path

from governance import people

app_name = "contributors"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/<str:public_id>/", people.person, name="person"),
    path("affiliation/", people.declare, name="declare"),
    path("organisations/", people.organisations, name="organisations"),
    path("organisations/<slug:slug>/", people.organisation, name="organisation"),
]
