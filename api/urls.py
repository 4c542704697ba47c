"""Addresses of the API."""

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import cache_control
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from api import (
    decisions,
    discussion,
    evidence,
    log,
    offices,
    people,
    programmes,
    proposals,
    reviews,
    rfcs,
    roadmap,
    search,
    sources,
    views,
    weights,
    year,
)

app_name = "api"

router = DefaultRouter()
for name, resource in {
    "projects": sources.Projects,
    "repositories": sources.Repositories,
    "rfcs": rfcs.Rfcs,
    "proposals": proposals.Proposals,
    "revisions": discussion.Revisions,
    "comments": discussion.Comments,
    "reviews": reviews.Reviews,
    "concerns": reviews.Concerns,
    "ballots": decisions.Ballots,
    "votes": decisions.Votes,
    "decisions": decisions.Decisions,
    "policies": offices.Policies,
    "mandates": offices.Mandates,
    "roll-requests": offices.RollRequests,
    "appeals": offices.Appeals,
    "follow-ups": offices.FollowUps,
    "contributors": people.Contributors,
    "organisations": people.Organisations,
    "milestones": roadmap.Milestones,
    "roadmaps": roadmap.Roadmaps,
    "roadmap-proposals": year.RoadmapProposals,
    "feedback": year.Feedbacks,
    "fates": year.Fates,
    "status-updates": evidence.StatusUpdates,
    "evidence": evidence.Evidences,
    "matrices": evidence.Matrices,
    "designations": programmes.Designations,
    "audits": programmes.Audits,
    "adopter-reports": programmes.AdopterReports,
    "entries": log.Entries,
    "events": log.Events,
}.items():
    router.register(name, resource, basename=name)
router.register("weights", weights.Weights, basename="weights")

schema = cache_control(public=True, max_age=300)(SpectacularAPIView.as_view())
urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", search.Search.as_view(), name="search-list"),
    path("schema/", schema, name="schema"),
    path("docs/", views.docs, name="docs"),
    *router.urls,
]
