"""Prefill: which source supplies which field of a form, and the provenance of each value. Owns nothing that is stored."""

from tongban.prefill.actions import fill
from tongban.prefill.types import Filled

__all__ = ["Filled", "fill"]
