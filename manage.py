#!/usr/bin/env python
"""Django's command line; `python3 dev.py manage ...` runs it with the embedded servers."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mto.settings")
    execute_from_command_line(sys.argv)
