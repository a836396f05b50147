"""The composition root: it imports every app and is imported by none."""

from mto.celery import app as celery_app  # the worker, beat and every send need the app loaded

__all__ = ("celery_app",)
