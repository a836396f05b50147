"""Outside catalogues become ours: our own JSON, and the style records of a public vehicle API."""

from configurator.feeds.reading import Problem
from configurator.feeds.release import LineDraft, ReleaseDraft, UnreadableFeed, read_release
from configurator.feeds.style import StyleRelease, read_styles

__all__ = [
    "LineDraft",
    "Problem",
    "ReleaseDraft",
    "StyleRelease",
    "UnreadableFeed",
    "read_release",
    "read_styles",
]
