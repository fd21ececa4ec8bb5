"""Demonstration registers: they answer from synthetic records, and can be made silent."""

from tongban.sources.contrib.demo.registers import DemoRegisters, amend, silence, speak
from tongban.sources.contrib.demo.settlement import populate

__all__ = ["DemoRegisters", "amend", "populate", "silence", "speak"]
