"""The Celery application; the timetable is in ``config.schedule``."""

import os

from celery import Celery

from config.schedule import BEAT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("althing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT
app.autodiscover_tasks()
