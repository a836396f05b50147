"""ASTRA, the sedan."""

# fmt: off
# (tables: one entry, one line)

from decimal import Decimal

from factory.catalogue.astra_rules import RULES
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
from factory.catalogue.language import Group, ModelLine, chosen, option
from factory.catalogue.markets import CANADA

BODY = [
    option("AB1", "Sedan, standard wheelbase", 0, "110.4-inch wheelbase.", "body", default=True),
    option("AB2", "Sedan, long wheelbase", 2400, "Four more inches, all of them for rear knees.", "body"),
]

TRIMS = [
    option("AT1", "Core", 25950, "The sensible sedan: safe, roomy, frugal.", "trim", default=True),
    option("AT2", "Touring", 28900, "Core with keyless entry, dual-zone climate and alloy wheels.", "trim"),
    option("AT3", "Sport", 32400, "Firmer suspension, sport seats, black exterior trim.", "trim"),
    option("AT4", "Signature", 37800, "Leather, concert audio, every driving assist.", "trim"),
    option("AT5", "Fleet", 24600, "For company and rental fleets: robust, quick to clean.", "trim", fleet=True),
]

POWER = [
    option("AM1", "1.5 L turbo, 158 hp", 0, "Four cylinders, 30/38 mpg.", "powertrain", default=True),
    option("AM2", "2.0 L turbo, 241 hp", 2350, "Four cylinders, 25/34 mpg.", "powertrain"),
    option("AM3", "Hybrid, 196 hp", 2900, "1.8 L with two electric machines, 48/50 mpg.", "powertrain"),
    option("AM4", "Plug-in hybrid, 220 hp", 6800, "44 electric miles, then 46 mpg. Built in Graz.", "powertrain"),
    option("AM5", "Electric, 268 hp", 9400, "77 kWh, 310 miles. Built in Graz.", "powertrain"),
    option("AM6", "2.5 L flex fuel, 182 hp", 700, "Discontinued with the model year change.", "powertrain", closes_in=-60),
]

DRIVE = [
    option("AD1", "Front-wheel drive", 0, "Standard.", "powertrain", default=True),
    option("AD2", "All-wheel drive", 1900, "Engages the rear axle in milliseconds.", "powertrain"),
]

GEAR = [
    option("AG1", "8-speed automatic", 0, "Standard with the turbo engines.", "powertrain", default=True),
    option("AG2", "6-speed manual", 0, "For those who like to do it themselves.", "powertrain"),
    option("AG3", "Hybrid transaxle", 0, "With the hybrids.", "powertrain"),
    option("AG4", "Single-speed drive", 0, "With the electric car.", "powertrain"),
]

CHASSIS = [
    option("AH1", "Sport suspension", 690, "Half an inch lower.", "structure"),
    option("AH2", "Adaptive dampers", 1150, "Three modes.", "structure"),
    option("AH3", "Performance brakes", 890, "Fourteen-inch discs, red calipers.", "structure"),
    option("AH4", "Onboard charger, 22 kW", 780, "For electric cars.", "powertrain"),
    option("AH5", "Heat pump", 640, "For electric range in winter.", "powertrain"),
    option("AH6", "Trailer hitch, 2,000 lb", 540, "Removable ball.", "structure"),
]

ROOF = [
    option("AR1", "Steel roof", 0, "Standard.", "roof", default=True),
    option("AR2", "Power sunroof", 950, "Glass, tilt and slide.", "roof"),
    option("AR3", "Panoramic glass roof", 1650, "Fixed, with sunshade.", "roof"),
    option("AR4", "Solar roof", 1950, "Charges the battery by up to four miles a day.", "roof", opens_in=60),
]

WHEELS = [
    option("AW1", "16-inch steel wheels", 0, "With covers.", "wheels", default=True),
    option("AW2", "16-inch alloy wheels", 450, "Ten spokes, silver.", "wheels"),
    option("AW3", "17-inch alloy wheels", 850, "Five double spokes.", "wheels"),
    option("AW4", "18-inch sport wheels", 1350, "Black, machined.", "wheels"),
    option("AW5", "19-inch sport wheels", 1950, "Forged, dark grey.", "wheels"),
    option("AW6", "17-inch aero wheels", 990, "Covered, for range.", "wheels"),
    option("AW7", "18-inch Signature wheels", 1450, "Multi-spoke, polished.", "wheels"),
]

SEATS = [
    option("AS1", "Cloth, black", 0, "Recycled yarn.", "seats", rgb="#25272b", default=True),
    option("AS2", "Cloth, stone grey", 0, "Recycled yarn.", "seats", rgb="#8b8a85"),
    option("AS3", "Woven vegan leather, black", 950, "Easy to wipe clean.", "seats", rgb="#1d1e20"),
    option("AS4", "Woven vegan leather, oat", 950, "Easy to wipe clean.", "seats", rgb="#d3c6ae"),
    option("AS5", "Sport seats, suede and red stitching", 1450, "Deep bolsters.", "seats", rgb="#202124", rgb2="#9c1f24"),
    option("AS6", "Leather, cognac", 1950, "Semi-aniline.", "seats", rgb="#8a4f2a"),
    option("AS7", "Leather, black and pearl", 1950, "Semi-aniline, two-tone.", "seats", rgb="#1b1c1e", rgb2="#e9e4d8"),
    option("AS8", "Vinyl, black", 150, "For fleets; takes any cleaner.", "seats", rgb="#2a2b2d", fleet=True),
]

INLAYS = [
    option("AI1", "Inlays in grained grey", 0, "Standard.", "interior", default=True),
    option("AI2", "Inlays in brushed aluminum", 240, "Cool to the touch.", "interior"),
    option("AI3", "Inlays in open-pore ash", 390, "Real wood.", "interior"),
    option("AI4", "Inlays in carbon weave", 590, "Real carbon fiber.", "interior"),
]

PACKAGES = [
    option("AK1", "Cold Weather Package", 790, "Heated seats, steering wheel and windshield.", "package"),
    option("AK2", "Driver Assistance Package", 1390, "Adaptive cruise, lane centering, blind-spot assist.", "package"),
    option("AK3", "Convenience Package", 690, "Keyless entry, charging pad, ambient light.", "package"),
    option("AK4", "Sport Package", 2200, "Sport suspension, gloss-black trim, fog lamps.", "package"),
    option("AK5", "Executive Rear Package", 1800, "Heated rear seats, three-zone climate, acoustic glass.", "package"),
    option("AK6", "Technology Package", 1950, "Navigation, digital cluster, head-up display.", "package"),
    option("AK7", "Parking Package", 990, "Surround view, park assist, cross-traffic braking.", "package"),
    option("AK8", "First Edition Package", 2600, "The launch package; sold out.", "package", closes_in=-90),
]

COMMERCIAL = [
    option("AC1", "Taxi preparation", 890, "Wiring, roof-sign mount, wipe-clean floor.", "structure", fleet=True),
    option("AC2", "Driving-school pedals", 980, "Second pedals and mirrors.", "upfit"),
    option("AC3", "Partition, clear", 720, "Between front and rear seats.", "upfit", fleet=True),
    option("AC4", "Police preparation", 2400, "Heavy wiring, spot lamp, reinforced seats.", "structure", fleet=True),
    option("AC5", "Courier shelf system", 560, "In place of the rear seat back.", "upfit"),
]

ASTRA = ModelLine(
    code="ASTRA",
    name="Astra",
    body_style="sedan",
    model_year=2027,
    destination=Decimal(1095),
    groups=(
        Group("A-BODY", "Body", "model", 1, 1, BODY),
        Group("A-TRIM", "Trim", "trim", 1, 1, TRIMS),
        Group("A-POWER", "Engine", "powertrain", 1, 1, POWER),
        Group("A-DRIVE", "Drive", "powertrain", 1, 1, DRIVE),
        Group("A-GEAR", "Transmission", "powertrain", 1, 1, GEAR),
        Group("A-CHASSIS", "Chassis and charging", "powertrain", 0, None, CHASSIS),
        Group("A-PAINT", "Paint", "exterior", 1, 1, PAINTS),
        Group("A-CROOF", "Contrast roof", "exterior", 0, 1, CONTRAST_ROOFS),
        Group("A-ROOF", "Roof", "exterior", 1, 1, ROOF),
        Group("A-STRIPE", "Stripes", "appearance", 0, 1, STRIPES),
        Group("A-LOOK", "Exterior details", "appearance", 0, None, APPEARANCE),
        Group("A-WHEEL", "Wheels", "wheels", 1, 1, WHEELS),
        Group("A-TIRE", "Tires", "wheels", 1, 1, TYRES),
        Group("A-SPARE", "Spare wheel", "wheels", 1, 1, SPARES[:2]),
        Group("A-SEAT", "Seats", "interior", 1, 1, SEATS),
        Group("A-INLAY", "Inlays", "interior", 1, 1, INLAYS),
        Group("A-PACK", "Packages", "packages", 0, 4, PACKAGES),
        Group("A-AUDIO", "Audio", "technology", 1, 1, AUDIO),
        Group("A-TECH", "Technology", "technology", 0, None, TECHNOLOGY),
        Group("A-COMF", "Comfort", "comfort", 0, None, COMFORT),
        Group("A-ACC", "Accessories", "comfort", 0, None, ACCESSORIES),
        Group("A-ACCESS", "Driving aids and conversions", "accessibility", 0, None, ACCESSIBILITY),
        Group("A-COMM", "Commercial use", "commercial", 0, 2, COMMERCIAL),
        Group("A-SPEC", "Market", "export", 1, 1, chosen(EXPORT, "XUS", "XCA", "XMX", "XGC")),
        Group("A-EXPORT", "Export equipment", "export", 0, None, EXPORT_EXTRAS),
    ),
    rules=RULES,
    freezes=FREEZES,
    markets=(CANADA,),
)
