"""What a car can by an option, per line; the equipment all lines share stands in ``SHARED``.

Lengths are centimeters, weights kilograms: 2,000 lb are 907 kg, 3,500 lb 1,587 kg, 5,000 lb
2,267 kg and 7,500 lb 3,401 kg.
"""

# fmt: off
# (tables: one entry, one line)

from __future__ import annotations

from collections.abc import Mapping

type Facts = Mapping[str, int | bool]

YES = True
SHARED: Mapping[str, Facts] = {
    "T03": {"motorway": YES}, "T04": {"motorway": YES}, "T15": {"motorway": YES},
    "T06": {"city": YES}, "T07": {"city": YES},
    "C01": {"snow": YES}, "C06": {"snow": YES}, "C15": {"snow": YES}, "Y02": {"snow": YES},
    "C02": {"heat": YES}, "C07": {"heat": YES}, "C08": {"heat": YES},
    "X01": {"hand_controls": YES}, "X02": {"left_foot": YES}, "X03": {"one_hand": YES},
    "X04": {"turning_seat": YES}, "X05": {"turning_seat": YES}, "X08": {"voice_control": YES},
}
ASTRA: Mapping[str, Facts] = {
    "AB1": {"seats": 5, "child_seats": 2, "length_cm": 478, "height_cm": 144},
    "AB2": {"seats": 5, "child_seats": 2, "length_cm": 488, "height_cm": 144},
    "AM3": {"frugal": YES}, "AM4": {"frugal": YES}, "AM5": {"frugal": YES},
    "AD2": {"awd": YES, "snow": YES},
    "AH6": {"tow_kg": 907, "tow_unbraked_kg": 450},
    "AK1": {"snow": YES}, "AK2": {"motorway": YES}, "AK7": {"city": YES},
    "AC2": {"commercial": YES}, "AC5": {"commercial": YES},
}
VELA: Mapping[str, Facts] = {
    "VB1": {"seats": 5, "child_seats": 2, "length_cm": 482, "height_cm": 171},
    "VB2": {"seats": 7, "child_seats": 4, "length_cm": 482, "height_cm": 171},
    "VB3": {"seats": 6, "child_seats": 4, "length_cm": 482, "height_cm": 171},
    "VT3": {"offroad": YES, "height_cm": 176},
    "VM3": {"frugal": YES}, "VM4": {"frugal": YES}, "VM5": {"frugal": YES},
    "VD2": {"awd": YES, "snow": YES},
    "VH1": {"tow_kg": 1587, "tow_unbraked_kg": 680},
    "VH2": {"tow_kg": 2267, "tow_unbraked_kg": 750},
    "VF7": {"dog": YES},
    "VK1": {"snow": YES}, "VK2": {"motorway": YES}, "VK5": {"offroad": YES}, "VK7": {"city": YES},
    "VL3": {"height_cm": 196},
    "Y05": {"offroad": YES},
    "VX1": {"wheelchair_passenger": YES}, "VX2": {"wheelchair_passenger": YES},
    "VX5": {"wheelchair_loading": YES, "height_cm": 206}, "VX6": {"wheelchair_loading": YES},
    "VC5": {"commercial": YES}, "VC6": {"commercial": YES}, "VC7": {"commercial": YES},
}
TERRA: Mapping[str, Facts] = {
    "TB1": {"seats": 3, "child_seats": 0, "height_cm": 193},
    "TB2": {"seats": 5, "child_seats": 2, "height_cm": 193},
    "TB3": {"seats": 5, "child_seats": 3, "height_cm": 193},
    "TT3": {"offroad": YES, "height_cm": 200},
    "TM3": {"frugal": YES}, "TM5": {"frugal": YES}, "TM6": {"frugal": YES},
    "TD2": {"awd": YES, "snow": YES},
    "TH2": {"tow_kg": 3401, "tow_unbraked_kg": 750},
    "TH9": {"height_cm": 205},
    "TK1": {"snow": YES}, "TK2": {"motorway": YES}, "TK4": {"offroad": YES},
    "Y06": {"offroad": YES}, "Y07": {"offroad": YES},
    "TX2": {"wheelchair_loading": YES}, "TX3": {"wheelchair_driver": YES},
    "TU1": {"commercial": YES}, "TU2": {"commercial": YES}, "TU3": {"commercial": YES},
    "TU4": {"commercial": YES}, "TU5": {"commercial": YES}, "TU6": {"commercial": YES},
    "TK5": {"commercial": YES}, "TK9": {"commercial": YES}, "TQ1": {"commercial": YES},
    "TQ3": {"commercial": YES},
}
OF_LINE: Mapping[str, Mapping[str, Facts]] = {
    "ASTRA": {**SHARED, **ASTRA}, "VELA": {**SHARED, **VELA}, "TERRA": {**SHARED, **TERRA},
}
