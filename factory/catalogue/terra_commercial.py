"""Upfits of the TERRA: bodies, boxes and equipment for work."""

# fmt: off
# (tables: one entry, one line)

from factory.catalogue.language import option

BODIES = [
    option("TU1", "Service body, steel", 8900, "Eight lockable compartments in place of the bed.", "upfit"),
    option("TU2", "Service body, aluminum", 11800, "350 lb lighter than steel.", "upfit"),
    option("TU3", "Flatbed with stakes", 4600, "Eight feet, steel deck.", "upfit"),
    option("TU4", "Dump body, 2 cu yd", 9800, "Electric-hydraulic.", "upfit"),
    option("TU5", "Refrigerated box", 18900, "To 14 °F, with standby plug.", "upfit"),
    option("TU6", "Dry freight box", 7900, "Ten feet, roll-up door.", "upfit"),
    option("TU7", "Wrecker preparation", 3900, "Frame reinforcement and wiring for the upfitter.", "structure"),
    option("TU8", "Ambulance preparation", 5200, "Second alternator, suspension, wiring.", "structure", fleet=True),
    option("TU9", "Camper preparation", 1900, "Wiring, springs and tie-downs for slide-in campers.", "structure"),
]

WORK = [
    option("TQ1", "Ladder rack, steel", 890, "500 lb.", "upfit"),
    option("TQ2", "Ladder rack, aluminum", 1250, "500 lb, 60 lb lighter.", "upfit"),
    option("TQ3", "Tool box across the bed", 690, "Aluminum, lockable.", "upfit"),
    option("TQ4", "Transfer fuel tank, 50 gal", 1150, "With pump and meter.", "upfit"),
    option("TQ5", "Crane, 1,000 lb", 3400, "Electric, folds flat.", "upfit"),
    option("TQ6", "Lift gate, 1,300 lb", 3100, "Aluminum platform.", "upfit"),
    option("TQ7", "Snow-plow preparation", 890, "Front springs, wiring, skid plate.", "structure"),
    option("TQ8", "Snow plow, 7.5 ft", 5400, "Straight blade, quick mount.", "upfit"),
    option("TQ9", "Salt spreader", 3200, "0.7 cu yd, electric.", "upfit"),
    option("TQA", "Winch, 10,000 lb", 1450, "Behind the front bumper.", "structure"),
    option("TQB", "Amber beacon bar", 780, "On the cab roof, with switch.", "upfit"),
    option("TQC", "Work lights, four LED", 420, "Bed and mirrors.", "technology"),
    option("TQD", "Auxiliary switch panel", 290, "Six switches, fused.", "technology"),
    option("TQE", "Power take-off", 1350, "For hydraulic pumps.", "powertrain"),
    option("TQF", "Engine-idle controller", 320, "Raises idle for equipment.", "powertrain"),
    option("TQG", "Second battery", 380, "Isolated.", "powertrain"),
    option("TQH", "High-output alternator, 370 A", 450, "For equipment.", "powertrain"),
    option("TQI", "Back-up alarm", 140, "97 dB.", "upfit"),
    option("TQJ", "Cab partition, steel", 490, "Behind the front seats.", "upfit"),
    option("TQK", "Reflective chevrons, rear", 360, "Red and yellow.", "upfit", fleet=True),
    option("TQL", "Municipal radio console", 540, "Between the seats.", "upfit", fleet=True),
    option("TQM", "Wipe-clean floor", 0, "Vinyl in place of carpet.", "interior"),
]

CONVERSIONS = [
    option("TX1", "Powered running board, lowering", 1800, "Comes down to eight inches.", "structure"),
    option("TX2", "Wheelchair crane for the bed", 3900, "Stows a folded chair under the cover.", "upfit"),
    option("TX3", "Platform lift, driver side", 19500, "Lifts the driver in his chair; the door swings up.", "structure"),
    option("TX4", "Wheelchair docking, driver place", 2100, "In place of the driver seat.", "upfit"),
]
