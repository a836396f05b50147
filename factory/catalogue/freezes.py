"""Until when each class of options can be changed, and what the answer is afterwards.

A class may have several rows: the one whose milestone was passed last decides.
Before the first of them the answer is free.
"""

FREEZES: tuple[tuple[str, str, str], ...] = (
    ("model_line", "SCH-WK", "no"),
    ("body", "SCH-WK", "no"),
    ("powertrain", "SCH-WK", "no"),
    ("export", "SCH-WK", "no"),
    ("trim", "SCH-FRZ", "no"),
    ("package", "SCH-FRZ", "no"),
    ("seats", "SCH-FRZ", "no"),
    ("roof", "SCH-FRZ", "ask"),
    ("roof", "BIW-IN", "no"),
    ("structure", "SCH-FRZ", "ask"),
    ("structure", "BIW-IN", "no"),
    ("paint", "SCH-FRZ", "ask"),
    ("paint", "PNT-IN", "no"),
    ("wheels", "SCH-FRZ", "ask"),
    ("wheels", "TRM-IN", "later"),
    ("interior", "SCH-FRZ", "ask"),
    ("interior", "TRM-IN", "no"),
    ("technology", "SCH-FRZ", "ask"),
    ("technology", "TRM-IN", "no"),
    ("upfit", "FIN-OUT", "ask"),
    ("upfit", "REL", "later"),
    ("accessory", "REL", "later"),
)
