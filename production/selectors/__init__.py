"""The only readers for pages, and what other apps may ask."""

from production.estimates import estimate_window, window_for_build

__all__ = ["estimate_window", "window_for_build"]
