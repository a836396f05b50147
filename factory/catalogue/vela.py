"""VELA, the SUV with two or three rows."""

# fmt: off
# (tables: one entry, one line)

from decimal import Decimal

from factory.catalogue.colours import CONTRAST_ROOFS, PAINTS, STRIPES
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
from factory.catalogue.language import Group, ModelLine, option
from factory.catalogue.markets import CANADA
from factory.catalogue.vela_rules import RULES

BODY = [
    option("VB1", "Two rows, five seats", 0, "All the room for luggage.", "body", default=True),
    option("VB2", "Three rows, seven seats", 2200, "Second row slides, third row folds flat.", "body"),
    option("VB3", "Three rows, six seats", 2700, "Captain's chairs in the second row.", "body"),
]

TRIMS = [
    option("VT1", "Core", 33400, "The family car without frills.", "trim", default=True),
    option("VT2", "Explore", 36900, "Roof rails, privacy glass, alloy wheels.", "trim"),
    option("VT3", "Trail", 41200, "Higher, tougher, with all-terrain equipment.", "trim"),
    option("VT4", "Luxe", 46500, "Leather, head-up display, concert audio.", "trim"),
    option("VT5", "Luxe Black", 48900, "Luxe in gloss black with 21-inch wheels.", "trim"),
    option("VT6", "Fleet", 31900, "For company, rental and public fleets.", "trim", fleet=True),
]

POWER = [
    option("VM1", "2.0 L turbo, 235 hp", 0, "Four cylinders. Built in León.", "powertrain", default=True),
    option("VM2", "3.0 L turbo six, 335 hp", 4200, "Six cylinders. Built in León.", "powertrain"),
    option("VM3", "Hybrid, 248 hp", 2600, "37/38 mpg. Built in León.", "powertrain"),
    option("VM4", "Plug-in hybrid, 302 hp", 7400, "42 electric miles. Built in Graz.", "powertrain"),
    option("VM5", "Electric, 288 hp", 9800, "84 kWh, 285 miles. Built in Graz.", "powertrain"),
    option("VM6", "Electric dual motor, 402 hp", 14200, "98 kWh, 300 miles. Built in Graz.", "powertrain", opens_in=30),
    option("VM7", "2.2 L diesel, 190 hp", 1900, "Discontinued.", "powertrain", closes_in=-45),
]

DRIVE = [
    option("VD1", "Front-wheel drive", 0, "Standard.", "powertrain", default=True),
    option("VD2", "All-wheel drive", 2000, "Active torque split.", "powertrain"),
]

TOW = [
    option("VH1", "Trailer hitch, 3,500 lb", 590, "With trailer stability control.", "structure"),
    option("VH2", "Trailer hitch, 5,000 lb", 980, "With extra cooling.", "structure"),
    option("VH3", "Air suspension", 1900, "Three heights, self-leveling.", "structure"),
    option("VH4", "Adaptive dampers", 1150, "Three modes.", "structure"),
    option("VH5", "Skid plates", 420, "Engine and tank.", "structure"),
    option("VH6", "Onboard charger, 22 kW", 780, "For electric cars.", "powertrain"),
    option("VH7", "Heat pump", 640, "For electric range in winter.", "powertrain"),
    option("VH8", "Household outlet, 120 V, 1,500 W", 350, "In the luggage space.", "technology"),
]

ROOF = [
    option("VR1", "Steel roof", 0, "Standard.", "roof", default=True),
    option("VR2", "Power sunroof", 1050, "Over the front row.", "roof"),
    option("VR3", "Panoramic roof, two panels", 1850, "The front panel opens.", "roof"),
    option("VR4", "Solar roof", 2100, "Feeds the traction battery.", "roof", opens_in=60),
]

ROOF_LOAD = [
    option("VL1", "Roof rails, black", 290, "165 lb.", "roof"),
    option("VL2", "Roof rails, silver", 290, "165 lb.", "roof"),
    option("VL3", "Expedition roof rack", 1250, "220 lb, with ladder.", "roof"),
]

WHEELS = [
    option("VW1", "17-inch steel wheels", 0, "With covers.", "wheels", default=True),
    option("VW2", "18-inch alloy wheels", 690, "Five spokes, silver.", "wheels"),
    option("VW3", "19-inch alloy wheels", 1100, "Double spokes, grey.", "wheels"),
    option("VW4", "18-inch all-terrain wheels", 1250, "Beadlock look.", "wheels"),
    option("VW5", "20-inch wheels, machined", 1700, "Ten spokes.", "wheels"),
    option("VW6", "21-inch wheels, gloss black", 2300, "Forged.", "wheels"),
    option("VW7", "19-inch aero wheels", 1190, "Covered, for range.", "wheels"),
    option("VW8", "20-inch chrome wheels", 1900, "Discontinued.", "wheels", closes_in=-10),
]

SEATS = [
    option("VS1", "Cloth, black", 0, "Stain-resistant.", "seats", rgb="#25272b", default=True),
    option("VS2", "Cloth, sand", 0, "Stain-resistant.", "seats", rgb="#b8a88a"),
    option("VS3", "Vegan leather, black", 990, "Easy to wipe clean.", "seats", rgb="#1d1e20"),
    option("VS4", "Vegan leather, mist grey", 990, "Easy to wipe clean.", "seats", rgb="#b3b5b4"),
    option("VS5", "Trail seats, neoprene", 650, "Waterproof covers, green stitching.", "seats", rgb="#2b2d2e", rgb2="#20402f"),
    option("VS6", "Leather, saddle brown", 2100, "Perforated.", "seats", rgb="#7a4526"),
    option("VS7", "Leather, ivory and black", 2100, "Perforated, two-tone.", "seats", rgb="#ece5d6", rgb2="#1b1c1e"),
    option("VS8", "Quilted leather, plum", 2900, "For the Luxe lines.", "seats", rgb="#44283e", opens_in=20),
    option("VS9", "Vinyl, black", 150, "For fleets; takes any cleaner.", "seats", rgb="#2a2b2d", fleet=True),
]

INLAYS = [
    option("VI1", "Inlays in grained black", 0, "Standard.", "interior", default=True),
    option("VI2", "Inlays in aluminum", 260, "Brushed.", "interior"),
    option("VI3", "Inlays in walnut", 450, "Open-pore.", "interior"),
    option("VI4", "Inlays in piano black", 320, "High gloss.", "interior"),
]

CABIN = [
    option("VF1", "Power-folding second row", 420, "By buttons in the luggage space.", "seats"),
    option("VF2", "Power-folding third row", 520, "By buttons in the luggage space.", "seats"),
    option("VF3", "Rear entertainment, two screens", 1650, "With wireless headphones.", "technology"),
    option("VF4", "Integrated child booster seats", 480, "Two, in the outer places.", "seats"),
    option("VF5", "Sunshades, second row", 190, "Manual.", "interior"),
    option("VF6", "Cargo cover", 170, "Retractable.", "accessory"),
    option("VF7", "Dog guard", 290, "Behind the last row.", "accessory"),
    option("VF8", "Refrigerated console", 350, "For six bottles.", "interior"),
]

PACKAGES = [
    option("VK1", "Cold Weather Package", 850, "Heated seats, steering wheel and windshield.", "package"),
    option("VK2", "Driver Assistance Package", 1490, "Adaptive cruise, lane centering, blind-spot assist.", "package"),
    option("VK3", "Family Package", 1290, "Booster seats, sunshades, outlet.", "package"),
    option("VK4", "Towing Package", 1650, "Big hitch, rear-view mirror camera, full-size spare.", "package"),
    option("VK5", "Trail Package", 2400, "Skid plates, all-terrain wheels.", "package"),
    option("VK6", "Technology Package", 2100, "Navigation, digital cluster, head-up display.", "package"),
    option("VK7", "Parking Package", 1090, "Surround view, park assist, cross-traffic braking.", "package"),
    option("VK8", "Executive Package", 3200, "Massage, three-zone climate, air purifier.", "package"),
    option("VK9", "Launch Package", 2900, "Sold out.", "package", closes_in=-100),
]

CONVERSIONS = [
    option("VX1", "Lowered floor with side ramp", 22500, "For wheelchair users; second row left away on the right.", "structure"),
    option("VX2", "Rear-entry ramp", 16800, "For wheelchair users; the floor is cut behind the second row.", "structure"),
    option("VX3", "Wheelchair docking station", 1900, "Locks the chair by itself.", "upfit"),
    option("VX4", "Wheelchair tie-downs, four-point", 780, "With belts.", "upfit"),
    option("VX5", "Wheelchair roof hoist", 4900, "Stows a folded chair in a roof box.", "upfit"),
    option("VX6", "Luggage-space hoist", 2300, "Lifts scooters up to 200 lb.", "upfit"),
]

COMMERCIAL = [
    option("VC1", "Police preparation", 3200, "Heavy wiring, spot lamp, reinforced seats.", "structure", fleet=True),
    option("VC2", "Fire chief preparation", 3400, "Radio console, siren wiring, chevrons.", "structure", fleet=True),
    option("VC3", "Taxi preparation", 950, "Wiring, roof-sign mount, wipe-clean floor.", "structure", fleet=True),
    option("VC4", "Hearse roof and deck preparation", 2100, "For the upfitter.", "structure", opens_in=90),
    option("VC5", "Courier shelf system", 690, "In place of the second row.", "upfit"),
    option("VC6", "Partition, wire", 450, "Behind the front seats.", "upfit"),
    option("VC7", "Beacon bar, amber", 780, "On the roof, with switch.", "upfit"),
]

VELA = ModelLine(
    code="VELA",
    name="Vela",
    body_style="suv",
    model_year=2027,
    destination=Decimal(1295),
    groups=(
        Group("V-BODY", "Seating layout", "model", 1, 1, BODY),
        Group("V-TRIM", "Trim", "trim", 1, 1, TRIMS),
        Group("V-POWER", "Engine", "powertrain", 1, 1, POWER),
        Group("V-DRIVE", "Drive", "powertrain", 1, 1, DRIVE),
        Group("V-TOW", "Chassis, towing and charging", "powertrain", 0, None, TOW),
        Group("V-PAINT", "Paint", "exterior", 1, 1, PAINTS),
        Group("V-CROOF", "Contrast roof", "exterior", 0, 1, CONTRAST_ROOFS),
        Group("V-ROOF", "Roof", "exterior", 1, 1, ROOF),
        Group("V-LOAD", "Roof load", "exterior", 0, 1, ROOF_LOAD),
        Group("V-STRIPE", "Stripes", "appearance", 0, 1, STRIPES),
        Group("V-LOOK", "Exterior details", "appearance", 0, None, APPEARANCE),
        Group("V-WHEEL", "Wheels", "wheels", 1, 1, WHEELS),
        Group("V-TIRE", "Tires", "wheels", 1, 1, [
            *TYRES, option("Y05", "All-terrain tires", 520, "For gravel, mud and snow.", "wheels")]),
        Group("V-SPARE", "Spare wheel", "wheels", 1, 1, SPARES),
        Group("V-SEAT", "Seats", "interior", 1, 1, SEATS),
        Group("V-INLAY", "Inlays", "interior", 1, 1, INLAYS),
        Group("V-CABIN", "Cabin and cargo", "interior", 0, None, CABIN),
        Group("V-PACK", "Packages", "packages", 0, 4, PACKAGES),
        Group("V-AUDIO", "Audio", "technology", 1, 1, AUDIO),
        Group("V-TECH", "Technology", "technology", 0, None, TECHNOLOGY),
        Group("V-COMF", "Comfort", "comfort", 0, None, COMFORT),
        Group("V-ACC", "Accessories", "comfort", 0, None, ACCESSORIES),
        Group("V-ACCESS", "Driving aids", "accessibility", 0, None, ACCESSIBILITY),
        Group("V-CONV", "Wheelchair conversions", "accessibility", 0, None, CONVERSIONS),
        Group("V-COMM", "Commercial use", "commercial", 0, 2, COMMERCIAL),
        Group("V-SPEC", "Market", "export", 1, 1, EXPORT),
        Group("V-EXPORT", "Export equipment", "export", 0, None, EXPORT_EXTRAS),
    ),
    rules=RULES,
    freezes=FREEZES,
    markets=(CANADA,),
)
