"""Technology, comfort, appearance, accessibility, export and accessories shared by the lines."""

# fmt: off
# (tables: one entry, one line)

from factory.catalogue.language import Option, option

AUDIO: list[Option] = [
    option("AU1", "6-speaker audio", 0, "10-inch touch screen, wireless phone mirroring.", "technology", default=True),
    option("AU2", "10-speaker audio", 690, "12-inch touch screen, subwoofer, HD radio.", "technology"),
    option("AU3", "Concert audio, 16 speakers", 1450, "Amplified surround sound with headrest speakers.", "technology"),
]

TECHNOLOGY: list[Option] = [
    option("T01", "Navigation with live traffic", 750, "Maps with five years of updates.", "technology"),
    option("T02", "Head-up display", 950, "Speed and directions projected on the windshield.", "technology"),
    option("T03", "Adaptive cruise control", 650, "Keeps distance down to a standstill.", "technology"),
    option("T04", "Lane centering", 450, "Steers gently to the middle of the lane.", "technology"),
    option("T05", "Blind-spot assist", 395, "Warns and counter-steers when changing lanes.", "technology"),
    option("T06", "Surround-view cameras", 695, "Bird's-eye view from four cameras.", "technology"),
    option("T07", "Park assist", 550, "Parks in parallel and cross bays by itself.", "technology"),
    option("T08", "Night vision", 1900, "Infrared camera marks people and animals.", "technology", opens_in=75),
    option("T09", "Digital instrument cluster", 495, "12.3-inch display instead of round gauges.", "technology"),
    option("T10", "Digital rear-view mirror", 425, "Camera picture in the mirror, also with a full load.", "technology"),
    option("T11", "Wireless charging pad", 195, "For two telephones, ventilated.", "technology"),
    option("T12", "Dash camera", 320, "Front and rear, records on impact.", "technology"),
    option("T13", "In-car Wi-Fi", 260, "Hot spot for eight devices, data plan apart.", "technology"),
    option("T14", "Matrix LED headlamps", 1150, "High beam that masks oncoming traffic.", "technology"),
    option("T15", "Hands-free highway assist", 1900, "Drives hands-free on mapped divided highways.", "technology"),
    option("T16", "Rear cross-traffic braking", 295, "Brakes when something passes behind.", "technology"),
    option("T17", "Fleet telematics unit", 380, "Location, fuel and fault codes for the fleet office.", "technology", fleet=True),
    option("T18", "Hand-gesture control", 290, "Discontinued; touch and voice remain.", "technology", closes_in=-35),
]

COMFORT: list[Option] = [
    option("C01", "Heated front seats", 450, "Three levels.", "seats"),
    option("C02", "Ventilated front seats", 550, "Three levels, with heated seats.", "seats"),
    option("C03", "Heated rear seats", 350, "Outer places, two levels.", "seats"),
    option("C04", "Power driver seat with memory", 595, "Ten ways, three memories, mirrors included.", "seats"),
    option("C05", "Massage front seats", 980, "Eight programs.", "seats"),
    option("C06", "Heated steering wheel", 250, "Warm within a minute.", "interior"),
    option("C07", "Dual-zone climate control", 420, "Separate temperatures left and right.", "interior"),
    option("C08", "Three-zone climate control", 780, "Own controls for the rear.", "interior"),
    option("C09", "Keyless entry and start", 380, "On all doors and the trunk.", "technology"),
    option("C10", "Hands-free power tailgate", 520, "Opens by foot gesture.", "structure"),
    option("C11", "Acoustic side glass", 340, "Laminated, four decibels quieter.", "structure"),
    option("C12", "Ambient lighting, 64 colors", 290, "In doors, console and footwells.", "interior"),
    option("C13", "Cabin air purifier", 310, "Fine-dust and pollen filter with sensor.", "interior"),
    option("C14", "Remote climate start", 340, "By key or telephone.", "technology"),
    option("C15", "Heated windshield", 380, "Clear in two minutes.", "structure"),
]

APPEARANCE: list[Option] = [
    option("E01", "Gloss-black exterior trim", 480, "Grille, window surrounds and mirrors.", "paint"),
    option("E02", "Chrome exterior trim", 320, "Window surrounds and door handles.", "paint"),
    option("E03", "Privacy glass", 395, "Dark glass behind the front doors.", "structure"),
    option("E04", "Fog lamps with cornering light", 290, "LED.", "technology"),
    option("E05", "Illuminated door sills", 240, "Brushed steel with model name.", "interior"),
    option("E06", "Body-color mirrors and handles", 150, "Instead of grained black.", "paint"),
    option("E07", "Puddle lamps with logo", 130, "Below both mirrors.", "technology"),
]

ACCESSIBILITY: list[Option] = [
    option("X01", "Hand controls, push-right-angle", 1450, "Accelerator and brake by hand; pedals stay usable.", "structure"),
    option("X02", "Left-foot accelerator", 690, "Folding pedal left of the brake.", "structure"),
    option("X03", "Steering knob with remote keys", 280, "For driving with one hand.", "interior"),
    option("X04", "Swivel driver seat", 2600, "Turns out of the door, powered.", "seats"),
    option("X05", "Swivel passenger seat", 2600, "Turns out of the door, powered.", "seats"),
    option("X06", "Transfer board", 640, "Folds between seat and wheelchair.", "upfit"),
    option("X07", "Extended pedals", 340, "Two to four inches, removable.", "interior"),
    option("X08", "Voice control of secondary functions", 890, "Lights, wipers and turn signals.", "technology"),
]

EXPORT: list[Option] = [
    option("XUS", "United States specification", 0, "FMVSS and EPA equipment, English.", "export", default=True),
    option("XCA", "Canada specification", 350, "Daytime lamps, block-heater plug, English and French.", "export"),
    option("XMX", "Mexico specification", 250, "NOM equipment, Spanish.", "export"),
    option("XGC", "Gulf specification", 950, "Hot-climate cooling, Arabic and English.", "export"),
]

EXPORT_EXTRAS: list[Option] = [
    option("XM1", "Metric instrument cluster", 120, "Kilometers and Celsius.", "export"),
    option("XM2", "Engine block heater", 190, "120 V, for cold-climate export.", "export"),
    option("XM3", "High-capacity radiator", 340, "For sustained heat.", "export"),
    option("XM4", "Dust-sealed air intake", 260, "Two-stage filter.", "export"),
    option("XM5", "Shipping protection film", 180, "Hood, roof and trunk, removed at delivery.", "export"),
]

TYRES: list[Option] = [
    option("Y01", "All-season tires", 0, "For the whole year in mild climates.", "wheels", default=True),
    option("Y02", "Winter tires", 480, "With the severe-snow mark.", "wheels"),
    option("Y03", "Summer performance tires", 390, "More grip above 45 °F.", "wheels"),
    option("Y04", "Low-rolling-resistance tires", 150, "For range.", "wheels"),
]

SPARES: list[Option] = [
    option("Y10", "Tire repair kit", 0, "Sealant and compressor.", "wheels", default=True),
    option("Y11", "Compact spare wheel", 195, "With jack and tools.", "wheels"),
    option("Y12", "Full-size spare wheel", 390, "Same tire as fitted.", "wheels"),
]

ACCESSORIES: list[Option] = [
    option("D01", "All-weather floor mats", 180, "Rubber, four pieces.", "accessory"),
    option("D02", "Carpet floor mats, premium", 140, "Velour, four pieces.", "accessory"),
    option("D03", "First-aid and roadside kit", 95, "With cables and triangle.", "accessory"),
    option("D04", "Wheel locks", 85, "Four, with key.", "accessory"),
    option("D05", "Roof cross bars", 320, "Lockable, 165 lb.", "accessory"),
    option("D06", "Bicycle carrier", 390, "For two bicycles.", "accessory"),
    option("D07", "Ski carrier", 290, "Six pairs.", "accessory"),
    option("D08", "Mud guards", 160, "Front and rear.", "accessory"),
    option("D09", "Paint protection film", 980, "Front end, ten years.", "accessory"),
    option("D10", "Cargo organizer", 120, "Folds flat.", "accessory"),
]
