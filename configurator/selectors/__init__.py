"""What pages and other apps read of the configurator."""

from configurator.selectors.catalogues import (
    assumptions_on,
    catalogue,
    current_model_line,
    current_model_lines,
    engine,
    limits_of,
    read_catalogue,
    stops_of,
)
from configurator.selectors.decisions import why
from configurator.selectors.markets import Homologation, frozen_homologation, homologation
from configurator.selectors.pages import configurator_page
from configurator.selectors.shown import ConfiguratorPage
from configurator.selectors.specials import (
    Fitting,
    Special,
    answers_hold_until,
    fitting_now,
    fitting_of,
    specials_of,
)
from configurator.selectors.specifications import buildable_today, frozen_lines
from configurator.selectors.supply import known_options

__all__ = [
    "ConfiguratorPage",
    "Fitting",
    "Homologation",
    "Special",
    "answers_hold_until",
    "assumptions_on",
    "buildable_today",
    "catalogue",
    "configurator_page",
    "current_model_line",
    "current_model_lines",
    "engine",
    "fitting_now",
    "fitting_of",
    "frozen_homologation",
    "frozen_lines",
    "homologation",
    "known_options",
    "limits_of",
    "read_catalogue",
    "specials_of",
    "stops_of",
    "why",
]
