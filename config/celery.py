"""The Celery application; the timetable is in ``config.schedule``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("althing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
