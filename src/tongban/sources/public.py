"""Sources: the registers of the state (数源), asked through one port, and the ledger of every use of somebody's data.

Owns the ledger of use (append-only), and the demonstration registers. A register that does not answer breaks nothing: its
facts are not supplied, and its source is named as silent.
"""

from tongban.sources.actions import ON_REQUEST, fetch, fetch_all, note_change
from tongban.sources.contrib.demo import amend, populate, silence, speak
from tongban.sources.events import DataExtracted, DataUsed, RecordChanged
from tongban.sources.extracts import UNASKED, extract
from tongban.sources.models import Extract, Use
from tongban.sources.ports import Extracts, Registers, Registrar, Unreachable, registrar
from tongban.sources.queries import extracts_of, uses_of
from tongban.sources.types import Block, Fact, Fetched, Outcome, Source, Supplied, Value

__all__ = [
    "ON_REQUEST",
    "UNASKED",
    "Block",
    "DataExtracted",
    "DataUsed",
    "Extract",
    "Extracts",
    "Fact",
    "Fetched",
    "Outcome",
    "RecordChanged",
    "Registers",
    "Registrar",
    "Source",
    "Supplied",
    "Unreachable",
    "Use",
    "Value",
    "amend",
    "extract",
    "extracts_of",
    "fetch",
    "fetch_all",
    "note_change",
    "populate",
    "registrar",
    "silence",
    "speak",
    "uses_of",
]
