"""A program over a city on disk."""

from tongban.rules.programs.city.files import ColumnFile
from tongban.rules.programs.city.partials import OtherRun, Stopped
from tongban.rules.programs.city.runs import CitySimulation

__all__ = ["CitySimulation", "ColumnFile", "OtherRun", "Stopped"]
