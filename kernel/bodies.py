"""Where things stand on the drawn bodies: rails, racks, steps, hooks, dark glass. Pure numbers.

All drawings are 940 × 350 and look to the left; one entry for each template in `templates/vehicle/`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """The fixed points of one body style.

    ``roof`` is the outer edge of the roof as a path; ``roof_from``/``roof_to``/``roof_y`` the flat
    part of it. ``sill_*`` is the lower edge between the wheels, ``wheels`` their middles and scale,
    ``pillar`` where the rear glass begins, ``hook`` the tow bar, ``belt`` the line below the glass,
    ``nose`` the middle of a fog lamp.
    """

    roof: str
    roof_from: int
    roof_to: int
    roof_y: int
    sill_from: int
    sill_to: int
    sill_y: int
    wheels: tuple[tuple[int, int], tuple[int, int]]
    wheel_scale: float
    pillar: int
    hook: tuple[int, int]
    spoiler: str
    belt: int
    nose: int = 86

    @property
    def feet(self) -> tuple[int, ...]:
        """Where bars stand on the roof."""
        third = (self.roof_to - self.roof_from) // 3
        return (self.roof_from + third // 2, self.roof_to - third // 2)

    @property
    def flaps(self) -> tuple[tuple[int, int], ...]:
        """Behind each wheel."""
        reach = round(70 * self.wheel_scale)
        return tuple((x + reach, y - 8) for x, y in self.wheels)


BODIES = {
    "sedan": Body(
        "M404 70C486 55 566 54 632 66", 424, 612, 60, 288, 658, 256, ((213, 252), (733, 252)), 1.0,
        510, (866, 246), "M790 128L846 136L872 132L868 140L846 146L800 138Z", 158,
    ),
    "coupe": Body(
        "M430 84C520 69 590 73 650 88", 452, 628, 74, 288, 658, 256, ((213, 252), (733, 252)), 1.0,
        590, (866, 246), "M784 140L842 146L874 138L872 146L846 158L794 150Z", 166,
    ),
    "hatchback": Body(
        "M412 66C482 50 580 49 668 62", 430, 648, 54, 311, 628, 258, ((236, 252), (703, 252)), 1.0,
        516, (824, 246), "M676 64C724 74 764 90 796 108L812 108L806 118C770 102 726 84 676 74Z", 158, 114,
    ),
    "wagon": Body(
        "M430 66C540 53 660 53 770 70", 436, 744, 57, 288, 658, 256, ((213, 252), (733, 252)), 1.0,
        510, (872, 246), "M736 68C776 76 808 90 832 98L846 100L836 108C804 98 770 86 736 78Z", 160,
    ),
    "suv": Body(
        "M404 38C520 29 650 30 760 44", 420, 744, 33, 308, 640, 252, ((213, 249), (735, 249)), 1.06,
        503, (864, 248), "M732 38C772 44 800 56 822 64L836 66L826 74C796 62 764 52 732 47Z", 152,
    ),
    "pickup": Body(
        "M372 48C410 40 480 40 556 45", 388, 548, 42, 314, 620, 256, ((213, 246), (720, 246)), 1.1,
        444, (898, 248), "", 150,
    ),
    "van": Body(
        "M344 34C480 27 700 27 826 35", 350, 816, 30, 290, 670, 256, ((215, 252), (745, 252)), 1.02,
        416, (872, 246), "M800 36C836 40 856 48 876 56L888 58L880 66C852 56 826 50 800 47Z", 150,
    ),
}  # fmt: skip
