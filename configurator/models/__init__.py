"""Catalogue releases as the database keeps them, and what is configured on them."""

from configurator.models.catalogues import (
    BodyStyle,
    CatalogueRelease,
    CatalogueReleaseQuerySet,
    Manufacturer,
    Market,
    ModelLine,
    ModelLineQuerySet,
    Option,
    OptionGroup,
    Rule,
    Source,
)
from configurator.models.compiled import CompiledLine
from configurator.models.configurations import (
    Configuration,
    ConfigurationQuerySet,
    ConfigurationStep,
    Specification,
)
from configurator.models.fleets import FleetPlan, FleetUnit
from configurator.models.intake import Intake, IntakeFile
from configurator.models.needs import NeedsRevision, NeedsSheet, NeedsSheetQuerySet
from configurator.models.sharing import BuildNote, LinkMail, SharedLink
from configurator.models.special_papers import SpecialEvent, SpecialEventKind, SpecialFile
from configurator.models.specials import (
    SpecialAnswer,
    SpecialKind,
    SpecialRequest,
    SpecialRequestQuerySet,
    SpecialState,
    Upfitter,
)
from configurator.models.supply import StopSale, StopSaleQuerySet, StopSource

__all__ = [
    "BodyStyle",
    "BuildNote",
    "CatalogueRelease",
    "CatalogueReleaseQuerySet",
    "CompiledLine",
    "Configuration",
    "ConfigurationQuerySet",
    "ConfigurationStep",
    "FleetPlan",
    "FleetUnit",
    "Intake",
    "IntakeFile",
    "LinkMail",
    "Manufacturer",
    "Market",
    "ModelLine",
    "ModelLineQuerySet",
    "NeedsRevision",
    "NeedsSheet",
    "NeedsSheetQuerySet",
    "Option",
    "OptionGroup",
    "Rule",
    "SharedLink",
    "Source",
    "SpecialAnswer",
    "SpecialEvent",
    "SpecialEventKind",
    "SpecialFile",
    "SpecialKind",
    "SpecialRequest",
    "SpecialRequestQuerySet",
    "SpecialState",
    "Specification",
    "StopSale",
    "StopSaleQuerySet",
    "StopSource",
    "Upfitter",
]
