"""Paints, contrast roofs and stripes shared by the model lines."""

# fmt: off
# (tables: one entry, one line)

from factory.catalogue.language import Option, option

PAINTS: list[Option] = [
    option("P01", "Harbor White", 0, "Solid white, the classic of the range.", "paint", rgb="#f4f5f2", default=True),
    option("P02", "Graphite Grey", 0, "Solid mid grey, forgiving on long roads.", "paint", rgb="#5b6066"),
    option("P10", "Polar Pearl", 795, "Three-coat white with a soft pearl shimmer.", "paint", rgb="#fbfaf5"),
    option("P11", "Obsidian Black", 495, "Deep metallic black.", "paint", rgb="#14161a"),
    option("P12", "Sterling Silver", 495, "Bright metallic silver.", "paint", rgb="#b9bec4"),
    option("P13", "Deep Fjord Blue", 495, "Dark blue metallic that turns teal in the sun.", "paint", rgb="#17395c"),
    option("P14", "Lagoon Teal", 595, "Green-blue metallic.", "paint", rgb="#1f6f74"),
    option("P15", "Ember Red", 695, "Tinted clear coat over red metallic.", "paint", rgb="#9c1f24"),
    option("P16", "Copper Canyon", 695, "Warm copper metallic.", "paint", rgb="#a6572d"),
    option("P17", "Pine Forest", 595, "Dark green metallic.", "paint", rgb="#20402f"),
    option("P18", "Desert Sand", 495, "Warm beige metallic.", "paint", rgb="#c2ac86"),
    option("P19", "Storm Grey Matte", 1495, "Matte finish; to be washed by hand only.", "paint", rgb="#4a4f55"),
    option("P20", "Sunrise Orange", 695, "Bright orange pearl.", "paint", rgb="#d9661f"),
    option("P21", "Glacier Blue", 595, "Pale ice-blue metallic; new in the coming months.", "paint", rgb="#a9c5d6", opens_in=45),
    option("P22", "Midnight Plum", 595, "Dark violet metallic, discontinued.", "paint", rgb="#3a2440", closes_in=-21),
    option("P30", "Utility Yellow", 650, "Solid high-visibility yellow for fleets.", "paint", rgb="#e8b514", fleet=True),
    option("P31", "Service Orange", 650, "Solid orange for road and rescue services.", "paint", rgb="#e2571e", fleet=True),
]

CONTRAST_ROOFS: list[Option] = [
    option("CR1", "Contrast roof in Obsidian Black", 650, "Roof, mirrors and spoiler in gloss black.", "paint", rgb="#14161a"),
    option("CR2", "Contrast roof in Harbor White", 650, "Roof and mirrors in white.", "paint", rgb="#f4f5f2"),
    option("CR3", "Contrast roof in Sterling Silver", 650, "Roof and mirrors in silver.", "paint", rgb="#b9bec4", closes_in=120),
]

STRIPES: list[Option] = [
    option("ST1", "Center stripes, black", 450, "Two satin-black stripes from hood to tail.", "paint", rgb="#1c1d1f"),
    option("ST2", "Center stripes, white", 450, "Two white stripes from hood to tail.", "paint", rgb="#f4f5f2"),
    option("ST3", "Side accent line", 290, "A fine line along the shoulder in ember red.", "paint", rgb="#9c1f24"),
    option("ST4", "Heritage side graphic", 520, "Faded three-color band on the doors.", "paint", rgb="#c2ac86", rgb2="#a6572d"),
]
