"""Addresses of the governance room."""

from django.urls import path

from governance import aftermath, remedies, statutes, views

app_name = "governance"
urlpatterns = [
    path("ballots/", views.ballot_list, name="ballots"),
    path("ballots/new/", views.new_ballot, name="new_ballot"),
    path("ballots/<int:pk>/", views.ballot, name="ballot"),
    path("ballots/<int:pk>/vote/", views.cast, name="cast_vote"),
    path("ballots/<int:pk>/open/", views.open_ballot, name="open_ballot"),
    path("ballots/<int:pk>/announce/", views.announce_ballot, name="announce_ballot"),
    path("ballots/<int:pk>/end/", views.end_ballot, name="end_ballot"),
    path("ballots/<int:pk>/extend/", views.extend_ballot, name="extend_ballot"),
    path("ballots/<int:pk>/void/", views.void_ballot, name="void_ballot"),
    path("ballots/<int:pk>/decide/", views.decide, name="record_decision"),
    path("ballots/<int:pk>/votes.json", views.votes_file, name="votes_file"),
    path("ballots/<int:pk>/frozen.json", views.frozen_file, name="frozen_file"),
    path("ballots/<int:pk>/ask/", remedies.ask, name="ask_for_a_vote"),
    path("ballots/<int:pk>/mandate/", remedies.give_mandate, name="give_mandate"),
    path("mandates/<int:pk>/end/", remedies.end_mandate, name="end_mandate"),
    path("requests/<int:pk>/rule/", remedies.rule_on_request, name="rule_on_request"),
    path("appeals/<int:pk>/rule/", remedies.rule_on_appeal, name="rule_on_appeal"),
    path("emergencies/new/", remedies.decide_at_once, name="decide_at_once"),
    path("policies/<slug:project>/", statutes.policy_page, name="policies"),
    path("policies/<int:pk>/adopt/", statutes.adopt, name="adopt_policy"),
    path(
        "decisions/<slug:project>/<int:number>/appeal/", remedies.appeal, name="appeal"
    ),
    path(
        "decisions/<slug:project>/<int:number>/restate/",
        aftermath.restate,
        name="restate",
    ),
    path(
        "decisions/<slug:project>/<int:number>/follow-ups/",
        aftermath.add_follow_up,
        name="add_follow_up",
    ),
    path("follow-ups/<int:pk>/end/", aftermath.end_follow_up, name="end_follow_up"),
    path("decisions/", views.decision_list, name="decisions"),
    path(
        "decisions/<slug:project>/<int:number>/",
        views.decision,
        name="decision",
    ),
]
