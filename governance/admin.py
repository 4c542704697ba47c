"""Policies, ballots and decisions, to read."""

from django.contrib import admin

from core.admin import ReadOnly
from governance.models import Ballot, Decision, Policy, Role, Vote


@admin.register(Role)
class RoleAdmin(ReadOnly):
    """Read only."""

    list_display = ("project", "contributor", "name", "granted_at", "ended_at")


@admin.register(Policy)
class PolicyAdmin(ReadOnly):
    """Read only."""

    list_display = ("project", "name", "version", "adopted_at")


@admin.register(Ballot)
class BallotAdmin(ReadOnly):
    """Read only."""

    list_display = ("question", "project", "state", "closes_at")


@admin.register(Vote)
class VoteAdmin(ReadOnly):
    """Read only."""

    list_display = ("ballot", "elector", "sequence", "cast_at")
    fields = ("ballot", "elector", "sequence", "cast_at", "entry_id")


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """Read only."""

    list_display = ("project", "number", "disposition", "decided_at")
