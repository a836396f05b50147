"""The Celery application. A task is only a nudge: what is to be done stands in work tables."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mto.settings")
app = Celery("mto")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
