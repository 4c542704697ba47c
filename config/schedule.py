"""The whole timetable: which work recurs, and every how many seconds."""

from typing import Any

TIMETABLE: dict[str, float] = {
    "governance.close_due": 5,
    "governance.auto_open": 60,
    "following.catch_up": 5,
    "following.gather": 300,
    "following.read_mail": 30,
    "mirror.enqueue_due": 30,
    "rfcs.refresh_actions": 60,
    "rfcs.remind": 300,
    "mirror.contradictions": 3600,
    "ledger.sequence": 30,
    "core.heartbeat": 30,
    "programmes.lapse": 600,
    "core.tidy": 3600,
    "mirror.forget_old": 6 * 3600,
}

BEAT: dict[str, dict[str, Any]] = {
    "sweep": {"task": "core.sweep", "schedule": 5.0, "options": {"expires": 5.0}},
    **{
        name: {
            "task": "core.tick",
            "schedule": float(seconds),
            "args": [name],
            # A tick that nobody could take in time is not worth taking late.
            "options": {"expires": float(seconds)},
        }
        for name, seconds in TIMETABLE.items()
    },
}
