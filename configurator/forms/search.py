"""What is asked of the search."""

from __future__ import annotations

from django import forms

LONGEST = 80


class FindOptions(forms.Form):
    """Words that describe an option."""

    q = forms.CharField(required=False, max_length=LONGEST)
