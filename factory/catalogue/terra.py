"""TERRA, the pick-up for work and leisure."""

# fmt: off
# (tables: one entry, one line)

from decimal import Decimal

from factory.catalogue.colours import PAINTS, STRIPES
from factory.catalogue.equipment import (
    ACCESSIBILITY,
    ACCESSORIES,
    APPEARANCE,
    AUDIO,
    COMFORT,
    EXPORT,
    EXPORT_EXTRAS,
    SPARES,
    TECHNOLOGY,
    TYRES,
)
from factory.catalogue.freezes import FREEZES
from factory.catalogue.language import Group, ModelLine, chosen, option, standard
from factory.catalogue.markets import CANADA
from factory.catalogue.terra_commercial import BODIES, CONVERSIONS, WORK
from factory.catalogue.terra_rules import RULES

CAB = [
    option("TB1", "Regular cab", 0, "Two doors, three seats.", "body"),
    option("TB2", "Extended cab", 2300, "Two doors and two half doors, five seats.", "body"),
    option("TB3", "Crew cab", 4600, "Four doors, five seats.", "body", default=True),
]

BED = [
    option("TL1", "Short bed, 5.5 ft", 0, "For town and garage.", "body", default=True),
    option("TL2", "Standard bed, 6.5 ft", 350, "The all-rounder.", "body"),
    option("TL3", "Long bed, 8 ft", 700, "Full plywood sheets lie flat.", "body"),
    option("TL4", "Box delete (chassis cab)", 0, "No bed; frame ready for a body.", "body"),
]

TRIMS = [
    option("TT1", "Work", 36200, "Vinyl, steel, no nonsense.", "trim", default=True),
    option("TT2", "Ranch", 42900, "Chrome, cloth, alloy wheels.", "trim"),
    option("TT3", "Trail Boss", 49800, "Lifted, locked, skid-plated.", "trim"),
    option("TT4", "Summit", 59400, "Leather, air suspension, every assist.", "trim"),
    option("TT5", "Fleet", 34900, "Work with fleet terms.", "trim", fleet=True),
]

POWER = [
    option("TM1", "2.7 L turbo, 310 hp", 0, "Four cylinders.", "powertrain", default=True),
    option("TM2", "5.3 L V8, 355 hp", 1600, "Cylinder deactivation.", "powertrain"),
    option("TM3", "3.0 L turbodiesel six, 305 hp", 2900, "495 lb-ft.", "powertrain"),
    option("TM4", "6.2 L V8, 420 hp", 4100, "Premium fuel.", "powertrain"),
    option("TM5", "Hybrid V6, 430 hp", 4800, "With 7.2 kW for tools.", "powertrain"),
    option("TM6", "Electric, 460 hp", 16500, "131 kWh, 320 miles; from spring on.", "powertrain", opens_in=110),
    option("TM7", "4.3 L V6 CNG, 285 hp", 7900, "Compressed gas, for fleets with a filling station.", "powertrain", fleet=True),
]

DRIVE = [
    option("TD1", "Rear-wheel drive", 0, "Standard.", "powertrain", default=True),
    option("TD2", "Four-wheel drive", 3300, "Two-speed transfer case.", "powertrain"),
]

AXLE = [
    option("TA1", "Axle ratio 3.23", 0, "For economy.", "powertrain", default=True),
    option("TA2", "Axle ratio 3.42", 150, "The all-rounder.", "powertrain"),
    option("TA3", "Axle ratio 3.73", 250, "For towing.", "powertrain"),
]

CHASSIS = [
    option("TH1", "Locking rear differential", 420, "Electronic.", "powertrain"),
    option("TH2", "Trailer hitch, receiver", 450, "7,500 lb.", "structure"),
    option("TH3", "Trailer brake controller", 320, "In the dashboard.", "technology"),
    option("TH4", "Trailering mirrors", 290, "Extending, heated.", "structure"),
    option("TH5", "Fifth-wheel preparation", 650, "In the bed, with wiring.", "structure"),
    option("TH6", "Heavy-duty payload springs", 590, "600 lb more.", "structure"),
    option("TH7", "Air suspension", 1950, "Four corners, self-leveling.", "structure"),
    option("TH8", "Skid plates", 380, "Engine, tank, transfer case.", "structure"),
    option("TH9", "Two-inch lift", 1250, "With longer dampers.", "structure"),
    option("THA", "36-gallon fuel tank", 480, "Instead of 24 gallons.", "powertrain"),
    option("THB", "Onboard power, 7.2 kW", 980, "Four outlets in the bed.", "technology"),
]

WHEELS = [
    option("TW1", "17-inch steel wheels, black", 0, "For work.", "wheels", default=True),
    option("TW2", "17-inch steel wheels, silver", 90, "Painted.", "wheels"),
    option("TW3", "18-inch alloy wheels", 890, "Six spokes.", "wheels"),
    option("TW4", "18-inch beadlock-look wheels", 1390, "For off-road tires.", "wheels"),
    option("TW5", "20-inch alloy wheels, polished", 1690, "Twelve spokes.", "wheels"),
    option("TW6", "22-inch wheels, gloss black", 2690, "Forged.", "wheels"),
    option("TW7", "17-inch dual rear wheels", 1450, "For heavy bodies.", "wheels"),
]

SEATS = [
    option("TS1", "Vinyl, dark grey", 0, "Bench, takes the hose.", "seats", rgb="#3a3c3f", default=True),
    option("TS2", "Cloth, black", 150, "Bench 40/20/40.", "seats", rgb="#25272b"),
    option("TS3", "Cloth, saddle and black", 450, "Bucket seats.", "seats", rgb="#7a4526", rgb2="#25272b"),
    option("TS4", "Neoprene, black and orange", 750, "Waterproof buckets.", "seats", rgb="#232425", rgb2="#d9661f"),
    option("TS5", "Leather, black", 1850, "Buckets, perforated.", "seats", rgb="#1b1c1e"),
    option("TS6", "Leather, chestnut", 1950, "Buckets, embossed.", "seats", rgb="#6b3a22"),
    option("TS7", "Leather, ivory", 1950, "Buckets, discontinued.", "seats", rgb="#ece5d6", closes_in=-14),
]

BED_GEAR = [
    option("TG1", "Spray-in bed liner", 520, "Full thickness.", "structure"),
    option("TG2", "Drop-in bed liner", 320, "Plastic, removable.", "accessory"),
    option("TG3", "Tonneau cover, soft", 490, "Rolls up.", "accessory"),
    option("TG4", "Tonneau cover, hard folding", 990, "Three panels, lockable.", "accessory"),
    option("TG5", "Tonneau cover, power retracting", 2200, "By key.", "upfit"),
    option("TG6", "Bed cap, body color", 2400, "With windows.", "upfit"),
    option("TG7", "Multi-fold tailgate", 650, "Step, stop and work table.", "structure"),
    option("TG8", "Power tailgate", 390, "Up and down by key.", "structure"),
    option("TG9", "Bed side steps", 290, "Both sides.", "accessory"),
    option("TGA", "Cargo tie-down rails", 180, "With four hooks.", "accessory"),
    option("TGB", "Bed lighting", 95, "LED.", "technology"),
    option("TGC", "Running boards, black", 620, "Six inches.", "accessory"),
    option("TGD", "Power running boards", 1350, "Fold away.", "structure"),
]

ROOF = [
    option("TR1", "Steel roof", 0, "Standard.", "roof", default=True),
    option("TR2", "Power sunroof", 1050, "Over the front row.", "roof"),
    option("TR3", "Panoramic roof", 1750, "Crew cab only.", "roof"),
]

PACKAGES = [
    option("TK1", "Cold Weather Package", 850, "Heated seats, steering wheel and windshield.", "package"),
    option("TK2", "Driver Assistance Package", 1490, "Adaptive cruise, lane centering, blind-spot assist.", "package"),
    option("TK3", "Max Towing Package", 1950, "Hitch, brake controller, mirrors, short axle.", "package"),
    option("TK4", "Off-Road Package", 2300, "Locker, skid plates, all-terrain tires.", "package"),
    option("TK5", "Work Truck Package", 890, "Auxiliary switches, alternator, work lights.", "package"),
    option("TK6", "Snow Package", 6100, "Plow, preparation, beacon.", "package"),
    option("TK7", "Technology Package", 2100, "Navigation, digital cluster, mirror camera.", "package"),
    option("TK8", "Chrome Package", 790, "Trim, handles and sills; ends with the season.", "package", closes_in=75),
    option("TK9", "Contractor Package", 1490, "Ladder rack, tool box, bed liner.", "package"),
    option("TKA", "Anniversary Package", 3100, "Fifty years of Terra; sold out.", "package", closes_in=-120),
]

TERRA = ModelLine(
    code="TERRA",
    name="Terra",
    body_style="pickup",
    model_year=2027,
    destination=Decimal(1795),
    groups=(
        Group("T-CAB", "Cab", "model", 1, 1, CAB),
        Group("T-BED", "Bed", "model", 1, 1, BED),
        Group("T-TRIM", "Trim", "trim", 1, 1, TRIMS),
        Group("T-POWER", "Engine", "powertrain", 1, 1, POWER),
        Group("T-DRIVE", "Drive", "powertrain", 1, 1, DRIVE),
        Group("T-AXLE", "Axle", "powertrain", 1, 1, AXLE),
        Group("T-CHASSIS", "Chassis and towing", "powertrain", 0, None, CHASSIS),
        Group("T-PAINT", "Paint", "exterior", 1, 1, PAINTS),
        Group("T-ROOF", "Roof", "exterior", 1, 1, ROOF),
        Group("T-BEDGEAR", "Bed equipment", "exterior", 0, None, BED_GEAR),
        Group("T-STRIPE", "Stripes", "appearance", 0, 1, STRIPES),
        Group("T-LOOK", "Exterior details", "appearance", 0, None, APPEARANCE),
        Group("T-WHEEL", "Wheels", "wheels", 1, 1, WHEELS),
        Group("T-TIRE", "Tires", "wheels", 1, 1, [
            *chosen(TYRES, "Y01", "Y02"),
            option("Y06", "All-terrain tires, LT", 560, "Ten-ply.", "wheels"),
            option("Y07", "Mud-terrain tires", 790, "For off-road use.", "wheels")]),
        Group("T-SPARE", "Spare wheel", "wheels", 1, 1, standard(SPARES[1:], "Y12")),
        Group("T-SEAT", "Seats", "interior", 1, 1, SEATS),
        Group("T-PACK", "Packages", "packages", 0, 5, PACKAGES),
        Group("T-AUDIO", "Audio", "technology", 1, 1, AUDIO),
        Group("T-TECH", "Technology", "technology", 0, None, TECHNOLOGY),
        Group("T-COMF", "Comfort", "comfort", 0, None, chosen(
            COMFORT, "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C09", "C10", "C11", "C12", "C14", "C15")),
        Group("T-ACC", "Accessories", "comfort", 0, None, ACCESSORIES),
        Group("T-ACCESS", "Driving aids", "accessibility", 0, None, ACCESSIBILITY),
        Group("T-CONV", "Wheelchair conversions", "accessibility", 0, None, CONVERSIONS),
        Group("T-UPFIT", "Bodies and preparations", "commercial", 0, 1, BODIES),
        Group("T-WORK", "Work equipment", "commercial", 0, None, WORK),
        Group("T-SPEC", "Market", "export", 1, 1, EXPORT),
        Group("T-EXPORT", "Export equipment", "export", 0, None, EXPORT_EXTRAS),
    ),
    rules=RULES,
    freezes=FREEZES,
    markets=(CANADA,),
)
