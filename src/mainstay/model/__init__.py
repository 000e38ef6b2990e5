"""The vocabulary as data: claims, evidence, labels, periods, units, money, codes, scenarios."""

from mainstay.model.claim import (
    BATCH_ROWS,
    IDENTITY_COLUMNS,
    RECORDED_COLUMNS,
    Kind,
    claim_batches,
    claim_ids,
    code_of,
    kinds,
)
from mainstay.model.classification import Classification
from mainstay.model.concordance import Concordance
from mainstay.model.evidence import Method, Qualifier, confidence_word
from mainstay.model.interval import Interval
from mainstay.model.label import Label, join, may_see
from mainstay.model.money import Deflator, Money, PriceBasis
from mainstay.model.parameters import Parameter, Parameters, default_parameters
from mainstay.model.period import DAYS_PER_YEAR, Period
from mainstay.model.scenario import Scenario, Shock, Target
from mainstay.model.schema import Column, Schema, schema, schemas
from mainstay.model.table import Table
from mainstay.model.units import Unit, factor, unit, units

__all__ = [
    "BATCH_ROWS", "DAYS_PER_YEAR", "IDENTITY_COLUMNS", "RECORDED_COLUMNS", "Classification",
    "Column", "Concordance", "Deflator", "Interval", "Kind", "Label", "Method", "Money",
    "Parameter", "Parameters", "Period", "PriceBasis", "Qualifier", "Scenario", "Schema", "Shock",
    "Table", "Target", "Unit", "claim_batches", "claim_ids", "code_of", "confidence_word",
    "default_parameters", "factor", "join", "kinds", "may_see", "schema", "schemas", "unit",
    "units",
]  # fmt: skip
