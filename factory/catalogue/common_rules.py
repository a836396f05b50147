"""Rules every model line shares, numbered with the line's own prefix."""

# fmt: off
# (tables: one entry, one line)

from factory.catalogue.language import (
    ALWAYS,
    Rule,
    all_of,
    any_of,
    costs,
    count,
    counts,
    excludes,
    includes,
    requires,
)


def common_rules(line: str, not_offered: frozenset[str] = frozenset()) -> list[Rule]:
    """The rules of shared equipment for ``line`` (its letter opens every code).

    Rules that name equipment the line does not offer are left out.
    """
    return [rule for rule in _all_of_them(f"{line}-R") if not rule.codes() & not_offered]


def _all_of_them(n: str) -> list[Rule]:
    return [
        requires(f"{n}01", "T02", any_of("AU2", "AU3"), "The head-up display needs the 10-speaker or the concert audio."),
        requires(f"{n}02", "T04", "T03", "Lane centering works only together with adaptive cruise control."),
        requires(f"{n}03", "T07", "T06", "Park assist needs the surround-view cameras."),
        requires(f"{n}04", "T08", all_of("T09", "T14"), "Night vision needs the digital cluster and the matrix headlamps."),
        requires(f"{n}05", "T15", all_of("T03", "T04", "T05"), "Hands-free highway assist needs adaptive cruise, lane centering and blind-spot assist."),
        requires(f"{n}06", "T15", "T01", "Hands-free highway assist drives by map and needs the navigation."),
        requires(f"{n}07", "T16", "T05", "Rear cross-traffic braking uses the sensors of the blind-spot assist."),
        requires(f"{n}08", "C02", "C01", "Ventilated front seats come only with heated front seats."),
        requires(f"{n}09", "C05", all_of("C02", "C04"), "Massage seats need ventilated seats and the power seat with memory."),
        requires(f"{n}10", "C14", "C09", "Remote climate start needs keyless entry and start."),
        requires(f"{n}11", "C10", "C09", "The hands-free tailgate needs keyless entry and start."),
        requires(f"{n}12", "D06", "D05", "The bicycle carrier is mounted on the roof cross bars."),
        requires(f"{n}13", "D07", "D05", "The ski carrier is mounted on the roof cross bars."),
        requires(f"{n}14", "X04", "C04", "The swivel driver seat is built on the power seat with memory."),
        requires(f"{n}15", "X03", any_of("X01", "C06"), "The steering knob is fitted with hand controls or the heated steering wheel."),
        requires(f"{n}16", "X06", any_of("X04", "X05"), "The transfer board needs a swivel seat on its side."),
        requires(f"{n}17", "XCA", any_of("C15", "C01"), "Canada cars need the heated windshield or heated front seats."),
        includes(f"{n}18", "XCA", "XM2", "The Canada specification includes the engine block heater."),
        includes(f"{n}19", any_of("XCA", "XMX", "XGC"), "XM1", "Export cars include the metric instrument cluster."),
        includes(f"{n}20", "XGC", all_of("XM3", "XM4"), "The Gulf specification includes the big radiator and the sealed air intake."),
        excludes(f"{n}21", "XM1", "XUS", "Cars for the United States keep miles and Fahrenheit."),
        excludes(f"{n}22", "P19", any_of("ST1", "ST2", "ST3", "ST4"), "Stripes do not hold on the matte paint."),
        excludes(f"{n}23", "CR1", "P11", "A black contrast roof is not offered on a black car."),
        excludes(f"{n}24", "CR2", any_of("P01", "P10"), "A white contrast roof is not offered on a white car."),
        excludes(f"{n}25", "CR3", any_of("P12", "P19"), "The silver roof is not offered with silver or matte grey."),
        excludes(f"{n}26", "ST1", "P11", "Black stripes cannot be seen on a black car."),
        excludes(f"{n}27", "ST2", any_of("P01", "P10"), "White stripes cannot be seen on a white car."),
        excludes(f"{n}28", "D09", "P19", "The protection film would make the matte paint shine."),
        excludes(f"{n}29", "E01", "E02", "Exterior trim is either gloss black or chrome."),
        excludes(f"{n}30", "C07", "C08", "Three-zone climate replaces the dual-zone climate."),
        excludes(f"{n}31", "X01", "X02", "Hand controls and the left-foot accelerator cannot share the pedal box."),
        excludes(f"{n}32", "X07", any_of("X01", "X02"), "Extended pedals do not fit beside hand controls or a left-foot accelerator."),
        excludes(f"{n}33", "Y03", any_of("XCA", "XM2"), "Summer tires are not delivered with cold-climate equipment."),
        excludes(f"{n}34", "T15", any_of("XMX", "XGC"), "Hands-free highway maps exist for the United States and Canada only."),
        counts(f"{n}35", ALWAYS, count(0, 1, "D01", "D02"), "One set of floor mats per car."),
        counts(f"{n}36", ALWAYS, count(0, 1, "D06", "D07"), "The cross bars carry bicycles or skis, not both."),
        counts(f"{n}37", any_of("P30", "P31"), count(0, 0, "CR1", "CR2", "CR3"), "Fleet colors come without a contrast roof."),
        costs(f"{n}38", "T15", "T04", 0, "With hands-free highway assist, lane centering is free."),
        costs(f"{n}39", "C05", "C02", 390, "With massage seats, seat ventilation costs less."),
        costs(f"{n}40", all_of("T03", "T04", "T05"), "T16", 195, "With the three driving assists, cross-traffic braking costs less."),
    ]
