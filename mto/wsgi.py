"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mto.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what stands from the start is not looked through at each collection
