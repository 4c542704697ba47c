"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# What is loaded now stays for ever: every view and what it imports. Left to the
# collector it is walked again and again, each time in the middle of somebody's request.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
