"""What is submitted to bring a build to a newer catalogue."""

from __future__ import annotations

from django import forms


class Bring(forms.Form):
    """The line that was looked at, and the version of the build."""

    line_id = forms.IntegerField(min_value=1)
    version = forms.IntegerField(min_value=1)
