"""How good the content is beyond being right: how complete each item is, and what an editor should look at (质量检查)."""

from tongban.catalogue.quality.elements import Completeness, Element, completeness
from tongban.catalogue.quality.entitlements import Tied, lint_policies, tied
from tongban.catalogue.quality.inspections import Inspection, Placed
from tongban.catalogue.quality.lints import Finding, Severity, lint

__all__ = [
    "Completeness", "Element", "Finding", "Inspection", "Placed", "Severity", "Tied", "completeness", "lint", "lint_policies",
    "tied",
]  # fmt: skip
