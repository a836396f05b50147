"""What the history of a build submits."""

from __future__ import annotations

from django import forms


class Since(forms.Form):
    """From when on the changes are wanted; read in the person's own time zone."""

    since = forms.DateTimeField(
        label="Since",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Enter a day and a time, such as 2027-03-12 14:30."},
    )


class ReturnTo(forms.Form):
    """Which state of the build is wanted back; 0 is how it began."""

    version = forms.IntegerField(min_value=1)
    number = forms.IntegerField(min_value=0)
