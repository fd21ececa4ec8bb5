"""A demonstration of the port: choose a person from a synthetic population. Nobody in it is real."""

from tongban.identity.contrib.demo.chooser import ChooseAPerson
from tongban.identity.contrib.demo.population import generate
from tongban.identity.contrib.demo.settlement import describe_cast, populate

__all__ = ["ChooseAPerson", "describe_cast", "generate", "populate"]
