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

__all__ = [
    "BodyStyle",
    "CatalogueRelease",
    "CatalogueReleaseQuerySet",
    "CompiledLine",
    "Configuration",
    "ConfigurationQuerySet",
    "ConfigurationStep",
    "Manufacturer",
    "Market",
    "ModelLine",
    "ModelLineQuerySet",
    "Option",
    "OptionGroup",
    "Rule",
    "Source",
    "Specification",
]
