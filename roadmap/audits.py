"""What the audits of a project hold up, for whoever publishes."""

from roadmap.programmes.holding import Held, blockers

__all__ = ["Held", "blockers"]
