"""What the demonstration's factory page submits."""

from django import forms

DAYS = ((1, "A day"), (7, "A week"), (28, "Four weeks"))
SWITCHES = (
    ("down", "Out of order: answers nobody"),
    ("silent", "Silent: works on and tells nobody"),
)
ONCE = (
    ("duplicate", "Say the next thing twice"),
    ("disorder", "Say the next things in the wrong order"),
    ("unknown", "Use a code nobody knows"),
    ("hold", "Hold the next car back at inspection"),
    ("reject", "Refuse the next order"),
)


class LetWorkOn(forms.Form):
    days = forms.TypedChoiceField(choices=DAYS, coerce=int)


class FlipSwitch(forms.Form):
    name = forms.ChoiceField(choices=SWITCHES)
    on = forms.BooleanField(required=False)


class MisbehaveOnce(forms.Form):
    what = forms.ChoiceField(choices=ONCE)
