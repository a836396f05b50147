"""Outside catalogues become ours: our own JSON, sheets of small brands, UVL, public style records."""

from configurator.feeds.reading import Problem
from configurator.feeds.release import LineDraft, ReleaseDraft, UnreadableFeed, read_release
from configurator.feeds.sheets import read_sheets
from configurator.feeds.style import StyleRelease, read_styles
from configurator.feeds.uploads import read_json
from configurator.feeds.uvl import read_feature_model

__all__ = [
    "LineDraft",
    "Problem",
    "ReleaseDraft",
    "StyleRelease",
    "UnreadableFeed",
    "read_feature_model",
    "read_json",
    "read_release",
    "read_sheets",
    "read_styles",
]
